"""Unit tests inside a Rust source: copies the present ones into the source's previous version. Pure."""

import re

from kaptar.checks.snapshot import Skipped

_MODULE = re.compile(
    rb"^#\[cfg\(test\)\]\s*\n(?:#\[.*\]\s*\n)*(?:pub(?:\([a-z]+\))? )?mod \w+\s*(?:;|\{\}|\{.*?^\})", re.MULTILINE | re.DOTALL
)
_TEST = re.compile(rb"#\[(?:\w+::)*(?:test|rstest|test_case|proptest)\b|#\[cfg\(test\)\]")


def with_inner_tests(before: bytes, today: bytes) -> bytes | Skipped:
    """The source of before with the test modules of today in place of its own.

    A test module is ``#[cfg(test)] mod NAME`` at the start of a line, with its end at the start of a line, as rustfmt writes it.
    """
    modules = _MODULE.findall(today)
    if _TEST.search(_MODULE.sub(b"", today)):
        return Skipped(
            "tests lie between the code of a file, so they cannot be run without the change",
            "put them into one `#[cfg(test)] mod tests` at the end of the file",
        )
    return b"\n".join([_MODULE.sub(b"", before).rstrip(), *modules]) + b"\n" if modules else _MODULE.sub(b"", before)
