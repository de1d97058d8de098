"""Notebooks: files of JSON that a snippet of their code is no edit of."""

import json
from typing import Any

from kaptar.edit.outcome import Complaint

_OUTER = ("metadata", "nbformat", "nbformat_minor")


def is_notebook(path: str) -> bool:
    """Whether a file is a notebook, by its name."""
    return path.lower().endswith(".ipynb")


def check_notebook(source: bytes, text: bytes) -> Complaint | None:
    """The new text is JSON with cells, each with its type and its source, and with the outer keys that were there."""
    new = _read(text)
    if new is None:
        return "would_break_syntax", "the notebook would be no JSON any more; quote lines of the file as they stand in it"
    if not isinstance(new, dict) or not isinstance(new.get("cells"), list) or not all(map(_is_cell, new["cells"])):
        return "would_break_syntax", "the text would be no notebook: JSON with cells, each with its cell_type and its source"
    old = _read(source)
    lost = [key for key in _OUTER if isinstance(old, dict) and key in old and key not in new]
    return ("would_break_syntax", f"the notebook would lose its {', '.join(lost)}") if lost else None


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return False
    source = cell.get("source")
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))


def _read(text: bytes) -> Any:
    """The value of a text that is JSON, None for any other."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
