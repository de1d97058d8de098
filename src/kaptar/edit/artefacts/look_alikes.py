"""Look-alike signs that an edit writes where the file has others: an edit that quotes ``"`` as ``\u201c`` writes it so too.

Where a quotation was only found by signs that look alike, the edit's signs are not the file's. The new lines have the file's, or
the edit is refused. Pure.
"""

from collections import Counter
from collections.abc import Sequence

from kaptar.edit.account.quoting.standing import PLAIN
from kaptar.edit.artefacts.new_lines import Exchanged

_KINDS = [{sign, *(chr(code) for code, plain in PLAIN.items() if plain == sign)} for sign in "'\"-"]
"""Signs that look alike: single quotes, double quotes, dashes."""


def other_signs(runs: Sequence[Exchanged], source: str = "") -> tuple[str, str] | None:
    """A sign of the lines that go and the one that comes for it; None where the lines that come have those of the file.

    A sign of one kind becomes rarer in a run, and another one of the same kind comes more often. Or one comes that is no plain
    one, and that the source has nowhere, although it has the plain one.
    """
    for run in runs:
        was, now = Counter("\n".join(run.gone)), Counter("\n".join(run.came))
        for kind in _KINDS:
            less = next((sign for sign in sorted(kind) if now[sign] < was[sign]), "")
            more = next((sign for sign in sorted(kind) if now[sign] > was[sign]), "")
            if less and more:
                return less, more
            strange = next((sign for sign in sorted(kind) if now[sign] and sign not in PLAIN.values() and sign not in source), "")
            plain = PLAIN.get(ord(strange), "") if strange and source else ""
            if plain and plain in source:
                return plain, strange
    return None
