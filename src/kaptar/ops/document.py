"""Writes docs/operations.md from the operations and the guests' manifests, and executes each example.

    python -m kaptar.ops.document [--check] [FILE]

Exit 3 where a guest is missing: its examples are marked as not executed. ``--check`` writes nothing: exit 1 and a diff
where the file is not what would be written.
"""

import difflib
import sys
from collections.abc import Iterator
from inspect import isclass, signature
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from kaptar.config.sections import Config
from kaptar.errors import BadModule, Unavailable, UnknownOperation
from kaptar.ops import OPERATIONS
from kaptar.ops.table import Table
from kaptar.runtime.modules.module_files import find_builtin
from kaptar.runtime.operation import REQUIRED, GuestCall, Operation, Result
from kaptar.runtime.runtime import Runtime

DEFAULT = Path("docs/operations.md")
NOT_EXECUTED = "# not executed: its guest was not there when this was written"
_WIDTH = 110
_INTRODUCTION = """\
# Operations

Written by `python -m kaptar.ops.document` from `kaptar.ops` and the manifests of the guests; do not edit. Every example was
executed by the guest, unless it says otherwise. An operation is called with `Runtime.call(name, *args)`, which answers
with a `Result` of `value`, `backend` and `micros`. Arguments of a wrong type or out of bounds raise `InvalidArgument` on
either backend, input that is no good raises `OperationFailed`. "Equal" says what guest and host twin have in common.

JSON that is too large for memory is read by `kaptar.ops.json_stream.iter_json`; `kaptar.ops.session.Session` remembers what
was found out about sources while they are edited.
"""


def document(runtime: Runtime) -> str:
    """The text of the document. Examples whose guest is missing are marked with `NOT_EXECUTED`."""
    parts = [_INTRODUCTION]
    for family, operations in groupby(OPERATIONS.values(), key=lambda operation: operation.name.partition(".")[0]):
        parts.append(f"\n## {family}\n")
        parts += [_section(operation, runtime) for operation in operations]
    return "".join(parts)


def _section(operation: Operation, runtime: Runtime) -> str:
    summary = operation.summary[0].upper() + operation.summary[1:].replace("``", "`")
    return (
        f"\n### {operation.name}\n\n{summary}.\n\n```python\n{_head(operation)}\n```\n\n"
        + "".join(f"- {line}\n" for line in _facts(operation))
        + f"\n```python\n{_example(operation, runtime)}\n```\n"
    )


def _head(operation: Operation) -> str:
    params = (
        f"{param.name}: {param.type}" + ("" if param.default is REQUIRED else f" = {param.default!r}")
        for param in operation.params
    )
    return f"{operation.name}({', '.join(params)}) -> {_result(operation)}"


def _result(operation: Operation) -> str:
    """The type of the value that callers see."""
    if operation.decode is None:
        return operation.result
    if isclass(operation.decode):
        return operation.decode.__name__
    found = signature(operation.decode).return_annotation
    return (
        found.__name__
        if isclass(found) and not hasattr(found, "__args__")
        else str(found).replace("kaptar.ops.syntax_types.", "")
    )


def _facts(operation: Operation) -> Iterator[str]:
    call = operation.guest(*_complete(operation))
    if call is not None:
        yield f"Guest, for this example: {_guest(call)}"
    if operation.twin is None:
        yield "Host twin: none"
        return
    yield f"Host twin: {f'in part. {operation.partial_twin}' if operation.partial_twin else 'yes'}"
    yield f"Equal: {operation.equal}"


def _guest(call: GuestCall) -> str:
    """The operation as the module's manifest has it."""
    files = find_builtin()
    op = next((op for op in files[call.module].ops if op.name == call.op), None) if call.module in files else None
    if op is None:
        return f"module `{call.module}`, `{call.op}`"
    return f"module `{call.module}`, `{op.name}({op.params}) -> {op.result}` ({op.summary})"


def _complete(operation: Operation) -> tuple[Any, ...]:
    given = len(operation.example)
    return (*operation.example, *(param.default for param in operation.params[given:]))


def _example(operation: Operation, runtime: Runtime) -> str:
    call = f"runtime.call({', '.join(map(repr, (operation.name, *operation.example)))}).value"
    try:
        first, second = _answer(operation, runtime).value, _answer(operation, runtime).value
    except (BadModule, UnknownOperation) as problem:
        print(f"{operation.name}: {problem}", file=sys.stderr)
        return f">>> {call}\n{NOT_EXECUTED}"
    if first != second:
        return f">>> len({call})  # other bytes each time\n{len(first)}"
    return f">>> {call}\n{shown(first)}"


def _answer(operation: Operation, runtime: Runtime) -> Result:
    return runtime.call(operation.name, *operation.example, backend="guest")


def shown(value: Any, indent: str = "") -> str:
    """A value as Python writes it, over several lines where one is too short."""
    line = repr(value)
    inner = indent + "    "
    if isinstance(value, Table):
        return "\n".join((line, *(f"{inner}{record}" for record in value)))
    if len(indent) + len(line) <= _WIDTH and not _holds_table(value):
        return line
    match value:
        case msgspec.Struct():
            fields = (f"{name}={shown(getattr(value, name), inner)}" for name in value.__struct_fields__)
            return _lines(f"{type(value).__name__}(", fields, ")", indent)
        case list():
            return _lines("[", (shown(item, inner) for item in value), "]", indent)
        case tuple():
            return _lines("(", (shown(item, inner) for item in value), ")", indent)
        case dict():
            return _lines("{", (f"{key!r}: {shown(item, inner)}" for key, item in value.items()), "}", indent)
        case _:
            return line


def _holds_table(value: Any) -> bool:
    return isinstance(value, msgspec.Struct) and any(isinstance(getattr(value, name), Table) for name in value.__struct_fields__)


def _lines(opening: str, items: Iterator[str], closing: str, indent: str) -> str:
    return "\n".join((opening, *(f"{indent}    {item}," for item in items), f"{indent}{closing}"))


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    files = [Path(argument) for argument in arguments if argument != "--check"]
    path = files[0] if files else DEFAULT
    with Runtime(Config(), OPERATIONS) as runtime:
        text = document(runtime)
    incomplete = Unavailable.exit_code if NOT_EXECUTED in text else 0
    if not check:
        path.write_text(text, encoding="utf-8")
        return incomplete
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    sys.stdout.writelines(difflib.unified_diff(found.splitlines(True), text.splitlines(True), str(path), "as it should be"))
    return incomplete or int(found != text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
