"""Rows of random edits: does whatever the edit does not mention keep its bytes?"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice

from kaptar.api import programs
from kaptar.config.sections import Config
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused
from kaptar.edit.structure import Grammars
from kaptar.errors import GuestError, OperationFailed
from kaptar.languages import language_of
from kaptar_bench.edit.corpus import Cases
from kaptar_bench.edit.random_edits import File, RandomEdit, broken_promise, definitions, random_edit
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured

_EDITS = 20_000
_MOST_LINES = 1500
_FEWEST = 25
"""Percent of the edits that must be applied: many of them have two meanings on purpose."""


def measure(config: Config, effort: Effort, cases: Cases) -> Iterator[Measured]:
    """One row of all edits, and one for each language."""
    if cases.path is None:
        yield measured("random edits: what is not mentioned changes", [], "cases", reason=f"not run: {cases.missing}")
        return
    counts: dict[str, Counter[str]] = {}
    with programs.Runtime(config) as runtime:
        files = list(_files(runtime, _texts(cases)))
        editor = Editor(runtime)
        made = islice(edits(files), effort.pick(_EDITS, 50))
        for file, edit in made:
            found = verdict(editor, file, edit) or "kept"
            counts.setdefault(file.dialect, Counter())[found] += 1
    total = sum(counts.values(), Counter[str]())
    yield _row("all languages", total)
    applied = [100 * (1 - total["refused"] / total.total())] if total else []
    floor = Target("value", ">=", _FEWEST)
    yield measured("random edits, all languages: applied", applied, "%", target=floor, reason="refusing all would keep all")
    for dialect in sorted(counts):
        yield _row(dialect, counts[dialect])


def _row(group: str, found: Counter[str]) -> Measured:
    changed = found.total() - found["kept"] - found["refused"]
    why = f"of {found.total():,}: applied {found['kept'] + changed:,}, refused {found['refused']:,}"
    target = Target("value", "<=", 0)
    return measured(f"random edits, {group}: what is not mentioned changes", [float(changed)], "cases", target=target, reason=why)


def edits(files: list[File]) -> Iterator[tuple[File, RandomEdit]]:
    """Edits of all files in turn, without end; none where no file takes any."""
    barren = 0
    for number, file in enumerate(cycle(files)):
        found = random_edit(file, f"0:{file.path}:{number}")
        barren = 0 if found else barren + 1
        if found:
            yield file, found
        elif barren > 50 * len(files):
            return


def verdict(editor: Editor, file: File, edit: RandomEdit) -> str:
    """ "refused", "" if all is kept, or what is not."""
    outcome = editor.apply_edit(file.text.encode(), edit.edit, path=file.path)
    return "refused" if isinstance(outcome, Refused) else broken_promise(file, edit, outcome.text.decode())


def _texts(cases: Cases) -> Iterator[tuple[str, str]]:
    """The files of the corpus before their change, each once."""
    assert cases.path is not None
    seen = set()
    with cases.path.open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            key = case["package"], case["path"]
            if key not in seen:
                seen.add(key)
                yield case["path"], case["before"]


def _files(runtime: Grammars, texts: Iterator[tuple[str, str]]) -> Iterator[File]:
    for path, text in texts:
        found = _file(runtime, path, text)
        if found is not None and found.definitions:
            yield found


def _file(runtime: Grammars, path: str, text: str) -> File | None:
    """A file with its definitions; None where it has no table, or is long."""
    language = language_of(path)
    if language is None or text.count("\n") > _MOST_LINES:
        return None
    try:
        table: bytes = runtime.call_guest(language.module, "table", text.encode(), language.dialect)
    except (GuestError, OperationFailed):
        return None
    return File(path, language.dialect, text, definitions(table, text))
