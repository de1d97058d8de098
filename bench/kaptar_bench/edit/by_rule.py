"""Edits of the visible corpus that the rules of the account refuse, although the corpus has a right answer for them.

``by_rule.json`` lists them by rule. ``python -m kaptar_bench.edit.by_rule CASES`` runs the account alone over the right answers
of a corpus and prints each that it refuses, with its complaint. Read that before you change the list.
"""

import difflib
import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaptar.api.programs import Runtime
from kaptar.edit.account.check import SNIPPETS, Change, check_snippet
from kaptar.edit.outcome import Span
from kaptar.edit.structure import Grammars
from kaptar.languages import language_of

_SNIPPETS = SNIPPETS | {"lazy_delete", "new_def"}


def listed() -> dict[str, list[str]]:
    """Ids of the cases by the rule that refuses them."""
    text = (files("kaptar_bench.edit") / "by_rule.json").read_text("utf-8")
    rules: dict[str, list[str]] = json.loads(text)
    return rules


def relabelled(path: Path, folder: Path) -> Path:
    """The cases of a corpus with those listed as edits that must be refused, as a new file in ``folder``."""
    ids = {each for ids in listed().values() for each in ids}
    out = folder / "cases-by-rule.jsonl"
    with path.open(encoding="utf-8") as cases, out.open("w", encoding="utf-8") as new:
        for line in cases:
            case = json.loads(line)
            if case["id"] in ids:
                case |= {"accept": ["refuse"], "expect": "refuse", "after": None}
            new.write(json.dumps(case, ensure_ascii=False) + "\n")
    return out


def spans_between(before: bytes, after: bytes) -> list[Span]:
    """The lines that differ, as ranges."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Span(starts[i], starts[j], b"".join(new[m:n])) for kind, i, j, m, n in codes if kind != "equal"]


def refused(path: Path) -> Iterator[tuple[str, str, str]]:
    """Id, style and complaint of each right answer of a corpus that the account refuses."""
    with Runtime() as runtime, path.open(encoding="utf-8") as cases:
        for case in map(json.loads, cases):
            if case["format"] in _SNIPPETS and case.get("after") is not None and "exact" in case["accept"]:
                complaint = _complaint(runtime, case)
                if complaint:
                    yield case["id"], f"{case['format']}/{case['style']}", complaint


def _complaint(runtime: Grammars, case: dict[str, Any]) -> str:
    before, after = case["before"].encode(), case["after"].encode()
    language = language_of(case["path"])
    tables = None
    if language is not None:
        old, new = (runtime.call_guest(language.module, "table", text, language.dialect) for text in (before, after))
        tables = (old, new)
    account = check_snippet(Change(before, spans_between(before, after), after, case["edit"], tables))
    return account.complaint[1] if account.complaint else ""


if __name__ == "__main__":
    for each in refused(Path(sys.argv[1])):
        print(*each, sep="\t")
