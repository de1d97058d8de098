"""Formatters in guests: the languages of each, and the operation that calls it."""

from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from kaptar.errors import InvalidArgument
from kaptar.languages import language_named
from kaptar.ops.declare import catalogue, signature
from kaptar.ops.same import Ask, prove_same
from kaptar.runtime.operation import GuestCall, Operation


class GuestFormatter(NamedTuple):
    """A published formatter in a guest. ``crate`` and ``version`` are what its manifest pins."""

    module: str
    crate: str
    version: str

    @property
    def name(self) -> str:
        """For people: which formatter of which version writes so."""
        return f"kaptar's {self.module} guest ({self.crate} {self.version})"


_SCRIPT = GuestFormatter("format_script", "dprint-plugin-typescript", "0.96.1")
FORMATTERS: dict[str, GuestFormatter] = {
    "css": GuestFormatter("format", "malva", "0.16.0"),
    "html": GuestFormatter("format", "markup_fmt", "0.27.6"),
    "json": GuestFormatter("format", "dprint-plugin-json", "0.25.2"),
    "markdown": GuestFormatter("format", "dprint-plugin-markdown", "0.28.2"),
    "toml": GuestFormatter("format", "dprint-plugin-toml", "0.9.0"),
    "yaml": GuestFormatter("format", "pretty_yaml", "0.6.0"),
    "python": GuestFormatter("format_python", "ruff_python_formatter", "0.0.15"),
    **dict.fromkeys(("cjs", "dts", "javascript", "mjs", "tsx", "typescript"), _SCRIPT),
}
"""By dialect (`kaptar.languages`)."""


class FormatOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The options of a caller; those left out are as the formatters of the language have them.

    Attributes:
        tabs: for indentation, where the language allows them.
        quotes: those to prefer, where the language has two kinds with equal meaning.
        line_end: ``auto``: as the first line of the source ends.
        final_newline: False: the last line has no end.
        stub: a Python source is a stub, as `.pyi` files are.
    """

    line_width: Annotated[int, msgspec.Meta(ge=20, le=320)] | None = None
    indent_width: Annotated[int, msgspec.Meta(ge=1, le=16)] | None = None
    tabs: bool = False
    quotes: Literal["double", "single"] = "double"
    line_end: Literal["auto", "lf", "crlf"] = "auto"
    final_newline: bool | None = None
    stub: bool = False


def _format_guest(source: bytes, language: str, options: Any) -> GuestCall:
    known = language_named(language)
    formatter = FORMATTERS.get(known.dialect) if known else None
    if known is None or formatter is None:
        raise InvalidArgument(f"language is {language!r}; this operation knows {', '.join(FORMATTERS)}")
    try:
        chosen = msgspec.convert(options, FormatOptions)
    except msgspec.ValidationError as problem:
        raise InvalidArgument(f"options: {problem}") from None
    return GuestCall(formatter.module, "format", (source, known.dialect, msgspec.to_builtins(chosen)))


def _proved(call: Ask, args: tuple[Any, ...], value: bytes) -> None:
    source, language, _options = args
    known = language_named(language)
    assert known is not None  # else there was no call
    prove_same(call, source, value, known.dialect, FORMATTERS[known.dialect].name)


OPERATIONS = catalogue(
    Operation(
        name="syntax.format",
        summary="a source as its formatter writes it, if that says the same (`syntax.same`); options: ``line_width`` (80; "
        "Python 88), ``indent_width`` (2; Python 4), "
        "``tabs``, ``quotes`` (double, single), ``line_end`` (auto, lf, crlf), ``final_newline`` and, for Python, ``stub``",
        params=signature("source: bytes, language: str, options: value = {}"),
        result="bytes",
        guest=_format_guest,
        example=(b'{"b":1,\n"a":[1,2]}\n', "json"),
        proof=_proved,
    ),
)
