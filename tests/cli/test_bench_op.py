"""``kaptar bench op`` measures any operation, and says in one line what is wrong with a call."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_modules import module

Kaptar = Callable[..., Any]


@pytest.mark.guest
def test_guest_and_host_are_measured_beside_each_other(kaptar: Kaptar, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"kaptar" * 100)
    report = kaptar("bench", "op", "text.fnv1a32", "--input", "data", "--short", "--json").value
    guest, host = report["rows"]
    assert (report["bench"], guest["row"], host["row"]) == ("op", "text.fnv1a32: guest", "text.fnv1a32: host")
    assert guest["value"] == host["peer_value"] > 0
    assert guest["peer_value"] == host["value"] > 0
    assert guest["ratio"] * host["ratio"] == pytest.approx(1)


@pytest.mark.guest
def test_a_plugin_is_measured_in_its_guest_alone(kaptar: Kaptar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert kaptar("modules", "add", str(module(tmp_path / "echo.wasm"))).code == 0
    guest, host = kaptar("bench", "op", "echo.say", "--param", "data=hello", "--short", "--json").value["rows"]
    assert guest["value"] > 0
    assert (guest["peer_value"], host["value"]) == (None, None)
    assert guest["reason"] == host["reason"]
    assert host["reason"].startswith("not run: echo.say has no host implementation")


def test_without_guests_the_host_is_measured_alone(kaptar: Kaptar) -> None:
    guest, host = kaptar("--no-wasm", "bench", "op", "crypto.sha256", "--param", "data=x", "--short", "--json").value["rows"]
    assert host["value"] > 0
    assert guest["value"] is None
    assert "switched off" in guest["reason"]


def test_where_neither_can_answer_it_is_unavailable(kaptar: Kaptar) -> None:
    done = kaptar("--no-wasm", "bench", "op", "syntax.table", "--param", "source=x", "--param", "language=javascript")
    assert done.code == 3
    assert "guests are switched off" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["text.none"], 2, "text.none"),
        (["text.fnv1a32"], 2, "data is missing"),
        (["text.fnv1a32", "--param", "data"], 2, "NAME=VALUE"),
        (["text.fnv1a32", "--param", "data=1", "--param", "data=2"], 2, "each name once"),
        (["text.fnv1a32", "--param", "datum=1"], 2, "no datum"),
        (["text.fnv1a32", "--param", "data=1", "--input", "in"], 2, "nothing is left to read"),
        (["text.fnv1a32", "--input", "gone"], 1, "gone: cannot be read"),
        (["text.search", "--input", "in", "--param", "needle=x", "--param", "start=y"], 2, "of type int"),
        (["json.parse", "--input", "in"], 1, "not valid JSON"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(kaptar: Kaptar, tmp_path: Path, words: list[str], code: int, says: str) -> None:
    (tmp_path / "in").write_bytes(b"not JSON")
    done = kaptar("bench", "op", *words)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("error: ")
    assert says in done.err
    assert done.err.count("\n") == 1
