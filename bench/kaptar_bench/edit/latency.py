"""Milliseconds per edit in a warm process: by size and language, cached and not, beside agent-booster and one native parse."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from kaptar.api import programs
from kaptar.config.sections import Config
from kaptar.edit.engine import Editor, Limits
from kaptar.edit.outcome import Applied
from kaptar.languages import language_of
from kaptar.runtime.runtime import Runtime
from kaptar_bench.edit import generated, peers, samples
from kaptar_bench.edit.corpus import Cases
from kaptar_bench.edit.peers.booster import Answer, Booster
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.timing import scaled

ROUNDS = 15
_WARM_UPS = 2
_AT_LEAST = {500: 8.0, 3000: 5.0}
_TABLES_NEW, _TABLES_SEEN = 2.5, 1.7
"""An edit takes at most so many times two `table` calls of the same guest: of a source not seen before, and of a known one."""
_NOWHERE = "<<<<<<< SEARCH\nthis line stands nowhere at all\n=======\nx\n>>>>>>> REPLACE\n"
"""An edit that is refused: asking for it makes a source known."""


def measure(config: Config, effort: Effort, cases: Cases) -> Iterator[Measured]:
    """Rows for sets of real edits by language and size, then for grammars of other languages, then for a very large file."""
    with programs.Runtime(config) as runtime:
        editor = Editor(runtime)
        if cases.path is None:
            yield measured("latency", [], "ms", reason=f"not run: {cases.missing}")
        else:
            scripts: dict[int, list[list[Answer]]] = {}
            for each in samples.sets(cases.path, effort.pick(samples.SIZES, samples.FEW_SIZES)):
                yield from _set_rows(editor, effort, each, scripts)
                yield from _table_rows(runtime, editor, effort, each)
        yield from _other_grammars(editor, effort)
        yield _large_file(runtime, effort)


def _set_rows(editor: Editor, effort: Effort, each: samples.Cases, scripts: dict[int, list[list[Answer]]]) -> Iterator[Measured]:
    """Rows of one set. ``scripts`` has agent-booster's rounds over the JavaScript sets by size, once they were measured:
    it has no parser for Python, so there these stand in for it."""
    name, bound = f"{each.language}, {each.size} lines", _AT_LEAST.get(each.size)
    if not each.cases:
        yield measured(name, [], "ms", reason="not run: the corpus has no such case")
        return
    new, seen, theirs, why = _rounds(editor, effort, each)
    target = Target("ratio", ">=", bound) if bound else None
    peer = "agent-booster 0.2.2"
    if each.language == "javascript":
        scripts[each.size] = theirs
    elif each.language == "python":
        theirs, peer = scripts.get(each.size, []), "agent-booster 0.2.2 on the JavaScript set of this size"
        why = "" if theirs else why
    counts = _counts("Kaptar", new[0]) + (f"; {_counts('agent-booster', theirs[0])}" if theirs else f"; not run: {why}")
    yield measured(f"{name}, {len(each.cases)} edits, each answer: source not seen before", _p50(new), "ms", peer=peer,
                   peer_rounds=_p50(theirs), target=target, reason=counts)  # fmt: skip
    if each.language != "python":
        applied = [i for i, answer in enumerate(theirs[0] if theirs else []) if answer.outcome == "right"]
        counts = (
            _counts("agent-booster", [theirs[0][i] for i in applied]) if applied else f"not run: {why or 'it has none right'}"
        )
        yield measured(f"{name}, the {len(applied)} edits that agent-booster applies right: source not seen before",
                       _p50(new, applied), "ms", peer=peer, peer_rounds=_p50(theirs, applied), reason=counts)  # fmt: skip
    yield measured(f"{name}, {len(each.cases)} edits: source's structure cached", _p50(seen), "ms", peer="not seen before",
                   peer_rounds=_p50(new), target=Target("ratio", ">=", 1.5) if bound else None)  # fmt: skip


def _table_rows(runtime: Runtime, editor: Editor, effort: Effort, each: samples.Cases) -> Iterator[Measured]:
    """What an edit takes beside two tables of its source: what no engine that compares structures can do without."""
    name, bound = f"{each.language}, {each.size} lines", _AT_LEAST.get(each.size)
    new, seen, tables = [], [], []
    number = itertools.count(1 << 20)
    for _ in range(_WARM_UPS + effort.pick(ROUNDS, 1)) if each.cases else ():
        tables.append([_two_tables(runtime, case, next(number)) for case in each.cases])
        new.append([_answer(editor, case, next(number)) for case in each.cases])
        seen.append([_answer(editor, case, next(number), known=True) for case in each.cases])
    for what, rounds, most in (("not seen before", new, _TABLES_NEW), ("known", seen, _TABLES_SEEN)):
        target = Target("ratio", ">=", round(1 / most, 3)) if bound else None
        reason = None if each.cases else "not run: the corpus has no such case"
        theirs = [median(r) for r in tables[_WARM_UPS:]]
        yield measured(f"{name}: edit of a source {what}, at most {most:g}x", _p50(rounds[_WARM_UPS:]), "ms",
                       peer="two tables", peer_rounds=theirs, target=target, reason=reason)  # fmt: skip


def _two_tables(runtime: Runtime, case: samples.Case, number: int) -> float:
    """Milliseconds of two tables of a source that was never seen before."""
    source, language = f"{case.before}{case.comment} {number}\n".encode(), language_of(case.path)
    assert language is not None
    start = perf_counter_ns()
    for _ in range(2):
        runtime.call_guest(language.module, "table", source, language.dialect)
    return (perf_counter_ns() - start) / 1e6


def _rounds(
    editor: Editor, effort: Effort, each: samples.Cases
) -> tuple[list[list[Answer]], list[list[Answer]], list[list[Answer]], str]:
    """Answers by round and case: ours to new sources, ours to known ones, agent-booster's, and why that is not run."""
    folder = peers.booster_folder(effort.installs)
    why = folder if isinstance(folder, str) else ""
    if each.language == "python":
        why = why or "agent-booster has no parser for Python"
    new, seen, theirs = [], [], []
    number = itertools.count()
    with Booster(Path(folder), each.cases) if not why else nullcontext() as booster:
        for _ in range(_WARM_UPS + effort.pick(ROUNDS, 1)):
            if booster is not None:
                theirs.append(booster.answers())
            new.append([_answer(editor, case, next(number)) for case in each.cases])
            seen.append([_answer(editor, case, next(number), known=True) for case in each.cases])
    return new[_WARM_UPS:], seen[_WARM_UPS:], theirs[_WARM_UPS:], why


