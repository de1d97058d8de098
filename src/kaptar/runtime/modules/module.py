"""Module: a compiled guest, with the signatures of its operations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kaptar.errors import UnknownOperation
from kaptar.runtime import encoding
from kaptar.runtime.freeing import free
from kaptar.runtime.modules import convention
from kaptar.runtime.modules.convention import GuestOp
from kaptar.runtime.modules.module_files import ModuleFile
from kaptar.runtime.operation import Param, Type

if TYPE_CHECKING:
    import wasmtime

PLUGIN_RESULT_BYTES = 64 << 20
_RESULT_BYTES = 1 << 31


@dataclass(frozen=True, slots=True)
class Signature:
    """An operation of a guest. ``check``, ``encode`` and ``decode`` are made from its types once, see `encoding`."""

    id: int
    name: str
    params: tuple[Param, ...]
    result: Type
    check: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    encode: Callable[[tuple[Any, ...]], bytes]
    decode: Callable[[bytes], Any]


class Module:
    """A compiled module. Shared by threads. It is checked against the convention when it is made: wherever the code is from.

    Attributes:
        start_bytes: of the memory that an instance begins with.
        replaced: a newer file is loaded; instances of this one are closed when their call ends.
        first_data: the module's data as a new instance has them, once `remember_data` was called; see `Instance.renew`.
    """

    def __init__(self, file: ModuleFile, engine: "wasmtime.Engine", compiled: "wasmtime.Module") -> None:
        """Raises BadModule."""
        import wasmtime

        self.file, self.name, self.engine = file, file.name, engine
        self.plugin = file.origin == "plugin"
        self.most_result = PLUGIN_RESULT_BYTES if self.plugin else _RESULT_BYTES
        self.compiled = compiled
        self.start_bytes = convention.check_compiled(compiled)
        self.prepared = wasmtime.Linker(engine).instantiate_pre(compiled)
        self.ops = {op.name: _signature(op) for op in file.ops}
        self.replaced = False
        self.first_data: bytes | None = None

    def op(self, name: str) -> Signature:
        """Raises UnknownOperation."""
        try:
            return self.ops[name]
        except KeyError:
            raise UnknownOperation(f"the module {self.name} has no operation {name}: {', '.join(self.ops)}") from None

    def close(self) -> None:
        """Free the compiled code, which must not be used any more; not what running instances hold of it."""
        free(self.prepared)
        free(self.compiled)

    def remember_data(self, data: bytes) -> None:
        """Keep the data that a new instance has."""
        self.first_data = data


def _signature(op: GuestOp) -> Signature:
    params, result = convention.params_of(op), convention.result_of(op)
    check, encode, decode = encoding.checker(op.name, params), encoding.encoder(params), encoding.decoder(result)
    return Signature(op.id, op.name, params, result, check, encode, decode)
