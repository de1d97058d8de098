"""Milliseconds per edit in a warm process: by size and language, cached and not, beside agent-booster and one native parse."""

import itertools
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from statistics import quantiles
from typing import NamedTuple

from skep import api
from skep.bench.edit import generated, peers
from skep.bench.edit.corpus import Cases
from skep.bench.rows import Measured, Target, measured
from skep.bench.timing import paired, scaled
from skep.config import Config
from skep.edit.engine import Editor, Limits
from skep.edit.outcome import Applied
from skep.runtime.runtime import Runtime

SIZES = (50, 500, 3000)
LANGUAGES = {"javascript": "//", "typescript": "//", "python": "#"}
ROUNDS = 15
_PYTHON_FILLER = """

def unused_NN(first, second):
    if first > second:
        return first - NN
    return [second, NN]
"""
_SCRIPT_FILLER = """
function unusedNN(first, second) {
  if (first > second) {
    return first - NN;
  }
  return [second, NN];
}
"""
_AT_LEAST = {500: 8.0, 3000: 5.0}
_TIMEOUT_S = 120


class Case(NamedTuple):
    """One edit of the corpus that applies."""

    path: str
    language: str
    before: str
    edit: str

    @property
    def lines(self) -> int:
        return self.before.count("\n")


def measure(config: Config, cases: Cases) -> Iterator[Measured]:
    """Rows for lazy snippets by language and size, then for grammars of other languages, then for a very large file."""
    with api.Runtime(config) as runtime:
        editor = Editor(runtime)
        if cases.path is None:
            yield measured("latency", [], "ms", reason=f"not run: {cases.missing}")
        else:
            known = _lazy_cases(cases, editor)
            for language, size in itertools.product(LANGUAGES, SIZES):
                case = _of_size(known, language, size)
                yield from _warm(editor, "lazy snippet", case, language, size)
                if size > SIZES[0]:
                    yield from _warm(editor, "whole definition", _definition_of(case, language), language, size)
        yield from _other_grammars(editor)
        yield _five_megabytes(runtime)


def _lazy_cases(cases: Cases, editor: Editor) -> list[Case]:
    """The lazy snippets of the corpus that must apply and do, one a file, the smallest files first."""
    assert cases.path is not None
    found: dict[str, Case] = {}
    with cases.path.open(encoding="utf-8") as lines:
        for raw in map(json.loads, lines):
            plain = (raw["format"], raw["accept"]) == ("lazy", ["exact"]) and "\r" not in raw["before"]
            if plain and raw["path"] not in found:
                case = Case(raw["path"], raw["language"], raw["before"], raw["edit"])
                if isinstance(editor.apply_edit(case.before.encode(), case.edit, path=case.path), Applied):
                    found[case.path] = case
    return sorted(found.values(), key=lambda c: c.lines)


