"""Columns in code points, from the columns that tools count in bytes or UTF-16. Pure."""

from typing import Literal

Unit = Literal["code points", "utf-16", "bytes"]


def code_points(lines: list[bytes], line: int, column: int, unit: Unit) -> int:
    """The column, from 1, of a line, from 1; as it is where there is no such line."""
    text = lines[line - 1] if 0 < line <= len(lines) else b""
    if unit == "code points" or text.isascii() or column < 1:
        return column
    if unit == "bytes":
        return len(text[: column - 1].decode("utf-8", "replace")) + 1
    before = text.decode("utf-8", "replace").encode("utf-16-le")[: 2 * (column - 1)]
    return len(before.decode("utf-16-le", "replace")) + 1
