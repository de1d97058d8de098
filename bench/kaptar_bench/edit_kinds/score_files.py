"""Score the edits of several files with `kaptar.edit.files.plan_files`.

    python -m kaptar_bench.edit_kinds.score_files --cases DIR/files.jsonl [--json] [--show N]

Exit status 1 if an edit was done in another way than the right one, or done where only a refusal is right.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kaptar import Runtime
from kaptar.edit.engine import Editor
from kaptar.edit.files import FilesPlan, plan_files
from kaptar.edit.outcome import Refused

Case = dict[str, Any]


class Memory(NamedTuple):
    """The files of a case, as `plan_files` asks for them."""

    texts: dict[str, str]

    def path_of(self, named: str) -> str:
        return named

    def read(self, named: str) -> bytes | None:
        return self.texts[named].encode() if named in self.texts else None


def planned(editor: Editor, case: Case) -> dict[str, str | None] | Refused:
    """What comes out, by path: the text, or None for a file that goes; only files that differ from before."""
    files: dict[str, str] = case["files"]
    plan = plan_files(editor, case["edit"], Memory(files))
    if not isinstance(plan, FilesPlan):
        return plan
    after = {c.path: None if c.after is None else c.after.decode() for c in plan.changes}
    return {path: text for path, text in after.items() if text != files.get(path)}


def judge(case: Case, result: dict[str, str | None] | Refused) -> str:
    """ "exact", "refused" or "WRONG"."""
    if isinstance(result, Refused):
        return "refused"
    return "exact" if case["right"] != "refuse" and result == case["right"] else "WRONG"


def is_right(case: Case, verdict: str) -> bool:
    return verdict == "exact" or (verdict == "refused" and (case["right"] == "refuse" or case["may_refuse"]))


def score(cases: Iterable[Case]) -> tuple[dict[str, Counter[str]], list[tuple[str, str, str]]]:
    """Counts by style, and the cases that are not right, as (id, style, verdict and reason)."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    failed = []
    with Runtime() as runtime:
        editor = Editor(runtime)
        for case in cases:
            result = planned(editor, case)
            verdict = judge(case, result)
            rows[case["style"]].update(("n", verdict, *(["right"] if is_right(case, verdict) else [])))
            if not is_right(case, verdict):
                why = f" {result.reason}: {result.message}" if isinstance(result, Refused) else ""
                failed.append((case["id"], case["style"], verdict + why))
    return dict(rows), failed


def main(words: Sequence[str] | None = None) -> int:
    """Command line (``words`` in place of the process's)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N cases that are not right")
    args = parser.parse_args(words)
    with args.cases.open(encoding="utf-8", newline="\n") as file:
        rows, failed = score(json.loads(line) for line in file)
    if args.json:
        print(json.dumps(rows))
    else:
        print(f"{'':40}{'n':>5}{'right':>7}{'exact':>7}{'refused':>9}{'WRONG':>7}")
        for style, row in sorted(rows.items()):
            print(f"{style:40}{row['n']:>5}{row['right']:>7}{row['exact']:>7}{row['refused']:>9}{row['WRONG']:>7}")
    for one in failed[: args.show]:
        print(*one)
    return 1 if any(row["WRONG"] for row in rows.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
