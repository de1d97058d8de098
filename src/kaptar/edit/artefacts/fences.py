"""Fences around new text, wherever it stands in a file: ```` ``` ```` and ``~~~`` belong to the answer, and not to code.

A fence is one by what the file is: a text for people has fences of its own, and so have comments and strings. Pure.
"""

import re
from collections.abc import Iterator, Sequence

from kaptar.edit.artefacts.held import has_prose, held_lines
from kaptar.languages import language_of

_FENCE = re.compile(r"(?:`{3,}+|~{3,}+)[ \t]*+[^`\s]{0,30}+[ \t]*+")
_TAGS = ("xml", "vue", "svelte", "astro", "svg", "csproj", "props", "targets", "xaml", "plist", "resx")
"""Endings of files that are made of tags, and have sentences between them."""
_FENCE_SIGN = re.compile(r"[`~]")
_OWN = frozenset((
    "j2", "jinja", "jinja2", "tmpl", "tpl", "gotmpl", "hbs", "handlebars", "mustache", "ejs", "erb", "eex", "heex", "liquid",
    "njk", "twig", "ftl", "vm", "in", "feature", "jl", "typ", "lhs", "md", "mdc", "livemd", "ipynb", "snap", "prompt",
))  # fmt: skip
"""Endings of files that may be of any kind of text, or have lines of these signs in their own syntax."""


def around_new_text(source: str, text: str, touched: Sequence[tuple[int, int]], path: str) -> Iterator[tuple[int, str]]:
    """The lines that are fences and are new: their numbers from 0, and their texts.

    A file that has fences keeps what comes. So does a file of an unknown kind that reads like a text for people.

    Args:
        touched: the lines of `text` that may be new, half open.
    """
    ending = path.lower().rpartition(".")[2]
    is_code = language_of(path) is not None or ending in _TAGS
    if ending in _OWN or any(map(is_fence, source.split("\n"))) or (not is_code and has_prose(source)):
        return
    lines = text.split("\n")
    found = [n for first, end in touched for n in range(first, end) if is_fence(lines[n])]
    if not found:
        return
    held = held_lines([_FENCE_SIGN.sub("x", line) if is_fence(line) else line for line in lines], path)
    yield from ((n, lines[n].strip()) for n in found if n not in held)


def encloses(gone: Sequence[str], came: Sequence[str]) -> bool:
    """Whether lines that come in the place of others are one fence and nothing else."""
    filled = [line for line in came if line.strip()]
    return (
        len(filled) > 2
        and any(map(str.strip, gone))
        and is_fence(filled[0])
        and filled[-1].strip() in ("```", "~~~")
        and not any(map(is_fence, filled[1:-1]))
    )


def is_fence(line: str) -> bool:
    """Whether a line is a fence, with the name of a language or without."""
    return ("```" in line or "~~~" in line) and _FENCE.fullmatch(line.strip()) is not None
