"""Each adapter against inputs that its client sent (Cursor's are made by its documentation: it cannot be run)."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kaptar.api.programs import Runtime
from kaptar.checks.event import CommandEvent, EditEvent, Event, FileChange, SessionNews
from kaptar.checks.snapshot import locate, take
from kaptar.clients import shell
from kaptar.clients.adapter import ClientContext
from kaptar.clients.call import Proposal
from kaptar.clients.registry import ADAPTERS
from kaptar.config.load import load_config
from kaptar.edit.engine import Editor
from kaptar.errors import InputError

GOLDEN = Path(__file__).parent / "golden"
CASES = [(path.stem, case) for path in sorted(GOLDEN.glob("*.json")) for case in json.loads(path.read_text())]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime(load_config()) as runtime:
        yield runtime


@pytest.fixture
def context(repo: Path, runtime: Runtime) -> ClientContext:
    return ClientContext(Editor(runtime, judge_syntax=False), repo)


def given(case: dict[str, Any], repo: Path) -> dict[str, Any]:
    """The input of a case, with its files in place."""
    for name, text in case["files"].items():
        (repo / name).write_text(text)
    home = repo.parent / "home"
    return json.loads(json.dumps(case["input"]).replace("@REPO@", str(repo)).replace("@HOME@", str(home)))


def computed(parsed: Event | Proposal | None) -> Event | None:
    """The event with its content, where it is about an edit that is to be made."""
    return parsed.computed({}) if isinstance(parsed, Proposal) else parsed


def test_every_client_has_golden_inputs() -> None:
    assert {client for client, _ in CASES} == set(ADAPTERS)


@pytest.mark.parametrize(("client", "case"), CASES, ids=[f"{c}-{n}-{case['event']}" for n, (c, case) in enumerate(CASES)])
def test_an_input_is_read(client: str, case: dict[str, Any], repo: Path, context: ClientContext) -> None:
    payload = given(case, repo)
    parsed = computed(ADAPTERS[client].parse(case["event"], payload, context))
    if isinstance(parsed, CommandEvent):
        assert (parsed.client, parsed.event, parsed.cwd) == (client, case["event"], str(repo))
        assert parsed.command == (payload.get("tool_input") or payload["args"])["command"]
        if parsed.phase == "before":
            return
        parsed = shell.changed_by(parsed)
    if "edit" in case:
        expected = case["edit"]
        content = None if expected["content"] is None else expected["content"].encode()
        change = FileChange(str(repo / expected["path"]), expected["op"], content, is_whole=expected.get("whole", False))
        assert isinstance(parsed, EditEvent)
        assert (parsed.client, parsed.event, parsed.phase, parsed.tool) == (
            client,
            case["event"],
            expected["phase"],
            expected["tool"],
        )
        assert (parsed.cwd, tuple(msgspec.structs.replace(file, before=None, swaps=()) for file in parsed.files)) == (
            str(repo),
            (change,),
        )
    elif "session" in case:
        expected = case["session"]
        assert parsed == SessionNews(client, case["event"], expected["session"], str(repo), expected["ended"])
    else:
        assert parsed is None


@pytest.mark.parametrize("client", ["claude", "codex", "cursor", "gemini", "opencode"])
def test_after_an_edit_the_content_before_is_known(client: str, repo: Path, context: ClientContext) -> None:
    """Of the first edit of each client's golden inputs, whose replaced texts the event tells."""
    case = next(
        case
        for name, case in CASES
        if name == client and case.get("edit", {}).get("phase") == "after" and "a.py" in case["files"]
    )
    parsed = ADAPTERS[client].parse(case["event"], given(case, repo), context)
    assert isinstance(parsed, EditEvent)
    snapshot = take(parsed.files[0], "after", locate(parsed.files[0].path, repo), 1 << 20)
    assert (snapshot.content, snapshot.before) == (b"def f():\n    return 2\n", b"def f():\n    return 1\n")


@pytest.mark.parametrize(("client", "case"), CASES, ids=[f"{c}-{n}-{case['event']}" for n, (c, case) in enumerate(CASES)])
def test_unknown_fields_are_passed_over(client: str, case: dict[str, Any], repo: Path, context: ClientContext) -> None:
    payload = given(case, repo)
    grown = payload | {"a_field_of_next_year": {"deep": [1, None]}}
    first = computed(ADAPTERS[client].parse(case["event"], payload, context))
    assert computed(ADAPTERS[client].parse(case["event"], grown, context)) == first


@pytest.mark.parametrize(("client", "case"), CASES, ids=[f"{c}-{n}-{case['event']}" for n, (c, case) in enumerate(CASES)])
def test_reading_an_input_changes_nothing(client: str, case: dict[str, Any], repo: Path, context: ClientContext) -> None:
    payload = given(case, repo)

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in repo.rglob("*") if path.is_file()}

    before = files()
    computed(ADAPTERS[client].parse(case["event"], payload, context))
    assert files() == before


@pytest.mark.parametrize(("client", "case"), [(c, case) for c, case in CASES if case.get("edit", {}).get("phase") == "before"])
def test_a_missing_field_is_named(client: str, case: dict[str, Any], repo: Path, context: ClientContext) -> None:
    payload = given(case, repo)
    payload.pop("tool_input", payload.pop("args", None))
    with pytest.raises(InputError, match=r"tool_input|args"):
        ADAPTERS[client].parse(case["event"], payload, context)


@pytest.mark.parametrize("client", sorted(ADAPTERS))
def test_an_event_that_is_not_known_is_nothing(client: str, context: ClientContext) -> None:
    assert ADAPTERS[client].parse("EventOfNextYear", {}, context) is None
