"""Documents and whole files: what is given is written whole or refused, and edit syntax is never written."""

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from kaptar_bench.edit_corpus.languages import Language
from kaptar_bench.edit_corpus.styles import EITHER, EXACT, REFUSE, Draft, fenced, text_of
from kaptar_bench.edit_kinds.comments import Maker, usable
from kaptar_bench.edit_kinds.rows import text
from kaptar_bench.edit_kinds.sources import Source

MAX_DOCUMENT, MAX_CODE = 160, 120
"""Lines of documents, and of code, that are given whole."""
_FENCE = re.compile(r"^\s*(?:```|~~~)(.*)$")
_LIKE_EDIT = re.compile(
    r"^\s*(?:<{5,}|>{5,}|={7}$|@@|\*\*\* |--- |\+\+\+ |diff --git|Index: )|^\W*(?:\.\.\.|…)\W*$|"
    r"\.\.\..*(?:existing|rest|unchanged)|"
    r"^\s*(?://|#|/\*|<!--|\.\.) ?(?:\.\.\.|…)|old_string|^\s*\d+\s*[|:\t]",
)
_PROSE = (
    "Here is what has to be known before a release.",
    "I wrote this down while the steps were fresh; correct it where it is wrong.",
    "Let me know when a step does not work on your machine.",
    "Sure, most of this can be skipped by people who know the project.",
    "The following file explains the layout:",
)
_ANSWERS = ("Here is the file:", "I'll create `{path}`:", "Sure! This is the new file.", "Below is the complete content.")


def _document(source: Source) -> str | None:
    """The text of a document that has nothing in it that reads like an edit; None for another."""
    if len(source.lines) > MAX_DOCUMENT or any(_LIKE_EDIT.search(ln) for ln in source.lines) or not source.lines[0].strip():
        return None
    return text_of(source.lines)


def _fences(lines: Sequence[str]) -> list[str] | None:
    """The tags of the code blocks of a document; None where fences do not pair."""
    found = [m[1].strip().lower() for ln in lines if (m := _FENCE.match(ln))]
    return found[::2] if len(found) % 2 == 0 and not any(found[1::2]) else None


def _accepts(source: Source) -> tuple[str, ...]:
    """A document with exactly one code block that can be text of its own kind may also be read as an answer."""
    tags = _fences(source.lines)
    own = {"", "md", "markdown", "text", "txt", "plaintext", source.language.fence}
    return EITHER if tags is None or (len(tags) == 1 and tags[0] in own) else EXACT


def _new(
    source: Source, rng: random.Random, *, kinds: tuple[str, ...], with_prose: bool = False, empty: str = ""
) -> Draft | None:
    """A document into an empty file."""
    whole = _document(source) if source.language.name in kinds else None
    if whole is None:
        return None
    if with_prose:
        if source.language.name == "markdown" and _fences(source.lines):
            return None
        whole = f"{rng.choice(_PROSE)}\n\n{whole}"
    return Draft(whole, _accepts(source), before=empty, after=whole)


def _existing(source: Source, rng: random.Random, *, accept: tuple[str, ...] | None = None) -> Draft | None:
    """The new version of a document over the old one."""
    whole = _document(source)
    if whole is None or source.older is None or len(source.older) > MAX_DOCUMENT or source.older == source.lines:
        return None
    return Draft(whole, accept or EXACT, before=text_of(source.older), after=whole)


def _answer(source: Source, rng: random.Random, *, prose: bool) -> Draft | None:
    """A data file or a text in one fence of its kind, with or without prose around it."""
    whole = _document(source)
    block = fenced(whole, source.language.fence) if whole and source.lines[-1].strip() else None
    if block is None or whole is None or "~~~" in whole:
        return None
    data = source.language.name in ("json", "yaml", "toml")
    said = rng.choice(_ANSWERS).format(path=source.path) + "\n\n" if prose else ""
    return Draft(said + block, EXACT if data else EITHER, before="", after=whole)


