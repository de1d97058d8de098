"""What the rows of clients are made of: the times that the scripted model notes, and nothing else."""

import http.client
import json
from pathlib import Path

import pytest

from kaptar.errors import Unavailable
from kaptar_bench.clients import edits
from kaptar_bench.clients.place import source
from kaptar_bench.clients.real import CLIENTS, model
from kaptar_bench.effort import Effort


def line(asked: float, answered: float, *tools: str) -> str:
    return json.dumps({"asked": asked, "answered": answered, "tools": tools})


def test_an_edit_is_from_its_answer_to_the_next_request() -> None:
    noted = [line(0, 1, "read"), line(2, 2.5, "edit"), line(2.75, 3, "edit"), line(4, 5)]
    assert edits.between("\n".join(noted), "edit") == [250, 1000]
    assert edits.between("\n".join(reversed(noted)), "edit") == [250, 1000]


@pytest.mark.parametrize("noted", ["", line(0, 1, "edit"), line(0, 1, "read") + "\n" + line(2, 3)])
def test_without_an_edit_there_is_no_figure(noted: str) -> None:
    with pytest.raises(Unavailable, match="no edit"):
        edits.between(noted, "edit")


def test_the_model_notes_when_it_was_asked_and_had_answered(tmp_path: Path) -> None:
    script, log, times = tmp_path / "s.json", tmp_path / "log", tmp_path / "times"
    script.write_text(json.dumps([{"tool": "Edit", "input": {}}, {"text": "done"}]))
    with model(script, log, "--times", str(times)) as port:
        for said in ([], [{"role": "assistant", "content": "x"}]):
            body = {"tools": [{}], "messages": [{"role": "user", "content": "go"}, *said], "stream": True}
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("POST", "/v1/messages", json.dumps(body))
            assert b"message_stop" in connection.getresponse().read()
            connection.close()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/v1/messages", json.dumps({"messages": [], "max_tokens": 1}))  # for a title
        connection.getresponse().read()
        connection.close()
    noted = [json.loads(each) for each in times.read_text().splitlines()]
    assert [each["tools"] for each in noted] == [["Edit"], []]
    assert noted[0]["asked"] <= noted[0]["answered"] <= noted[1]["asked"]
    (millis,) = edits.between(times.read_text(), "Edit")
    assert 0 <= millis < 10_000


def test_what_is_edited_is_there_once() -> None:
    assert source().count("COUNT = 0") == 1
    compile(source(), "a.py", "exec")


def test_a_client_that_is_not_there_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    for client in CLIENTS.values():
        monkeypatch.setattr(type(client), "command", lambda self: None)
    monkeypatch.setattr(edits, "aider", lambda: None)
    monkeypatch.setattr(edits.shutil, "which", lambda name: None)
    rows = {}
    for each in edits.rows(Effort.FULL):
        rows[each.row.row] = each.row
        if len(rows) == len(CLIENTS) + 1:
            break
    assert all(row.value is None and (row.reason or "").startswith("not run: ") for row in rows.values())
    assert len(rows) == 5
