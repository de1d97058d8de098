"""Parsing source files of a thousand lines: the guests beside other parsers in Python, in Node, and beside native code."""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from kaptar.runtime.runtime import Runtime
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.runtime import native, node, samples
from kaptar_bench.timing import scaled


def measure(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    """Rows of JavaScript and Python."""
    sample = samples.javascript()
    if sample is None:
        yield measured("JavaScript parsers", [], "ms", reason="not run: the sample is missing; `make run` installs it")
    else:
        yield from _javascript(runtime, sample, effort)
    yield from _python(runtime, effort)


def _javascript(runtime: Runtime, sample: samples.Sample, effort: Effort) -> Iterator[Measured]:
    source = sample.source
    name = f"parse and semantic check, JavaScript, {sample.lines} lines"
    subjects: dict[str, Callable[[], object]] = {
        "guest": lambda: runtime.call("syntax.validate", source, "javascript", backend="guest")
    }
    why = dict.fromkeys(("tree-sitter", "esprima"), "")
    for peer, make in (("tree-sitter", _tree_sitter), ("esprima", _esprima)):
        parse = make(source)
        if isinstance(parse, str):
            why[peer] = parse
        else:
            subjects[peer] = parse
    times = {who: scaled(rounds, "ms") for who, rounds in timed(subjects, effort, round_ms=20).items()}
    guest = times["guest"]
    yield _against(f"{name}: tree-sitter wheel (parses only)", guest, times.get("tree-sitter", []), 3, why["tree-sitter"])
    yield _against(f"{name}: esprima", guest, times.get("esprima", []), 50, why["esprima"])
    for peer in ("@babel/parser", "acorn"):
        rounds, reason = node.parse_times(peer, source, effort)
        yield _against(f"{name}: {peer} in warm Node", guest, rounds, 1.5, reason)
    rounds, reason = native.validate_times(source, effort)
    yield _against(f"{name}: the same crate built natively", guest, rounds, 1 / 2.4, reason)


def _python(runtime: Runtime, effort: Effort) -> Iterator[Measured]:
    sample = samples.python()
    subjects: dict[str, Callable[[], object]] = {
        "guest": lambda: runtime.call("syntax.validate", sample.source, "python", backend="guest"),
        "table": lambda: runtime.call_guest("python", "table", sample.source, "python"),
        "ast": lambda: ast.parse(sample.source),
    }
    times = {who: scaled(rounds, "ms") for who, rounds in timed(subjects, effort, round_ms=20).items()}
    name = f"Python, {sample.lines} lines"
    yield _against(f"parse and structure table, {name}: ast.parse", times["table"], times["ast"], 5, "")
    yield _against(f"parse and semantic check, {name}: ast.parse", times["guest"], times["ast"], None, "")


def _against(name: str, guest: list[float], peer: list[float], at_least: float | None, why: str) -> Measured:
    target = None if at_least is None else Target("ratio", ">=", at_least)
    label = name.rpartition(": ")[2]
    return measured(name, guest, "ms", peer=label, peer_rounds=peer, target=target, reason=f"not run: {why}" if why else None)


def _tree_sitter(source: bytes) -> Callable[[], object] | str:
    if find_spec("tree_sitter") is None or find_spec("tree_sitter_javascript") is None:
        return "tree-sitter and tree-sitter-javascript are missing: pip install 'kaptar[host]'"
    import tree_sitter
    import tree_sitter_javascript

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
    return lambda: parser.parse(source)


def _esprima(source: bytes) -> Callable[[], object] | str:
    if find_spec("esprima") is None:
        return "esprima is missing: pip install esprima"
    esprima = import_module("esprima")  # has no types

    text = source.decode()
    try:
        esprima.parseScript(text)
    except esprima.Error as problem:
        return f"esprima cannot read the file: {problem}"
    return lambda: esprima.parseScript(text)
