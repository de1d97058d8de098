"""Outcomes of misquoted edits: applied as meant, refused with the right place, or worse."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Literal

from kaptar.api import programs
from kaptar.config.sections import Config
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar_bench.edit.corpus import Cases
from kaptar_bench.edit.misquotes import LONG, Misquote, misquotes, sources
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured

Verdict = Literal["exact", "WRONG", "place right", "place wrong", "no place"]
VERDICTS: tuple[Verdict, ...] = ("exact", "WRONG", "place right", "place wrong", "no place")

_LONG_FILE = LONG // 2


def measure(config: Config, effort: Effort, cases: Cases) -> Iterator[Measured]:
    """Rows over all misquoted edits, over those of long files, and by kind of damage."""
    if cases.path is None:
        yield measured("misquoted: exact or refused", [], "%", reason=f"not run: {cases.missing}")
        return
    with cases.path.open(encoding="utf-8") as lines:
        made = list(misquotes(sources(lines)))
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    with programs.Runtime(config) as runtime:
        editor = Editor(runtime)
        for case in made:
            found = verdict(editor, case)
            counts["all"][found] += 1
            counts[f"damage: {case.kind}"][found] += 1
            if case.source.count("\n") >= _LONG_FILE:
                counts[f"files of {_LONG_FILE:,} lines and more"][found] += 1
    yield from rows(counts)


def verdict(editor: Editor, case: Misquote) -> Verdict:
    """How one case ends. A place is right when it holds half of the lines that are meant, or more."""
    outcome = editor.apply_edit(case.source.encode(), case.edit, path=case.path)
    if not isinstance(outcome, Refused):
        return "exact" if outcome.text.decode() == case.after else "WRONG"
    if outcome.nearest is None:
        return "no place"
    near = outcome.nearest
    shared = min(near.last_line, case.last) - max(near.first_line, case.first) + 1
    return "place right" if 2 * shared >= case.last - case.first + 1 else "place wrong"


def rows(counts: dict[str, Counter[Verdict]]) -> Iterator[Measured]:
    """Two rows for each group of cases: exact or refused of all, and the right place of the refused."""
    for group, found in counts.items():
        told = ", ".join(f"{name} {found[name]}" for name in VERDICTS)
        total, wrong = found.total(), found["WRONG"]
        is_claim = not group.startswith("damage")
        kept, near = (Target("value", ">=", bound) if is_claim else None for bound in (95, 90))
        share = 100 * (total - wrong) / total
        yield measured(f"misquoted, {group}: exact or refused", [share], "%", target=kept, reason=f"of {total:,}: {told}")
        refused = total - wrong - found["exact"]
        place = [100 * found["place right"] / refused] if refused else []
        why = f"of {refused:,} refused" if refused else "not run: none was refused"
        yield measured(f"misquoted, {group}: nearest place right", place, "%", target=near, reason=why)
