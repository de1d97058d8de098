"""A hook answered in this process, from a runtime that lives for one call."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from kaptar.api.ahead import go_on, hurry
from kaptar.api.leases import opened_once, workspace_of
from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.guarding import GuardsAlone
from kaptar.checks.settings import make_settings
from kaptar.checks.worktrees import Worktrees
from kaptar.clients.adapter import ClientContext
from kaptar.clients.adapter import HookAnswer as HookAnswer
from kaptar.clients.handle import Checks, Handler
from kaptar.clients.origin import HookOrigin
from kaptar.clients.registry import ADAPTERS
from kaptar.clients.unread import STOPS as STOPS
from kaptar.clients.workspace import Workspace
from kaptar.config.load import load_config
from kaptar.config.sections import Config
from kaptar.config.watched import ConfigSource
from kaptar.edit.engine import Editor
from kaptar.errors import InputError
from kaptar.repository.places import NoRepository, find_places
from kaptar.repository.worktree import root_of
from kaptar.shell.line import reader

CLIENT_VARIABLE, _MOST_DIGITS = "KAPTAR_CLIENT_PROCESS", 10
"""As in ``clients/entry/without_hive.py``."""


class Hook(NamedTuple):
    """One call of a client: its name, the event's name, and the JSON that it sent."""

    client: str
    event: str
    body: bytes


def is_before(hook: Hook) -> bool:
    """Whether a hook is asked before a tool runs."""
    adapter = ADAPTERS.get(hook.client)
    return adapter is not None and hook.event == adapter.fields.before


class HookRules(NamedTuple):
    """The rules of answers.

    Attributes:
        deadline_s: the time that one may take.
        strict: a hook that cannot do its work stops the edit.
        stops: an edit or a command that is to be made, and that nobody could judge, is stopped.
    """

    deadline_s: float
    strict: bool
    stops: bool = True


class HooksHere:
    """Answers hooks of a client's folder, by the settings that hold there.

    Args:
        folder: the client's.
        strict: strict mode whatever the settings say.

    A wrong configuration leaves the built-in settings in force: paths stay protected, and the verdict is incomplete.
    """

    def __init__(self, folder: Path, *, strict: bool) -> None:
        self._home, self._folder, self._strict = _home(folder), folder, strict
        self._project = os.environ.get("CLAUDE_PROJECT_DIR", "")
        self._worktrees = Worktrees(
            self._home,
            lambda root: ConfigSource((), lambda: load_config(root)),
            instead=make_settings(Config(), self._home),
        )
        self._config = self._worktrees.home().config

    @property
    def rules(self) -> HookRules:
        """The strictest of those of the folder and of the one that the session began in."""
        folders = filter(None, (str(self._folder), self._project))
        hooks = [each.hooks for folder in folders for each in self._worktrees.of("", folder).every]
        strict = self._strict or any(each.strict for each in hooks)
        return HookRules(self._config.hooks.deadline_ms / 1000, strict, any(each.stop_unreadable for each in hooks))

    @contextmanager
    def open(self, tell: Callable[[str], None] = lambda _line: None) -> Iterator[Callable[[Hook], HookAnswer]]:
        """What answers them, on a runtime that is closed at the end. Where there can be none, guards answer alone.

        What is not compiled yet is compiled after the answer, in the background.

        Args:
            tell: takes one line when the first guest is compiled.
        """
        with ExitStack() as end:
            try:
                runtime = end.enter_context(Runtime(self._config, **hurry(self._config, tell)))
                end.callback(lambda: go_on(runtime.to_compile(), self._home, self._config))
                checker: Checks = end.enter_context(closing(Checker(runtime, guests_on=self._config.wasm.enabled)))
                editor, read = Editor(runtime, judge_syntax=False), reader(runtime)
            except Exception as problem:  # noqa: BLE001 - whatever it is: paths stay protected
                checker, editor, read = GuardsAlone(problem), Editor(None, judge_syntax=False), reader(None)
            context = ClientContext(editor, self._home, read)
            workspace, unknown = end.enter_context(_workspace(self._home))
            handler = Handler(
                ADAPTERS, context, checker, self._worktrees.of, self._strict, _unnoted, _unnoted,
                workspace=workspace, unknown=unknown,
            )  # fmt: skip
            yield lambda hook: handler.handle(*hook, HookOrigin(self._project, _client()))


@contextmanager
def _workspace(folder: Path) -> Iterator[tuple[Workspace | None, str]]:
    """The workspace of the folder's repository, whose database is opened when it is first asked; None outside of a repository.

    Behind it why there is none though there is a repository; else "".
    """
    try:
        places = find_places(folder)
    except NoRepository:
        yield None, ""
        return
    except InputError as problem:
        yield None, str(problem)
        return
    with ExitStack() as end:
        yield workspace_of(places, opened_once(places, end)), ""


def _client() -> int:
    """The client's process: the parent of this one, or of the hook that has started it."""
    said = os.environ.get(CLIENT_VARIABLE, "")
    return int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else os.getppid()


def _home(folder: Path) -> Path:
    """The worktree of the current folder, else that of CLAUDE_PROJECT_DIR."""
    here = root_of(folder)
    named = os.environ.get("CLAUDE_PROJECT_DIR", "")
    if named and not (here / ".git").exists():
        of_client = root_of(Path(named))
        return of_client if (of_client / ".git").exists() else here
    return here


def _unnoted(*_: object) -> None:
    """Without a hive nothing is counted."""
