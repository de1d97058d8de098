"""Unit tests inside a Rust source: copies the present ones into the source's previous version. Pure."""

import re

from kaptar.checks.snapshot import Skipped

_HEAD = re.compile(
    rb"^#\[cfg\(test\)\][ \t\r]*+\n(?>(?:#\[[^\n]*\][ \t\r]*+\n){0,16})(?:pub(?:\([a-z]{1,8}\))? )?mod \w++\s*+(?:;|\{\}|\{)",
    re.MULTILINE,
)
_END = b"\n}"
_TEST = re.compile(rb"#\[(?>(?:\w++::)*)(?:test|rstest|test_case|proptest)\b|#\[cfg\(test\)\]")


def with_inner_tests(before: bytes, today: bytes) -> bytes | Skipped:
    """The source of before with the test modules of today in place of its own.

    A test module is ``#[cfg(test)] mod NAME`` at the start of a line, with its end at the start of a line, as rustfmt writes it.
    """
    code, modules = _split(today)
    if _TEST.search(code):
        return Skipped(
            "tests lie between the code of a file, so they cannot be run without the change",
            "put them into one `#[cfg(test)] mod tests` at the end of the file",
        )
    earlier = _split(before)[0]
    return b"\n".join([earlier.rstrip(), *modules]) + b"\n" if modules else earlier


def _split(text: bytes) -> tuple[bytes, list[bytes]]:
    """The code of a source, and its test modules."""
    code, modules, at = b"", list[bytes](), 0
    for head in _HEAD.finditer(text):
        if head.start() < at:
            continue
        end = head.end()
        if head[0].endswith(b"{"):
            closes = text.find(_END, end)
            if closes < 0:
                break
            end = closes + len(_END)
        code += text[at : head.start()]
        modules.append(text[head.start() : end])
        at = end
    return code + text[at:], modules