def _code_answer(source: Source, rng: random.Random, *, tag: str | None = None, twice: bool = False) -> Draft | None:
    """Prose and one fence for a code path; with a fence of another language, or with two fences, it is refused."""
    if len(source.lines) > MAX_CODE or any(_LIKE_EDIT.search(ln) for ln in source.lines) or not source.lines[-1].strip():
        return None
    whole = text_of(source.lines)
    block = fenced(whole, source.language.fence if tag is None else tag)
    if block is None or (tag == "python" and source.language.name == "python"):
        return None
    edit = rng.choice(_ANSWERS).format(path=source.path) + "\n\n" + block
    if twice:
        edit += "\nAnd how to call it:\n\n" + (fenced("call_it(1)\nprint(2)\n", source.language.fence) or "")
    refused = twice or tag is not None
    return Draft(edit, REFUSE if refused else EXACT, before="", after=whole)


def _code_in_document(source: Source, rng: random.Random) -> Draft | None:
    """An answer that is one fence of code, for a Markdown path: the text with its fence, or a refusal."""
    tags = _fences(source.lines)
    if source.language.name != "markdown" or _document(source) is None or tags is None:
        return None
    starts = [i for i, ln in enumerate(source.lines) if _FENCE.match(ln)]
    blocks = [
        source.lines[a : b + 1]
        for a, b, tag in zip(starts[::2], starts[1::2], tags, strict=True)
        if b - a > 3 and tag in ("js", "javascript", "ts", "python", "py", "bash", "json", "jsx", "sh", "html")
    ]
    if not blocks:
        return None
    whole = text_of(rng.choice(blocks))
    return Draft(whole, EITHER, before="", after=whole)


Spoiled = Callable[[Sequence[str], Language, random.Random], list[str] | None]


def _with_conflict(lines: Sequence[str], language: Language, rng: random.Random) -> list[str] | None:
    fits = [i for i, ln in enumerate(lines) if len(ln.strip()) > 8]
    if not fits:
        return None
    at = rng.choice(fits)
    one = ["<<<<<<< HEAD", lines[at], "=======", lines[at].rstrip() + " and more", ">>>>>>> theirs"]
    return [*lines[:at], *one, *lines[at + 1 :]]


def _with_gutter(lines: Sequence[str], language: Language, rng: random.Random) -> list[str]:
    forms = ["{n:>4} | {ln}", "{n:>6}\t{ln}"]
    if language.family != "document":
        forms.append("{n}: {ln}")
    form = rng.choice(forms)
    return [form.format(n=n, ln=ln) for n, ln in enumerate(lines, 1)]


def _with_marker(lines: Sequence[str], language: Language, rng: random.Random) -> list[str] | None:
    """The first lines, a marker, and the last lines."""
    if len(lines) < 24:
        return None
    mark = "<!-- ... existing content ... -->" if language.name == "markdown" else language.comment_line("... existing code ...")
    return [*lines[:8], "", mark, "", *lines[-8:]]


def _spoiled(source: Source, rng: random.Random, *, how: Spoiled, into: str, kinds: tuple[str, ...] = ()) -> Draft | None:
    """A whole text with edit syntax in it, into an empty file or over the file as it is."""
    if len(source.lines) > MAX_DOCUMENT or any(_LIKE_EDIT.search(ln) for ln in source.lines):
        return None
    if kinds and source.language.name not in kinds:
        return None
    if source.language.family == "document" and how is not _with_gutter and any(_FENCE.match(ln) for ln in source.lines):
        return None  # a code block may show edit syntax
    lines = how(source.lines, source.language, rng)
    if lines is None:
        return None
    return Draft(text_of(lines), REFUSE, before="" if into == "empty" else text_of(source.lines))