def _of_size(cases: list[Case], language: str, size: int) -> Case:
    """The largest case of at most ``size`` lines (else the smallest), made longer with functions that nothing uses."""
    fitting = [c for c in cases if c.language == language or (c.language, language) == ("tsx", "typescript")]
    case = next((c for c in reversed(fitting) if c.lines <= size), fitting[0])
    filler = _PYTHON_FILLER if language == "python" else _SCRIPT_FILLER
    count = max(0, (size - case.lines) // filler.count("\n"))
    more = "".join(filler.replace("NN", str(n)) for n in range(count))
    return case._replace(before=case.before.rstrip("\n") + "\n" + more)


def _definition_of(case: Case, language: str) -> Case:
    """The same file, with one of the functions that nothing uses written anew: an edit that agent-booster applies too."""
    filler = (_PYTHON_FILLER if language == "python" else _SCRIPT_FILLER).replace("NN", "7")
    return case._replace(edit=filler.strip("\n").replace("first - 7", "first - second - 7") + "\n")


def _warm(editor: Editor, what: str, case: Case, language: str, size: int) -> Iterator[Measured]:
    number, comment = itertools.count(), LANGUAGES["python" if case.language == "python" else "javascript"]
    source = case.before if case.before.endswith("\n") else case.before + "\n"

    def unseen() -> object:
        return editor.apply_edit(f"{source}{comment} {next(number)}\n".encode(), case.edit, path=case.path)

    seen = source.encode()
    times = paired(
        {"new": unseen, "seen": lambda: editor.apply_edit(seen, case.edit, path=case.path)}, rounds=ROUNDS, round_ms=15
    )
    new, again = scaled(times["new"], "ms"), scaled(times["seen"], "ms")
    name = f"{what}, {language}, {case.lines} lines"
    rounds, why = _booster_times(case)
    bound = _AT_LEAST.get(size)
    yield measured(f"{name}: source not seen before", new, "ms", peer="agent-booster 0.2.2", peer_rounds=rounds,
                   target=Target("ratio", ">=", bound) if bound else None,
                   reason=f"not run: {why}" if why else f"p95 of the rounds {quantiles(new, n=20)[-1]:.3f} ms")  # fmt: skip
    yield measured(f"{name}: source's structure cached", again, "ms", peer="not seen before", peer_rounds=new,
                   target=Target("ratio", ">=", 1.5) if bound else None)  # fmt: skip


def _booster_times(case: Case) -> tuple[list[float], str]:
    """Milliseconds per apply in a warm Node, or why not."""
    folder = peers.booster_folder()
    if isinstance(folder, str):
        return [], folder
    if case.language == "python":
        return [], "agent-booster has no parser for Python"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"before": case.before, "edit": case.edit, "language": case.language}, file)
        file.flush()
        command = ["node", str(folder / "agent_booster.js"), "time", file.name, str(ROUNDS)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    if done.returncode:
        return [], f"it failed: {done.stderr.strip()[-150:]}"
    answer = json.loads(done.stdout)
    return (answer["millis"], "") if answer["applied"] else ([], "agent-booster refuses this edit, so its time says nothing")


def _other_grammars(editor: Editor) -> Iterator[Measured]:
    for sample in generated.all_languages():
        number, lines = itertools.count(), sample.source.count("\n")
        name = f"whole definition, {sample.language}, {lines} generated lines: source not seen before"

        def unseen(sample: generated.Generated = sample, number: Iterator[int] = number) -> object:
            source = f"{sample.source}\n// {next(number)}\n".encode()
            return editor.apply_edit(source, sample.edit, path=sample.path)

        if not isinstance(outcome := unseen(), Applied):
            yield measured(name, [], "ms", reason=f"refused: {getattr(outcome, 'message', '')}")
            continue
        parse = _native_parse(sample.language, sample.source.encode())
        subjects = {"new": unseen} if isinstance(parse, str) else {"new": unseen, "parse": parse}
        times = paired(subjects, rounds=ROUNDS)
        yield measured(name, scaled(times["new"], "ms"), "ms", peer=f"one parse by the wheel tree-sitter-{sample.language}",
                       peer_rounds=scaled(times.get("parse", []), "ms"), target=Target("ratio", ">=", 1 / 3),
                       reason=f"not run: {parse}" if isinstance(parse, str) else None)  # fmt: skip


def _native_parse(language: str, source: bytes) -> Callable[[], object] | str:
    wheel = f"tree_sitter_{language}"
    if find_spec("tree_sitter") is None or find_spec(wheel) is None:
        return f"the wheel tree-sitter-{language} is not installed"
    tree_sitter, grammar = import_module("tree_sitter"), import_module(wheel)
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    return lambda: parser.parse(source)


def _five_megabytes(runtime: Runtime) -> Measured:
    lines = [f"function f{n}(a, b) {{ return a * {n} + b; }}\n" for n in range(120_000)]
    source = "".join(lines)[: 5 << 20].rpartition("\n")[0] + "\n"
    edit = f"<<<<<<< SEARCH\n{lines[60_000]}=======\n{lines[60_000].replace('*', '-')}>>>>>>> REPLACE\n"
    editor, data = Editor(runtime, Limits()), source.encode()
    outcome = editor.apply_edit(data, edit, path="large.js")
    name = f"SEARCH/REPLACE in a file of {len(data) / (1 << 20):.1f} MiB"
    if not isinstance(outcome, Applied):
        return measured(name, [], "ms", reason=f"refused: {outcome.message}")
    times = paired({"edit": lambda: editor.apply_edit(data, edit, path="large.js")}, rounds=9, round_ms=50)["edit"]
    checks = ", ".join(f"{n.check} not run: {n.reason}" for n in outcome.plan.not_run)
    return measured(name, scaled(times, "ms"), "ms", target=Target("value", "<=", 100), reason=checks or None)
