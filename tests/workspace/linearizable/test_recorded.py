"""The checker agrees with porcupine on the histories that porcupine has recorded, whose verdicts its own tests know."""

import json
import re
import shutil
import subprocess
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.workspace.linearizable.linear import Call, is_linearizable

MODULE = "github.com/anishathalye/porcupine@v1.3.1"
SUM = "h1:fBZ4/NGNPnIDdd6xNtrNk9/GiEQ0L4FO5+scINN+t0E="
NEVER = 1 << 60
_LINE = re.compile(r"INFO\s+jepsen\.util\s+-\s+(\d+)\s+:(\w+)\s+:(\w+)\s+(.*)")
_KV = re.compile(r'\{:process (\d+), :type :(\w+), :f :(\w+), :key "(\d+)", :value (.*)\}')


@pytest.fixture(scope="module")
def porcupine() -> Path:
    if shutil.which("go") is None:
        pytest.skip("go is not installed: it fetches the histories")
    done = subprocess.run(["go", "mod", "download", "-json", MODULE], capture_output=True, timeout=300, check=True)
    told = json.loads(done.stdout)
    assert told["Sum"] == SUM
    return Path(told["Dir"])


def register(state: Any, asked: tuple[str, ...], answered: Any) -> Iterable[Hashable]:
    """A register that is read, written, and written where it has a value; None as an answer: nobody knows what it was."""
    match asked:
        case ("read",):
            return [state] if answered is None or answered == state else []
        case ("write", value):
            return [value]
        case ("cas", old, new):
            fits = state == old
            return [new if fits else state] if answered is None or answered == fits else []
    raise AssertionError(asked)


def etcd(text: str) -> list[Call]:
    """The calls of a log of Jepsen's. A call without an end may take effect at any time, or never be seen."""
    begun: dict[str, tuple[int, tuple[str, ...]]] = {}
    calls = []
    for at, line in enumerate(text.splitlines()):
        found = _LINE.match(line)
        assert found, line
        process, kind, what, value = found.groups()
        if kind == "invoke":
            begun[process] = at, (what, *re.findall(r"\d+", value))
        elif kind != "info":
            began, asked = begun.pop(process)
            answers = {"read": None if kind == "fail" else value, "write": True, "cas": kind == "ok"}
            calls.append(Call(began, at, asked, answers[what]))
    return calls + [Call(began, NEVER, asked, None) for began, asked in begun.values()]


def text_of_key(state: Any, asked: tuple[str, str], answered: str) -> Iterable[Hashable]:
    """One key of a store: its text is read, replaced, or goes on."""
    what, value = asked
    if what == "get":
        return [state] if answered == state else []
    return [value if what == "put" else state + value]


def kv(text: str) -> dict[str, list[Call]]:
    """The calls of each key: keys have nothing to do with each other."""
    begun: dict[str, tuple[int, str, tuple[str, str]]] = {}
    calls: dict[str, list[Call]] = {}
    for at, line in enumerate(text.splitlines()):
        found = _KV.match(line)
        assert found, line
        process, kind, what, key, value = found.groups()
        said = "" if value == "nil" else json.loads(value)
        if kind == "invoke":
            begun[process] = at, key, (what, said)
        else:
            began, key, asked = begun.pop(process)
            calls.setdefault(key, []).append(Call(began, at, asked, said))
    assert not begun
    return calls


def test_histories_of_etcd(porcupine: Path) -> None:
    verdicts = re.findall(r"checkJepsen\(t, (\d+), (true|false)\)", (porcupine / "porcupine_test.go").read_text())
    assert len(verdicts) == 102
    wrong = []
    for number, wanted in verdicts:
        calls = etcd((porcupine / f"test_data/jepsen/etcd_{int(number):03}.log").read_text())
        if is_linearizable(calls, "nil", register) != (wanted == "true"):
            wrong.append(number)
    assert wrong == []


def test_histories_of_a_store(porcupine: Path) -> None:
    verdicts = set(re.findall(r'checkKv\(t, "([\w-]+)", (true|false), \w+\)', (porcupine / "porcupine_test.go").read_text()))
    assert len(verdicts) >= 6
    for name, wanted in sorted(verdicts):
        parts = kv((porcupine / f"test_data/kv/{name}.txt").read_text()).values()
        assert all(is_linearizable(calls, "", text_of_key) for calls in parts) == (wanted == "true"), name


def test_small_histories() -> None:
    write, read = ("write", "1"), ("read",)
    assert is_linearizable([Call(0, 3, write, True), Call(1, 2, read, "nil")], "nil", register)
    assert is_linearizable([Call(0, 3, write, True), Call(1, 2, read, "1")], "nil", register)
    assert not is_linearizable([Call(0, 1, write, True), Call(2, 3, read, "nil")], "nil", register)
    assert is_linearizable([Call(0, NEVER, write, None), Call(2, 3, read, "nil"), Call(4, 5, read, "1")], "nil", register)
    assert not is_linearizable([Call(0, 9, write, None), Call(2, 3, read, "1"), Call(4, 5, read, "nil")], "nil", register)
