"""Styles of the formats that show whole text: whole_def and whole_file."""

import random
from functools import partial

from kaptar_bench.edit_corpus import styles
from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.definitions import smallest_definition
from kaptar_bench.edit_corpus.styles import (
    EITHER,
    EXACT,
    Builder,
    Draft,
    Form,
    closing,
    common_indent,
    fenced,
    finish,
    prose,
    shift,
    text_of,
)

MAX_WHOLE_FILE = 400  # lines


def _whole_def(
    change: Change,
    rng: random.Random,
    *,
    dedent: bool = False,
    fence: bool | None = None,
    header_changed: bool | None = None,
    with_prose: bool = False,
) -> Draft | None:
    found = smallest_definition(change)
    if found is None:
        return None
    old, new = found
    lines = [change.after[i] for i in new.lines]
    if header_changed is not None and header_changed == (
        [change.before[i] for i in old.header] == [change.after[i] for i in new.header]
    ):
        return None
    if dedent:
        drop = common_indent(lines)
        if not drop or any(a < b and a >= new.start and b <= new.end for a, b in change.outline_after.units):
            return None  # lines inside a string must not move
        lines = shift(lines, drop)
    edit: str | None = finish(lines, rng)
    if edit is not None and fence is not None:
        edit = fenced(edit, change.language.fence if fence else "")
    if edit and with_prose:
        edit = prose(change, rng) + edit + closing(rng)
    return Draft(edit) if edit else None


def _same_name(change: Change, rng: random.Random) -> Draft | None:
    """The name is defined more than once; only the body tells which one is meant, so a refusal is right too."""
    found = smallest_definition(change, unique=False)
    if found is None:
        return None
    _old, new = found
    text = [change.after[i] for i in new.lines]
    return Draft(finish(text, rng), EITHER)


def _whole_def_file(form: Form, change: Change, rng: random.Random) -> Draft | None:
    return form(_whole_def(change, rng), change)


WHOLE_DEF: dict[str, Builder] = {
    "plain": _whole_def,
    "fence-lang": partial(_whole_def, fence=True),
    "fence-plain": partial(_whole_def, fence=False),
    "prose-fence": partial(_whole_def, fence=True, with_prose=True),
    "dedented": partial(_whole_def, dedent=True),
    "new-signature": partial(_whole_def, header_changed=True),
    "same-name": _same_name,
    "crlf-file": partial(_whole_def_file, styles.crlf_file),
}


def _whole_file(change: Change, rng: random.Random, *, fence: bool | None = None, with_prose: bool = False) -> Draft | None:
    if len(change.after) > MAX_WHOLE_FILE or change.crlf:
        return None
    edit = text_of(change.after)
    if fence is not None:
        block = fenced(edit, change.language.fence if fence else "")
        if block is None or not change.after[-1].strip():
            return None
        edit = block
    return Draft(prose(change, rng) + edit + closing(rng) if with_prose else edit, EXACT)


WHOLE_FILE: dict[str, Builder] = {
    "plain": _whole_file,
    "fence-lang": partial(_whole_file, fence=True),
    "prose-fence": partial(_whole_file, fence=True, with_prose=True),
}
