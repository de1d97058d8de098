"""Edits of several files, made from real changes: done as a whole, or refused as a whole."""

import difflib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from kaptar_bench.edit_corpus.changes import Hunk, diff
from kaptar_bench.edit_corpus.styles import text_of
from kaptar_bench.edit_kinds.sources import Source

MAX_FILE, MAX_HUNKS, CONTEXT = 400, 4, 3


@dataclass(frozen=True)
class Changed:
    """A file before and after; None where there is none."""

    path: str
    old: tuple[str, ...] | None
    new: tuple[str, ...] | None


@dataclass
class Several:
    """One edit of several files.

    Attributes:
        files: what there is before.
        right: what must come out, by path: the text, or None for a file that goes; None as a whole where only a refusal is right.
        may_refuse: a refusal is right as well.
    """

    format: str
    edit: str
    files: dict[str, str]
    right: dict[str, str | None] | None
    may_refuse: bool = field(default=False)


Maker = Callable[[Sequence[Source], random.Random], Several | None]


def _changed(sources: Sequence[Source], rng: random.Random, count: int) -> list[Changed] | None:
    """Some files of one package that changed between its versions."""
    fits = [s for s in sources if s.older is not None and len(s.lines) < MAX_FILE and _hunks(s.older, s.lines)]
    if not fits:
        return None
    package = rng.choice(sorted({s.package for s in fits}))
    fits = [s for s in fits if s.package == package]
    if len(fits) < count:
        return None
    return [Changed(s.path, s.older, s.lines) for s in rng.sample(fits, count)]


def _hunks(old: Sequence[str], new: Sequence[str]) -> tuple[Hunk, ...]:
    found = diff(tuple(old), tuple(new)) or ()
    return found if len(found) <= MAX_HUNKS else ()


def _udiff(one: Changed, *, git: bool = True) -> str:
    """A unified diff as git writes it."""
    old, new = one.old or (), one.new or ()
    a, b = ("/dev/null" if one.old is None else f"a/{one.path}"), ("/dev/null" if one.new is None else f"b/{one.path}")
    lines = list(difflib.unified_diff(list(old), list(new), a, b, n=CONTEXT, lineterm=""))
    head = [f"diff --git a/{one.path} b/{one.path}"] if git else []
    if git and one.old is None:
        head.append("new file mode 100644")
    if git and one.new is None:
        head.append("deleted file mode 100644")
    return text_of([*head, *lines])


