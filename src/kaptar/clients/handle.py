"""One hook call from the client's JSON to the client's answer, the same in the hive and in process."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from kaptar.checks.event import EditEvent
from kaptar.checks.settings import Settings, SettingsOf
from kaptar.checks.verdict import Verdict, strictly
from kaptar.clients.adapter import Adapter, Context, HookAnswer, SessionNews
from kaptar.clients.fields import folder_of
from kaptar.errors import InputError, KaptarError

_log = logging.getLogger(__name__)


class Checks(Protocol):
    """The part of `Checker` that hooks use."""

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict: ...


class Handler(NamedTuple):
    """Answers hooks.

    In strict mode a hook that cannot do its work stops the edit; otherwise it lets the edit through and says so.

    Attributes:
        settings_of: the settings for a file, by its path and the folder that the client works in.
        strict: strict mode whatever the settings say.
        on_session, on_verdict: called with what happened, for the hive's books.
    """

    adapters: Mapping[str, Adapter]
    context: Context
    checks: Checks
    settings_of: Callable[[str, str], Settings]
    strict: bool
    on_session: Callable[[str, SessionNews], None]
    on_verdict: Callable[[EditEvent, Verdict], None]

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
        if isinstance(parsed, SessionNews):
            self.on_session(client, parsed)
            return adapter.silence
        if parsed is None:
            return adapter.silence
        self.on_session(client, SessionNews(parsed.session, False))
        verdict = self._verdict(parsed)
        self.on_verdict(parsed, verdict)
        return adapter.answer(parsed, verdict)

    def _verdict(self, event: EditEvent) -> Verdict:
        """The verdict by the settings of the files' own worktrees, within the shortest of their times."""
        settings = {file.path: self.settings_of(file.path, event.cwd) for file in event.files}
        hooks = [each.hooks for each in settings.values()]
        verdict = self.checks.check_event(event, settings.__getitem__, min(each.deadline_ms for each in hooks) / 1000)
        if self.strict or any(each.strict for each in hooks):
            return strictly(verdict, before=event.phase == "before")
        return verdict

    def _cannot(self, why: str, payload: Mapping[str, Any]) -> HookAnswer:
        """By HTTP there is no stderr: the client shows it."""
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


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError as problem:
        raise InputError(f"the hook's input is not a JSON object: {problem}") from None
