"""``kaptar bench syntax``: how many right sources the check `syntax` stops or warns of, by language.

The sources are standard libraries and the newest packages of PyPI, npm and crates.io; they are fetched at each full run, and
nothing of them is kept. Each miss is told on stderr. Data of tests is left out: it may be wrong on purpose.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from kaptar.checks.builtin import syntax
from kaptar.checks.builtin.inspection import Inspections
from kaptar.checks.builtin.unjudged import is_test_data
from kaptar.checks.check import CheckContext, Ran
from kaptar.checks.settings import make_settings
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.config.sections import Config
from kaptar.languages import language_of
from kaptar.ops import OPERATIONS
from kaptar.runtime.runtime import Runtime
from kaptar.stop import Stop
from kaptar_bench.effort import Effort
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.syntax.sources import fetch, files, standard_libraries

NONE = Target("value", "<=", 0)
FEW = Target("value", "<=", 0.1)
_MOST_FILES = 1500
"""Files of one language from one folder."""
_FEW_FILES = 5
_TIMEOUT_S = 60.0
_PARSE_LIMIT = 2_000_000


class Counts:
    """Files by language: looked at, stopped, with a warning, not judged."""

    def __init__(self) -> None:
        self.files, self.stopped, self.warned, self.unread = Counter[str](), Counter[str](), Counter[str](), Counter[str]()

    def add(self, dialect: str, place: str, answer: Ran | Skipped) -> None:
        """Count an answer on a source that is right. A finding is told on stderr."""
        self.files[dialect] += 1
        if isinstance(answer, Skipped):
            self.unread[dialect] += 1
        elif answer.findings:
            first = answer.findings[0]
            stops = any(each.severity == "error" for each in answer.findings)
            (self.stopped if stops else self.warned)[dialect] += 1
            print(f"{'STOPPED' if stops else 'warned'} {place}:{first.line}: {first.message}", file=sys.stderr)

    def rows(self) -> Sequence[Measured]:
        """Two rows for each language."""
        rows: list[Measured] = []
        for dialect, count in sorted(self.files.items()):
            seen = f"of {count:,} files; {self.unread[dialect]} not judged"
            share = 100 * self.warned[dialect] / count
            rows.append(measured(f"{dialect}: stopped", [float(self.stopped[dialect])], "cases", target=NONE, reason=seen))
            rows.append(measured(f"{dialect}: warned of", [share], "%lost", target=FEW, reason=seen))
        return rows


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """Two rows for each language: files that are stopped, and the share with a warning."""
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-syntax-") as folder, Runtime(config, OPERATIONS) as runtime:
        room = Path(folder).resolve()
        places = effort.pick(chain(standard_libraries(), fetch(room)), islice(standard_libraries(), 1))
        look(places, runtime, counts, effort.pick(_MOST_FILES, _FEW_FILES))
    return counts.rows()


def look(folders: Iterable[Path], runtime: Runtime, counts: Counts, most: int) -> None:
    """Judge the files of folders; ``most`` of each language from each."""
    for folder in folders:
        settings = make_settings(Config(), folder)
        seen = Counter[str]()
        for path, content in files(folder) if folder.is_dir() else ():
            language = language_of(path)
            if language is None or language.dialect not in syntax.CHECK.languages or is_test_data(path):
                continue
            seen[language.dialect] += 1
            if seen[language.dialect] > most:
                continue
            shot = Snapshot(folder, path, folder / path, "before", "update", language, content, None, sha256(content).hexdigest())
            context = CheckContext(runtime, settings, _PARSE_LIMIT, Inspections(), _TIMEOUT_S, Stop())
            counts.add(language.dialect, f"{folder}/{path}", syntax.CHECK.run(shot, context))
