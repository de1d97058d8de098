"""One hook call from the client's JSON to the client's answer, the same in the hive and in process."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from kaptar.checks.event import CommandEvent, EditEvent, Event, SessionNews
from kaptar.checks.settings import Settings, SettingsOf
from kaptar.checks.verdict import Verdict, strictly
from kaptar.clients import shell
from kaptar.clients.adapter import Adapter, ClientContext, HookAnswer
from kaptar.clients.fields import folder_of
from kaptar.errors import InputError, KaptarError

_log = logging.getLogger(__name__)


class Checks(Protocol):
    """The part of `Checker` that hooks use."""

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict: ...

    def check_command(self, event: CommandEvent, settings: Settings) -> Verdict: ...


class Handler(NamedTuple):
    """Answers hooks.

    In strict mode a hook that cannot do its work stops the edit; otherwise it lets the edit through and says so.

    Attributes:
        settings_of: the settings for a file, by its path and the folder that the client works in.
        strict: strict mode whatever the settings say.
        on_session, on_verdict: called with what happened, for the hive's books.
    """

    adapters: Mapping[str, Adapter]
    context: ClientContext
    checks: Checks
    settings_of: Callable[[str, str], Settings]
    strict: bool
    on_session: Callable[[SessionNews], None]
    on_verdict: Callable[[EditEvent | CommandEvent, Verdict], None]

    def handle(self, client: str, event: str, body: bytes) -> HookAnswer:
        """Answer one call. Whatever goes wrong is an answer too, never an exception."""
        payload: dict[str, Any] = {}
        try:
            payload = _decoded(body)
            return self._answer(client, event, payload)
        except KaptarError as problem:
            return self._cannot(str(problem), payload)
        except Exception as problem:  # noqa: BLE001 - a hook must answer whatever breaks; the log has the trace
            _log.exception("hook %s %s failed", client, event)
            return self._cannot(f"unexpected {type(problem).__name__} (see the hive's log)", payload)

    def _answer(self, client: str, event: str, payload: Mapping[str, Any]) -> HookAnswer:
        adapter = self.adapters.get(client)
        if adapter is None:
            raise InputError(f"there is no adapter for the client {client!r}")
        parsed = adapter.parse(event, payload, self.context)
        if parsed is None:
            return adapter.silence
        self.on_session(_news(parsed))
        asked = _to_judge(parsed)
        if asked is None:
            return adapter.silence
        verdict = self._verdict(asked)
        if verdict.results:
            self.on_verdict(asked, verdict)
        return adapter.answer(asked, verdict)

    def _verdict(self, event: EditEvent | CommandEvent) -> Verdict:
        """By the settings of the files' own worktrees, within the shortest of their times; of a command, by its folder's."""
        if isinstance(event, CommandEvent):
            folder = self.settings_of("", event.cwd)
            verdict, hooks = self.checks.check_command(event, folder), [folder.hooks]
        else:
            settings = {file.path: self.settings_of(file.path, event.cwd) for file in event.files}
            hooks = [each.hooks for each in settings.values()]
            verdict = self.checks.check_event(event, settings.__getitem__, min(each.deadline_ms for each in hooks) / 1000)
        if self.strict or any(each.strict for each in hooks):
            return strictly(verdict, before=event.phase == "before")
        return verdict

    def _cannot(self, why: str, payload: Mapping[str, Any]) -> HookAnswer:
        """The answer of a hook that failed. HTTP has no stderr, so the answer's ``systemMessage`` has the message."""
        if self.strict or self._strict_in(payload):
            said = f"kaptar: {why}; strict mode stops the edit\n"
            return HookAnswer(2, "", said, {"decision": "block", "reason": said})
        said = f"kaptar: {why}; the edit goes on unchecked\n"
        return HookAnswer(0, "", said, {"systemMessage": said})

    def _strict_in(self, payload: Mapping[str, Any]) -> bool:
        """Whether the settings for the folder that the client works in are strict."""
        try:
            folder = folder_of(payload, str(self.context.root))
        except InputError:
            folder = str(self.context.root)
        return self.settings_of("", folder).hooks.strict


def _news(event: Event) -> SessionNews:
    """The session news in an event. An edit or a command means that the session goes on."""
    if isinstance(event, SessionNews):
        return event
    return SessionNews(event.client, event.event, event.session, event.cwd, ended=False)


def _to_judge(event: Event) -> EditEvent | CommandEvent | None:
    """The event to judge, or None. A command that has ended becomes an edit of the files that it changed.

    Notes are written on the way, in the git directory: with them the changes of the session's next command are found.
    """
    match event:
        case SessionNews(ended=False):
            shell.remember(event)
        case CommandEvent(phase="after"):
            return shell.changed_by(event)
        case CommandEvent():
            return event
        case EditEvent():
            if event.phase == "after":
                shell.remember_edit(event)
            return event
    return None


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError as problem:
        raise InputError(f"the hook's input is not a JSON object: {problem}") from None
