"""One hook call from the client's JSON to the client's answer, the same in the hive and in process."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import msgspec

from kaptar.checks.event import EditEvent
from kaptar.checks.verdict import Verdict, strictly
from kaptar.clients.adapter import Adapter, Context, HookAnswer, SessionNews
from kaptar.errors import KaptarError

_log = logging.getLogger(__name__)


class Checks(Protocol):
    """The part of `Pipeline` that hooks use."""

    def check_event(self, event: EditEvent, deadline_s: float) -> Verdict: ...


class Handler(NamedTuple):
    """Answers hooks.

    Attributes:
        strict: a hook that cannot do its work stops the edit; otherwise it lets it through and says so.
        on_session, on_verdict: told what happened, for the hive's books.
    """

    adapters: Mapping[str, Adapter]
    context: Context
    checks: Checks
    deadline_s: float
    strict: bool
    on_session: Callable[[str, SessionNews], None]
    on_verdict: Callable[[EditEvent, Verdict], None]

    def handle(self, client: str, event: str, body: bytes) -> HookAnswer:
        """Answer one call. Whatever goes wrong is an answer too, never an exception."""
        try:
            return self._handle(client, event, body)
        except KaptarError as problem:
            return self._cannot(str(problem))
        except Exception as problem:  # noqa: BLE001 - a hook must answer whatever breaks; the log has the trace
            _log.exception("hook %s %s failed", client, event)
            return self._cannot(f"unexpected {type(problem).__name__} (see the hive's log)")

    def _handle(self, client: str, event: str, body: bytes) -> HookAnswer:
        adapter = self.adapters.get(client)
        if adapter is None:
            return self._cannot(f"there is no adapter for the client {client!r}")
        try:
            payload = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.MsgspecError as problem:
            return self._cannot(f"the hook's input is not a JSON object: {problem}")
        parsed = adapter.parse(event, payload, self.context)
        if isinstance(parsed, SessionNews):
            self.on_session(client, parsed)
            return adapter.silence
        if parsed is None:
            return adapter.silence
        self.on_session(client, SessionNews(parsed.session, False))
        verdict = self.checks.check_event(parsed, self.deadline_s)
        if self.strict:
            verdict = strictly(verdict, before=parsed.phase == "before")
        self.on_verdict(parsed, verdict)
        return adapter.answer(parsed, verdict)

    def _cannot(self, why: str) -> HookAnswer:
        """By HTTP there is no stderr: the client shows it."""
        if self.strict:
            said = f"kaptar: {why}; strict mode stops the edit\n"
            return HookAnswer(2, "", said, {"decision": "block", "reason": said})
        said = f"kaptar: {why}; the edit goes on unchecked\n"
        return HookAnswer(0, "", said, {"systemMessage": said})
