"""The hooks' door: what is dropped because the hive ends is answered, too."""

import threading
from collections.abc import Iterator, MutableMapping
from typing import Any

import anyio
import pytest

from kaptar.clients.adapter import HookAnswer
from kaptar.clients.origin import HookOrigin
from kaptar.server import hook_door
from kaptar.server.hook_door import HookDoor

SCOPE = {"type": "http", "method": "POST", "path": "/hook/claude/PostToolUse", "query_string": b""}


class Hanging:
    """The part of a hive that the door uses; each hook hangs until the test lets it go."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    def handle_hook(self, _client: str, _event: str, _body: bytes, _origin: HookOrigin) -> HookAnswer:
        self.begun.set()
        self.let_go.wait(60)
        return HookAnswer()


@pytest.fixture
def hive() -> Iterator[Hanging]:
    made = Hanging()
    yield made
    made.let_go.set()


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"{}"}


def test_a_hook_that_is_dropped_is_told_that_the_hive_ends(hive: Hanging, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_door, "THREADS", 1)
    door = HookDoor(hive, None)  # type: ignore[arg-type]
    told: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)
        hive.let_go.set()

    async def main() -> None:
        with anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                for _ in range(2):
                    tasks.start_soon(door, SCOPE, receive, send)
                await anyio.to_thread.run_sync(hive.begun.wait, 30)
                await anyio.lowlevel.checkpoint()
                await anyio.to_thread.run_sync(door.close)

    anyio.run(main)
    assert (told[0]["status"], told[1]["body"]) == (503, b'{"error":"the hive ends"}')
    assert told[2]["status"] == 200
