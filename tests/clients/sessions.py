"""Two sessions in one tree, whose hooks a handler answers over real books."""

import json
from pathlib import Path
from typing import Any

from tests.clients.test_handle import Answers, verdict

from kaptar.checks.settings import Settings, make_settings
from kaptar.clients.adapter import ClientContext, HookAnswer
from kaptar.clients.commanding import Commanding
from kaptar.clients.handle import Handler
from kaptar.clients.holding import Holding
from kaptar.clients.origin import HookOrigin
from kaptar.clients.registry import ADAPTERS
from kaptar.clients.running import RunningCommands
from kaptar.clients.telling import Telling
from kaptar.clients.tracking import Tracking
from kaptar.clients.workspace import Workspace
from kaptar.clock import Clock, monotonic
from kaptar.config.sections import Config, WorkspaceConfig
from kaptar.database.store import Store
from kaptar.edit.engine import Editor
from kaptar.repository.places import find_places
from kaptar.repository.worktree import root_of
from kaptar.shell.line import reader
from kaptar.workspace.leases.book import MIGRATIONS as LEASES
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.ledger.book import MIGRATIONS as EDITS
from kaptar.workspace.ledger.book import EditBook
from kaptar.workspace.ledger.denials import MIGRATIONS as DENIALS
from kaptar.workspace.ledger.denials import DenialBook
from kaptar.workspace.ledger.news import MIGRATIONS as NEWS
from kaptar.workspace.ledger.news import NewsBook
from kaptar.workspace.ledger.processes import MIGRATIONS as PROCESSES
from kaptar.workspace.ledger.processes import ProcessBook
from kaptar.workspace.ledger.versions import Versions
from kaptar.workspace.uncommitted import Ledger

BOOKS = (*LEASES, *EDITS, *DENIALS, *NEWS, *PROCESSES)
TEXT = "import os\n\n\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n"


class Time:
    now_s, step_s = 100.0, 0.0

    def __call__(self) -> float:
        self.now_s += self.step_s
        return self.now_s


class Tree:
    """A repository with two files and a book of leases, and the hooks of sessions in it."""

    def __init__(self, root: Path, store: Store, time: Time, editor: Editor) -> None:
        self.root, self.store, self.time, self._editor = root, store, time, editor
        self.book, self.edits = LeaseBook(store, lambda: 0, time, "boot"), EditBook(store)
        self.versions = Versions(root.parent / "versions")
        self.denials, self.read_line = DenialBook(store), reader(None)
        self.processes: dict[int, str | None] = {7: "start"}
        self.running = RunningCommands(self.processes.get, time)
        self.config, self.verdict = Config(), verdict()
        self.clock_s: Clock = monotonic

    @property
    def workspace(self) -> Workspace:
        """What hooks ask, over the books of the tree."""
        places = find_places(self.root)
        holding = Holding(places.common, lambda: self.book, self.time)
        wall_ms, ledger = lambda: int(self.time.now_s * 1000), Ledger(self.edits, self.versions)
        tracking = Tracking(places.common, lambda: self.edits, self.versions, lambda: self.denials, wall_ms, self.clock_s)
        commanding = Commanding(
            places.common, lambda: self.book, lambda: ledger, lambda: self.denials, wall_ms, str(self.root.parent / "home")
        )
        telling = Telling(places.common, lambda: NewsBook(self.store), wall_ms)
        return Workspace(holding, tracking, commanding, telling, self.running, lambda: ProcessBook(self.store))

    def hook(self, event: str, session: str, tool: str = "", agent: str = "", client: str = "claude", **given: Any) -> HookAnswer:
        """The answer to a hook of a client whose input has the fields of Claude Code."""
        body = {"session_id": session, "cwd": str(self.root), "hook_event_name": event, "tool_name": tool, "tool_input": given}
        return self.sent(client, event, body | ({"agent_id": agent} if agent else {}))

    def sent(self, client: str, event: str, body: dict[str, Any]) -> HookAnswer:
        """The answer to what a client has sent."""
        context = ClientContext(self._editor, self.root, self.read_line)
        handler = Handler(
            ADAPTERS, context, Answers(self.verdict), self.settings_of, False, lambda _: None, lambda *_: None,
            workspace=self.workspace,
        )  # fmt: skip
        return handler.handle(client, event, json.dumps(body).encode(), HookOrigin(process=7))

    def wrote(self, session: str, text: str, *, first_is_stopped: bool = False) -> None:
        """A session's tool has written a file, hooks before and after it."""
        path = str(self.root / "a.py")
        if first_is_stopped:
            assert self.hook("PreToolUse", session, "Write", file_path=path, content=text).exit == 2
        assert self.hook("PreToolUse", session, "Write", file_path=path, content=text).exit == 0
        (self.root / "a.py").write_text(text)
        self.hook("PostToolUse", session, "Write", file_path=path, content=text)

    def edit(self, session: str, old: str, new: str, name: str = "a.py", agent: str = "") -> HookAnswer:
        path = str(self.root / name)
        return self.hook("PreToolUse", session, "Edit", agent, file_path=path, old_string=old, new_string=new)

    def advising(self) -> Config:
        """Settings with which nobody is stopped."""
        return Config(workspace=WorkspaceConfig(leases="advise"))

    def settings_of(self, path: str, _cwd: str = "") -> Settings:
        return make_settings(self.config, root_of(Path(path).parent) if path else self.root)

    def held(self) -> set[tuple[str, str]]:
        return {(lease.holder.session, str(lease.resource)) for lease in self.book.living()}