def _answer(editor: Editor, case: samples.Case, number: int, *, known: bool = False) -> Answer:
    """One edit of a source that was never seen before; ``known``: whose structure the editor has, but not that of the result."""
    more = f"{case.comment} {number}\n"
    source = (case.before + more).encode()
    if known:
        editor.apply_edit(source, _NOWHERE, path=case.path)
    start = perf_counter_ns()
    outcome = editor.apply_edit(source, case.edit, path=case.path)
    millis = (perf_counter_ns() - start) / 1e6
    if not isinstance(outcome, Applied):
        return Answer("refused", millis)
    return Answer("right" if outcome.text == (case.after + more).encode() else "WRONG", millis)


def _p50(rounds: list[list[Answer]], only: Sequence[int] | None = None) -> list[float]:
    """For each round the median over the cases, or over some of them."""
    chosen = [answers if only is None else [answers[i] for i in only] for answers in rounds]
    return [median(answer.millis for answer in answers) for answers in chosen if answers]


def _counts(who: str, answers: list[Answer]) -> str:
    found = Counter(answer.outcome for answer in answers)
    return f"{who}: {found['right']} right, {found['refused']} refused, {found['WRONG']} WRONG"


def _other_grammars(editor: Editor, effort: Effort) -> Iterator[Measured]:
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
        times = timed(subjects, effort, rounds=ROUNDS)
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


def _large_file(runtime: Runtime, effort: Effort) -> Measured:
    lines = [f"function f{n}(a, b) {{ return a * {n} + b; }}\n" for n in range(120_000)]
    source = "".join(lines)[: effort.pick(5, 3) << 20].rpartition("\n")[0] + "\n"
    edit = f"<<<<<<< SEARCH\n{lines[60_000]}=======\n{lines[60_000].replace('*', '-')}>>>>>>> REPLACE\n"
    editor, data = Editor(runtime, Limits()), source.encode()
    outcome = editor.apply_edit(data, edit, path="large.js")
    name = f"SEARCH/REPLACE in a file of {len(data) / (1 << 20):.1f} MiB"
    if not isinstance(outcome, Applied):
        return measured(name, [], "ms", reason=f"refused: {outcome.message}")
    subject = {"edit": lambda: editor.apply_edit(data, edit, path="large.js")}
    times = timed(subject, effort, rounds=9, round_ms=50)["edit"]
    checks = ", ".join(f"{n.check} not run: {n.reason}" for n in outcome.plan.not_run)
    return measured(name, scaled(times, "ms"), "ms", target=Target("value", "<=", 100), reason=checks or None)
