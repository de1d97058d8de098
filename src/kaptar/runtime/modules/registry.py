"""Registry of all that can be called: operations, modules, and the host twins of plugins."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kaptar.errors import UnknownOperation
from kaptar.runtime.modules import convention
from kaptar.runtime.modules.module_files import ModuleFile, find_builtin
from kaptar.runtime.modules.plugins import Plugins
from kaptar.runtime.operation import Forward, Operation


class Registry:
    """Operations by name: the given ones, then those of plugins, which never shadow them.

    Args:
        operations: Kaptar's own.
        plugins: the user's.
        artifacts: see `find_builtin`.
    """

    def __init__(self, operations: Mapping[str, Operation], plugins: Plugins, artifacts: Path | None) -> None:
        self._own, self.plugins, self._artifacts = dict(operations), plugins, artifacts
        self._twins: dict[str, Callable[..., Any]] = {}
        self._foreign: dict[str, Operation] | None = None

    def find_modules(self) -> dict[str, ModuleFile]:
        """All module files by name; a plugin with the name of a built-in module is left out."""
        return self.plugins.files() | find_builtin(self._artifacts)

    def operation(self, name: str) -> Operation:
        """Raises UnknownOperation."""
        found = self._own.get(name) or self._plugin_operations().get(name)
        if found is None:
            family = name.split(".")[0] + "."
            near = [each for each in self._own if each.startswith(family)] or sorted({each.split(".")[0] for each in self._own})
            raise UnknownOperation(f"there is no operation {name}; there are: {', '.join(near) or 'none'}")
        return found

    def operations(self) -> tuple[Operation, ...]:
        """All of them, by name."""
        both = self._plugin_operations() | self._own
        return tuple(both[name] for name in sorted(both))

    def register_fallback(self, name: str, function: Callable[..., Any]) -> None:
        """Raises UnknownOperation where no plugin has the operation."""
        operations = self._plugin_operations()
        if name not in operations:
            raise UnknownOperation(f"no plugin has the operation {name}; there are: {', '.join(operations) or 'none'}")
        self._twins[name] = function
        self._foreign = operations | {name: replace(operations[name], twin=function)}

    def refresh(self) -> None:
        """Plugins were added or removed."""
        self._foreign = None

    def _plugin_operations(self) -> dict[str, Operation]:
        if self._foreign is None:
            builtin = {name.split(".")[0] for name in self._own} | set(find_builtin(self._artifacts))
            files = [file for file in self.plugins.files().values() if file.name not in builtin]
            self._foreign = {
                f"{file.name}.{op.name}": _operation(file, op, self._twins.get(f"{file.name}.{op.name}"))
                for file in files
                for op in file.ops
            }
        return self._foreign


def _operation(file: ModuleFile, op: convention.GuestOp, twin: Callable[..., Any] | None) -> Operation:
    return Operation(
        name=f"{file.name}.{op.name}",
        summary=op.summary,
        params=convention.params_of(op),
        result=convention.result_of(op),
        guest=Forward(file.name, op.name),
        twin=twin,
        isolated=True,
    )
