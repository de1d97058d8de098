"""Unified diffs of changed files."""

import difflib

MAX_LINES = 20_000
"""A file of more lines gets one line that says so: the comparison takes time that grows with the square."""


def unified(path: str, before: bytes, after: bytes) -> list[str]:
    """Lines of a unified diff, without line ends."""
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    if max(len(old), len(new)) > MAX_LINES:
        return [f"--- a/{path}", f"+++ b/{path}", f"(over {MAX_LINES:,} lines: {len(before):,} bytes become {len(after):,})"]
    return list(difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="", n=2))
