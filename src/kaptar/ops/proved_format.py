"""A formatted source that is safe to write: it says the same, formatting it again changes nothing, and no parse error is new, nor
what a stricter reader takes for one."""

from collections.abc import Callable, Mapping
from typing import Any

from kaptar.errors import NotProved, OperationFailed
from kaptar.ops.format import FORMATTERS
from kaptar.ops.stricter import stricter_fault
from kaptar.ops.syntax_types import Validation
from kaptar.runtime.operation import Result

NO_ERRORS = frozenset({"markdown", "html"})
"""Whatever the text is, their grammars find no error in it: there is nothing to ask."""
ROUNDS = 5
"""Long expressions of JavaScript come to rest in the second or third round; dprint's own command tries as often."""


def format_proved(call: Callable[..., Result], source: bytes, dialect: str, options: Mapping[str, Any]) -> Result:
    """Ask ``syntax.format`` until its answer is one that it would leave as it is, and prove that answer.

    What each answer says is compared by the operation itself (`kaptar.ops.same`).

    Args:
        call: `Runtime.call`.
        dialect: one of `FORMATTERS`.
    Raises:
        OperationFailed: the formatter cannot read the source.
        NotProved: it has answered with something that must not be written.
    """
    result = call("syntax.format", source, dialect, dict(options))
    if result.value == source:
        return result
    result = _at_rest(call, result, dialect, options)
    if fault := stricter_fault(source, result.value, dialect):
        raise NotProved(f"{FORMATTERS[dialect].name} {fault}")
    if dialect in NO_ERRORS:
        return result
    before, after = (_errors(call("syntax.validate", text, dialect).value) for text in (source, result.value))
    if after > before:
        raise NotProved(f"{FORMATTERS[dialect].name} makes {after} parse errors of {before}")
    return result


def _at_rest(call: Callable[..., Result], result: Result, dialect: str, options: Mapping[str, Any]) -> Result:
    by = FORMATTERS[dialect].name
    for _ in range(ROUNDS - 1):
        try:
            again = call("syntax.format", result.value, dialect, dict(options))
        except OperationFailed as refused:
            raise NotProved(f"{by} cannot read what it wrote itself ({refused})") from None
        if again.value == result.value:
            return result._replace(micros=result.micros + again.micros)
        result = again._replace(micros=result.micros + again.micros)
    raise NotProved(f"{by} does not come to rest in {ROUNDS} rounds")


def _errors(found: Validation) -> int:
    return sum(each.severity == "error" for each in found.diagnostics)