def _marker_written(source: Source, rng: random.Random, *, format_: str) -> Draft | None:
    """A quoting edit whose new text has a marker that the old text has not."""
    for found in usable(source, rng):
        old = text(source, found)
        keep = [i for i, ln in enumerate(old) if ln.strip()]
        if len(old) < 6 or len(keep) < 5 or len(found.code) < 6:
            continue
        mark = " " * 4 + source.language.comment_line("... existing code ...")
        new = [*old[: found.scope.header_end - found.top + 1], mark, old[-1]]
        if "".join(source.lines).count("".join(old)) != 1:
            continue
        if format_ == "search_replace":
            edit = f"{source.path}\n<<<<<<< SEARCH\n{text_of(old)}=======\n{text_of(new)}>>>>>>> REPLACE\n"
        else:
            minus, plus = "".join(f"-{ln}\n" for ln in old), "".join(f"+{ln}\n" for ln in new)
            counts = f"@@ -{found.top + 1},{len(old)} +{found.top + 1},{len(new)} @@"
            edit = f"--- a/{source.path}\n+++ b/{source.path}\n{counts}\n{minus}{plus}"
        return Draft(edit, REFUSE)
    return None


_TEXTS, _DATA = ("markdown", "restructuredtext", "text"), ("json", "yaml", "toml")
WHOLE_FILE: dict[str, Maker] = {
    **{f"document-new/{kind}": partial(_new, kinds=(kind,)) for kind in (*_TEXTS, *_DATA)},
    "document-new/prose-like": partial(_new, kinds=_TEXTS, with_prose=True),
    "document-over-old": _existing,
    "refuse-conflict/empty": partial(_spoiled, how=_with_conflict, into="empty"),
    "refuse-conflict/existing": partial(_spoiled, how=_with_conflict, into="existing"),
    "refuse-gutter/empty": partial(_spoiled, how=_with_gutter, into="empty"),
    "refuse-gutter/existing": partial(_spoiled, how=_with_gutter, into="existing"),
    "refuse-marker/empty": partial(_spoiled, how=_with_marker, into="empty", kinds=("markdown", "yaml", "toml")),
}
"""Given with the format; the rest is given without one."""
AUTO: dict[str, Maker] = {
    **{f"document-new/{kind}": partial(_new, kinds=(kind,)) for kind in (*_TEXTS, *_DATA)},
    "document-new/prose-like": partial(_new, kinds=_TEXTS, with_prose=True),
    "document-over-old": partial(_existing, accept=EITHER),
    "document-answer/fence": partial(_answer, prose=False),
    "document-answer/prose-and-fence": partial(_answer, prose=True),
    "document-answer/code-fence": _code_in_document,
    "refuse-conflict/empty": partial(_spoiled, how=_with_conflict, into="empty"),
    "refuse-gutter/empty": partial(_spoiled, how=_with_gutter, into="empty"),
    "refuse-marker/empty": partial(_spoiled, how=_with_marker, into="empty", kinds=("markdown", "yaml", "toml")),
}
CODE_AUTO: dict[str, Maker] = {
    "code-answer/prose-and-fence": _code_answer,
    "refuse-code-answer/other-fence": partial(_code_answer, tag="bash"),
    "refuse-code-answer/two-fences": partial(_code_answer, twice=True),
    "refuse-code-conflict/empty": partial(_spoiled, how=_with_conflict, into="empty"),
    "refuse-code-gutter/empty": partial(_spoiled, how=_with_gutter, into="empty"),
    "refuse-code-marker/empty": partial(_spoiled, how=_with_marker, into="empty"),
}
CODE_WHOLE_FILE: dict[str, Maker] = {
    "refuse-code-conflict/empty": partial(_spoiled, how=_with_conflict, into="empty"),
    "refuse-code-conflict/existing": partial(_spoiled, how=_with_conflict, into="existing"),
    "refuse-code-gutter/existing": partial(_spoiled, how=_with_gutter, into="existing"),
    "refuse-code-marker/empty": partial(_spoiled, how=_with_marker, into="empty"),
}
QUOTED: dict[tuple[str, str], Maker] = {
    (format_, "refuse-marker-in-new-text"): partial(_marker_written, format_=format_) for format_ in ("search_replace", "udiff")
}