def _blocks(one: Changed) -> Iterator[tuple[list[str], list[str]]] | None:
    """Old and new lines of each hunk with lines around it, if the old lines stand in the file once."""
    if one.old is None or one.new is None:
        return None
    out = []
    hunks = _hunks(one.old, one.new)
    for n, h in enumerate(hunks):
        above = h.a0 - hunks[n - 1].a1 if n else 2 * h.a0
        below = hunks[n + 1].a0 - h.a1 if n + 1 < len(hunks) else 2 * (len(one.old) - h.a1)
        up, down = min(CONTEXT, above // 2), min(CONTEXT, below // 2)
        before = [*one.old[h.a0 - up : h.a1 + down]]
        after = [*one.old[h.a0 - up : h.a0], *one.new[h.b0 : h.b1], *one.old[h.a1 : h.a1 + down]]
        if sum(list(one.old[i : i + len(before)]) == before for i in range(len(one.old))) != 1:
            return None
        out.append((before, after))
    return iter(out)


def _v4a(one: Changed) -> str | None:
    if one.new is None:
        return f"*** Delete File: {one.path}\n"
    if one.old is None:
        return f"*** Add File: {one.path}\n" + "".join(f"+{ln}\n" for ln in one.new)
    blocks = _blocks(one)
    if blocks is None:
        return None
    out = f"*** Update File: {one.path}\n"
    for before, after in blocks:
        out += "@@\n"
        for tag, a0, a1, b0, b1 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                out += "".join(f" {ln}\n" for ln in before[a0:a1])
            else:
                out += "".join(f"-{ln}\n" for ln in before[a0:a1]) + "".join(f"+{ln}\n" for ln in after[b0:b1])
    return out


def _search(one: Changed) -> str | None:
    if one.new is None:
        return None
    if one.old is None:
        return f"{one.path}\n<<<<<<< SEARCH\n=======\n{text_of(one.new)}>>>>>>> REPLACE\n"
    blocks = _blocks(one)
    if blocks is None or any(ln.startswith(("=======", "<<<<<<<", ">>>>>>>")) for ln in one.old):
        return None
    return "\n".join(
        f"{one.path}\n<<<<<<< SEARCH\n{text_of(before)}=======\n{text_of(after)}>>>>>>> REPLACE\n" for before, after in blocks
    )


def _written(format_: str, changes: Sequence[Changed]) -> str | None:
    if format_ == "udiff":
        return "".join(_udiff(one) for one in changes)
    parts = [(_v4a if format_ == "v4a" else _search)(one) for one in changes]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    return f"*** Begin Patch\n{''.join(whole)}*** End Patch\n" if format_ == "v4a" else "\n".join(whole)


def _case(format_: str, changes: Sequence[Changed], edit: str | None = None, *, may_refuse: bool = False) -> Several | None:
    edit = edit if edit is not None else _written(format_, changes)
    if edit is None:
        return None
    files = {one.path: text_of(one.old) for one in changes if one.old is not None}
    right = {one.path: None if one.new is None else text_of(one.new) for one in changes}
    return Several(format_, edit, files, right, may_refuse)


def _refused(case: Several | None) -> Several | None:
    return case and Several(case.format, case.edit, case.files, None)


def _update(
    sources: Sequence[Source], rng: random.Random, *, format_: str, create: bool = False, delete: bool = False
) -> Several | None:
    found = _changed(sources, rng, rng.choice((2, 3, 4)))
    if found is None:
        return None
    if create:
        found[-1] = Changed(found[-1].path, None, found[-1].new)
    if delete:
        found[0] = Changed(found[0].path, found[0].old, None)
    return _case(format_, found)


def _delete_changed(sources: Sequence[Source], rng: random.Random) -> Several | None:
    """A diff deletes a file as it was; it has changed meanwhile."""
    found = _changed(sources, rng, 2)
    if found is None:
        return None
    gone, other = found
    edit = _udiff(Changed(gone.path, gone.old, None)) + _udiff(other)
    return _refused(_case("udiff", [Changed(gone.path, gone.new, None), other], edit))


def _one_stale(sources: Sequence[Source], rng: random.Random, *, format_: str) -> Several | None:
    """The edit fits one file; the other has changed in the lines that it quotes."""
    found = _changed(sources, rng, 2)
    edit = found and _written(format_, found)
    if not found or not edit or found[1].old is None or found[1].new is None:
        return None
    hunk = _hunks(found[1].old, found[1].new)[0]
    old = list(found[1].old)
    changed = [i for i in range(hunk.a0, hunk.a1) if old[i].strip()]
    if not changed:
        return None
    for i in range(max(0, hunk.a0 - CONTEXT), min(len(old), hunk.a1 + CONTEXT)):
        if old[i].strip():
            old[i] = f"{old[i][: len(old[i]) - len(old[i].lstrip())]}meanwhile_{i} = {len(old[i])}"
    files = {found[0].path: text_of(found[0].old or ()), found[1].path: text_of(old)}
    return Several(format_, edit, files, None)


def _extra(
    sources: Sequence[Source], rng: random.Random, *, part: Callable[[random.Random], tuple[str, dict[str, str]]]
) -> Several | None:
    """A diff of a file, and a part that can't be carried out."""
    found = _changed(sources, rng, 1)
    if found is None:
        return None
    text, files = part(rng)
    parts = [_udiff(found[0]), text]
    rng.shuffle(parts)
    case = _refused(_case("udiff", found, "".join(parts)))
    if case is not None:
        case.files |= files
    return case


def _hash(rng: random.Random, size: int = 7) -> str:
    return "".join(rng.choice("0123456789abcdef") for _ in range(size))


def _binary(rng: random.Random) -> tuple[str, dict[str, str]]:
    head = f"diff --git a/icon.png b/icon.png\nnew file mode 100644\nindex 0000000..{_hash(rng)}\n"
    if rng.random() < 0.5:
        return head + "Binary files /dev/null and b/icon.png differ\n", {}
    return head + "GIT binary patch\nliteral 12\nTcmZQzU|?imU|@L0000310RR91\n\nliteral 0\nHcmV?d00001\n\n", {}


def _mode(rng: random.Random) -> tuple[str, dict[str, str]]:
    return "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n", {"run.sh": "echo run\n"}


def _submodule(rng: random.Random) -> tuple[str, dict[str, str]]:
    one, two = _hash(rng, 40), _hash(rng, 40)
    return (
        f"diff --git a/vendor/part b/vendor/part\nindex {one[:7]}..{two[:7]} 160000\n--- a/vendor/part\n+++ b/vendor/part\n"
        f"@@ -1 +1 @@\n-Subproject commit {one}\n+Subproject commit {two}\n"
    ), {}


def _new_submodule(rng: random.Random) -> tuple[str, dict[str, str]]:
    one = _hash(rng, 40)
    return (
        f"diff --git a/vendor/part b/vendor/part\nnew file mode 160000\nindex 0000000..{one[:7]}\n--- /dev/null\n"
        f"+++ b/vendor/part\n@@ -0,0 +1 @@\n+Subproject commit {one}\n"
    ), {}


def _link(rng: random.Random) -> tuple[str, dict[str, str]]:
    return (
        f"diff --git a/latest b/latest\nnew file mode 120000\nindex 0000000..{_hash(rng)}\n--- /dev/null\n+++ b/latest\n"
        "@@ -0,0 +1 @@\n+releases/3\n\\ No newline at end of file\n"
    ), {}


def _create_existing(sources: Sequence[Source], rng: random.Random, *, format_: str) -> Several | None:
    """A file is created that is there, with other content."""
    found = _changed(sources, rng, 2)
    edit = found and _written(format_, [found[0], Changed(found[1].path, None, found[1].new)])
    return _refused(_case(format_, found, edit)) if found and edit else None


def _missing(sources: Sequence[Source], rng: random.Random, *, format_: str, delete: bool) -> Several | None:
    """A file is changed or deleted that is not there."""
    found = _changed(sources, rng, 2)
    if found is None:
        return None
    second = Changed(found[1].path, found[1].old, None) if delete else found[1]
    edit = _written(format_, [found[0], second])
    return _refused(_case(format_, found[:1], edit)) if edit else None


def _renamed(sources: Sequence[Source], rng: random.Random, *, how: str, onto_existing: bool = False) -> Several | None:
    """A file gets another path, with its change ("udiff", "v4a") or without one ("pure")."""
    found = _changed(sources, rng, 2)
    if found is None:
        return None
    moved, other = found
    stem, _, suffix = moved.path.rpartition(".")
    path = other.path if onto_existing else f"{stem}_moved.{suffix}"
    new = moved.old if how == "pure" else moved.new
    if how == "v4a":
        part = _v4a(moved)
        if part is None:
            return None
        head, rest = part.split("\n", 1)
        edit = f"*** Begin Patch\n{head}\n*** Move to: {path}\n{rest}*** End Patch\n"
    else:
        body = "" if how == "pure" else "".join(_udiff(moved, git=False)).replace(f"+++ b/{moved.path}", f"+++ b/{path}", 1)
        similar = 100 if how == "pure" else 93
        edit = (
            f"diff --git a/{moved.path} b/{path}\nsimilarity index {similar}%\nrename from {moved.path}\nrename to {path}\n{body}"
        )
    files = {moved.path: text_of(moved.old or ()), other.path: text_of(other.old or ())}
    right: dict[str, str | None] = {moved.path: None, path: text_of(new or ())}
    return Several("v4a" if how == "v4a" else "udiff", edit, files, None if onto_existing else right, how != "v4a")


STYLES: dict[str, Maker] = {
    **{f"{format_}/update": partial(_update, format_=format_) for format_ in ("udiff", "v4a", "search_replace")},
    **{f"{format_}/create": partial(_update, format_=format_, create=True) for format_ in ("udiff", "v4a", "search_replace")},
    **{f"{format_}/delete": partial(_update, format_=format_, delete=True) for format_ in ("udiff", "v4a")},
    "refuse-delete-changed": _delete_changed,
    **{f"refuse-stale/{format_}": partial(_one_stale, format_=format_) for format_ in ("udiff", "v4a", "search_replace")},
    **{f"refuse-{name}": partial(_extra, part=part) for name, part in (
        ("binary", _binary), ("mode", _mode), ("submodule", _submodule), ("new-submodule", _new_submodule), ("link", _link))},
    **{f"refuse-create-existing/{format_}": partial(_create_existing, format_=format_) for format_ in ("udiff", "v4a")},
    **{f"refuse-missing/{format_}": partial(_missing, format_=format_, delete=False)
       for format_ in ("udiff", "v4a", "search_replace")},
    **{f"refuse-delete-missing/{format_}": partial(_missing, format_=format_, delete=True) for format_ in ("udiff", "v4a")},
    **{f"rename/{how}": partial(_renamed, how=how) for how in ("udiff", "v4a", "pure")},
    **{f"refuse-rename-onto/{how}": partial(_renamed, how=how, onto_existing=True) for how in ("udiff", "v4a", "pure")},
}  # fmt: skip
