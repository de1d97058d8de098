"""Formatting in a guest, for files without a formatter of the project. Nothing of the project runs, so it needs no trust."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Skipped, Snapshot, late, unanswered
from kaptar.checks.tools.editorconfig import properties_of
from kaptar.checks.tools.guest_formatting import format_known
from kaptar.checks.tools.tool import ToolFailed
from kaptar.clock import precise
from kaptar.errors import DeadlineExceeded, GuestError, NotProved, OperationFailed, Unavailable, UnknownOperation
from kaptar.ops.format import FORMATTERS
from kaptar.runtime.operation import Result

WIDTHS, INDENTS = range(20, 321), range(1, 17)
"""What the formatters take; an `.editorconfig` that wants something else is not followed in that."""


class Formatted(NamedTuple):
    """A file's content after a formatter."""

    content: bytes
    by: str


def format_in_guest(snapshot: Snapshot, context: CheckContext) -> Formatted | Skipped:
    """The content as the guest's formatter writes it, once it is known to be safe to write.

    Answers Skipped where what the formatter wrote is not proved to be safe. Raises ToolFailed where the guest traps.
    """
    assert snapshot.content is not None
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    by = FORMATTERS[dialect].name
    if len(snapshot.content) > context.parse_limit:
        return Skipped(f"over the parse limit of {context.parse_limit:,} bytes", "add it to hooks.skip")
    until = precise() + context.timeout_s

    def call(operation: str, *args: Any) -> Result:
        left = until - precise()
        if left <= 0:
            raise DeadlineExceeded(f"{operation} was not begun within the check's {context.timeout_s:g} s")
        return context._replace(timeout_s=left).ask(operation, *args)

    try:
        done = format_known(call, snapshot, options_of(snapshot, context))
    except OperationFailed as refused:
        return Skipped(f"{by} cannot read the file: {refused}", "correct it, or add it to hooks.skip")
    except DeadlineExceeded as problem:
        return late(problem)
    except (Unavailable, UnknownOperation) as missing:
        return unanswered(missing)
    except NotProved as problem:
        return Skipped(f"{problem}: the file stays as it is", "format it by hand, or add it to hooks.skip")
    except GuestError as problem:
        raise ToolFailed(f"{by}: {problem}") from None
    return done if isinstance(done, Skipped) else Formatted(done.value, by)


def options_of(snapshot: Snapshot, context: CheckContext) -> dict[str, Any]:
    """The options of ``syntax.format`` for a file, from its `.editorconfig`."""
    options = from_properties(properties_of(snapshot.file, context.root))
    if snapshot.file.suffix == ".pyi":
        options["stub"] = True
    return options


def from_properties(properties: Mapping[str, str]) -> dict[str, Any]:
    """The options that stand for properties of an `.editorconfig`; values that the formatters do not take are left out."""
    options: dict[str, Any] = {}
    if properties.get("indent_style") in ("tab", "space"):
        options["tabs"] = properties["indent_style"] == "tab"
    indent = properties.get("indent_size", "tab" if options.get("tabs") else "")
    if (size := _number(properties.get("tab_width", "") if indent == "tab" else indent)) in INDENTS:
        options["indent_width"] = size
    limit = properties.get("max_line_length", "")
    if (width := WIDTHS[-1] if limit == "off" else _number(limit)) in WIDTHS:
        options["line_width"] = width
    if properties.get("end_of_line") in ("lf", "crlf"):
        options["line_end"] = properties["end_of_line"]
    if properties.get("insert_final_newline") in ("true", "false"):
        options["final_newline"] = properties["insert_final_newline"] == "true"
    return options


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
