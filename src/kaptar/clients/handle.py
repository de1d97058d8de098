"""One hook call from the client's JSON to the client's answer, the same in the hive and in process.

Guards are asked about the names of an edit before its content is computed, settings but those of the files are read, or books
are kept. Until they have answered, whatever goes wrong stops an edit that is about to be made.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, NamedTuple, Protocol

import msgspec

from kaptar.checks.beside import judged_too
from kaptar.checks.event import CommandEvent, EditEvent, Event, SessionNews
from kaptar.checks.settings import Settings, SettingsOf
from kaptar.checks.verdict import Verdict, strictly, unread
from kaptar.clients import shell
from kaptar.clients.adapter import Adapter, ClientContext, HookAnswer
from kaptar.clients.call import Proposal
from kaptar.clients.fields import folder_of
from kaptar.clients.holding import HeldByOther
from kaptar.clients.lines import advised, as_utf8, gone_on, in_words, said_to_user
from kaptar.clients.origin import UNKNOWN, HookOrigin
from kaptar.clients.reading import read_payload
from kaptar.clients.telling import News
from kaptar.clients.told import Told, without_known
from kaptar.clients.unread import FLOODED, STOPS, is_about_to_write, is_flooded, named_anyway
from kaptar.clients.workspace import Workspace
from kaptar.config.sections import HooksConfig
from kaptar.errors import InputError, KaptarError
from kaptar.escaping import escaped
from kaptar.repository.process import Ended

_log = logging.getLogger(__name__)


class Checks(Protocol):
    """The part of `Checker` that hooks use."""

    def check_names(self, event: EditEvent, settings_of: SettingsOf) -> Verdict: ...

    def check_event(self, event: EditEvent, settings_of: SettingsOf, deadline_s: float) -> Verdict: ...

    def check_command(self, event: CommandEvent, settings: Settings) -> Verdict: ...


class _Call(NamedTuple):
    """One call: who asks about what, the fields of it that could be read, and what is known of the client.

    ``faults``: of the books of sessions, in this call: the first one is told.
    """

    adapter: Adapter
    event: str
    body: bytes
    payload: Mapping[str, Any]
    origin: HookOrigin
    faults: list[str]


class Handler(NamedTuple):
    """Answers hooks.

    In strict mode a hook that cannot do its work stops the edit; otherwise it lets the edit through and says so. An edit that
    is about to be made and whose description cannot be read is stopped in either mode, unless the settings say otherwise.

    Attributes:
        settings_of: the settings for a file, by its path and the folder that the client works in.
        strict: strict mode whatever the settings say.
        on_session, on_verdict, on_held: called with what happened, for the hive's books; the last one where an edit or a command
            was not made as it was wanted, for the sake of another session.
        told: what sessions know already; None where nothing is remembered from one hook to the next, so that they are not told.
        workspace: what other sessions hold and have changed; None where nobody asks.
        unknown: why that cannot be asked in a repository; "" where it can, or where there is none.
    """

    adapters: Mapping[str, Adapter]
    context: ClientContext
    checks: Checks
    settings_of: Callable[[str, str], Settings]
    strict: bool
    on_session: Callable[[SessionNews], None]
    on_verdict: Callable[[EditEvent | CommandEvent, Verdict], None]
    told: Told | None = None
    workspace: Workspace | None = None
    unknown: str = ""
    on_held: Callable[[EditEvent | CommandEvent], None] = lambda _: None

    def handle(self, client: str, event: str, body: bytes, origin: HookOrigin = UNKNOWN) -> HookAnswer:
        """Answer one call. Whatever goes wrong is an answer too, never an exception."""
        adapter = self.adapters.get(client)
        if adapter is None:
            return self._unknown(client)
        try:
            reading = read_payload(body)
            call = _Call(adapter, event, body, reading.values, origin, [])
            of_project = partial(_in_project, self.settings_of, origin.project)
            once = self._replace(settings_of=cache(of_project))  # one event sees one state of the settings
            return as_utf8(once._unread(call, reading.problem) if reading.problem else once._answer(call))
        except Exception as problem:  # noqa: BLE001 - the guards have not answered; the log has the trace
            _log.exception("hook %s %s failed", client, event)
            why = f"unexpected {in_words(problem)}"
            return adapter.deny(event, f"kaptar: {escaped(why)}; {STOPS}\n") if event == adapter.fields.before else gone_on(why)

    def _unknown(self, client: str) -> HookAnswer:
        why = f"there is no adapter for the client {client[:80]!r}"
        if self.strict or self.settings_of("", str(self.context.root)).hooks.strict:
            return HookAnswer(2, "", f"kaptar: {escaped(why)}; strict mode stops the edit\n")
        return gone_on(why)

    def _answer(self, call: _Call) -> HookAnswer:
        try:
            parsed = call.adapter.parse(call.event, call.payload, self.context)
            refused = self._refused_by_name(call, parsed.named) if isinstance(parsed, Proposal) else None
        except KaptarError as problem:
            return self._unread(call, str(problem))
        except Exception as problem:  # noqa: BLE001 - what an agent wrote has caused it; before an edit that is a stop
            _log.exception("the input of hook %s %s cannot be read", call.adapter.name, call.event)
            return self._unread(call, f"the hook's input cannot be read: unexpected {in_words(problem)}")
        return self._noted(call, parsed) if refused is None else refused

    def _refused_by_name(self, call: _Call, event: EditEvent) -> HookAnswer | None:
        """The stop of an edit by the names of its files alone; None where the guards let them through."""
        verdict = self.checks.check_names(event, partial(self._settings_in, event.cwd))
        if verdict.outcome != "block":
            return None
        self._book(partial(self.on_session, _news(event)))
        self._book(partial(self.on_verdict, event, verdict))
        return call.adapter.answer(event, verdict)

    def _noted(self, call: _Call, parsed: Event | Proposal | None) -> HookAnswer:
        """The answer to an event whose names the guards let through."""
        if parsed is None:
            return call.adapter.silence
        try:
            event = parsed.computed(call.payload) if isinstance(parsed, Proposal) else parsed
            self._book(partial(self.on_session, _news(event)))
            if isinstance(event, EditEvent) and event.phase == "before":
                return self._proposed(call, event)
            return self._beside_others(call, event, partial(self._answer_and_end, call, event))
        except KaptarError as problem:
            return self._undecided(call, str(problem))
        except Exception as problem:  # noqa: BLE001 - a bug of ours; a hook must answer whatever breaks
            _log.exception("hook %s %s failed", call.adapter.name, call.event)
            return self._cannot(call, f"unexpected {in_words(problem)}")

    def _proposed(self, call: _Call, event: EditEvent) -> HookAnswer:
        """The answer to an edit that is about to be made. One that the checks stop takes nothing from other sessions."""
        asked = shell.against_unseen(event)
        verdict = self._told_verdict(asked)
        if verdict.outcome == "block":
            return call.adapter.answer(asked, verdict)
        stop = self._stop_of_unjudged(call, why) if (why := unread(verdict)) else None
        return stop or self._beside_others(call, event, partial(call.adapter.answer, asked, verdict))

    def _beside_others(self, call: _Call, event: Event, answer: Callable[[], HookAnswer]) -> HookAnswer:
        """The stop for the sake of another session, else the answer, with what is to be said of others."""
        held = self._held(call, event)
        if held is not None and held.outcome != "advised" and not isinstance(event, SessionNews):
            self._book(partial(self.on_held, event))
        if held is not None and held.outcome == "denied":
            return call.adapter.deny(call.event, held.text)
        if held is not None and held.outcome == "narrowed" and isinstance(event, CommandEvent):
            return self._narrowed(call, event, held)
        return advised(answer(), held.text if held is not None else "")

    def _answer_and_end(self, call: _Call, event: Event) -> HookAnswer:
        """As `_answer_to`. A command counts as running until all that it has changed is written down."""
        try:
            return self._answer_to(call, event)
        finally:
            if isinstance(event, CommandEvent) and event.phase == "after":
                self._command_over(event)

    def _command_over(self, event: CommandEvent) -> None:
        if (workspace := self.workspace) is not None:
            self._book(lambda: workspace.command_over(event, self.settings_of("", event.cwd)))

    def _narrowed(self, call: _Call, event: CommandEvent, held: HeldByOther) -> HookAnswer:
        """The answer that has another command run, unless something speaks against that one."""
        found = self._answer_to(call, msgspec.structs.replace(event, command=held.instead))
        given = call.payload.get("tool_input")
        if found.exit or not isinstance(given, Mapping):
            return found if found.exit else call.adapter.deny(call.event, held.text)
        return advised(call.adapter.instead(call.event, {**given, "command": held.instead}, held.text), found.stderr)

    def _answer_to(self, call: _Call, event: Event) -> HookAnswer:
        tell, asked = self._telling(call, event), _to_judge(event, call.origin.project)
        if isinstance(asked, Ended) and isinstance(event, SessionNews):
            return said_to_user(f"what was changed before the session is not known: {asked.reason}")
        if isinstance(asked, Ended):
            return self._cannot(call, f"what the command changed was not checked: {asked.reason}")
        if asked is None:
            return tell(call.adapter.silence)
        said = self._noted_after(call, event, asked)
        answer = self._judged(call, part) if (part := _judged_now(asked)) else call.adapter.silence
        return advised(tell(answer), said)

    def _noted_after(self, call: _Call, event: Event, asked: EditEvent | CommandEvent) -> str:
        """Write down what a tool has changed. Returns a line where that is not all, else ""."""
        if self.workspace is None or not isinstance(asked, EditEvent) or asked.phase != "after":
            return ""
        settings_of = partial(self._settings_in, asked.cwd)
        try:
            if isinstance(event, CommandEvent):
                return self.workspace.after_command(asked, settings_of)
            self.workspace.after(asked, settings_of)
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with these books is told, and changes no answer
            _log.exception("what a session has changed could not be written down")
            if not call.faults:
                return f"kaptar: who changed these files is not written down: {escaped(in_words(problem))}\n"
        return ""

    def _telling(self, call: _Call, event: Event) -> Callable[[HookAnswer], HookAnswer]:
        """Puts into an answer what others have changed until now, where a tool has run and the client shows it to the model."""
        workspace = self.workspace
        if workspace is None or isinstance(event, SessionNews) or event.phase == "before":
            return lambda answer: answer
        found: list[News] = []
        self._book(lambda: found.extend(filter(None, [workspace.news(event, self.settings_of("", event.cwd))])))

        def tell(answer: HookAnswer) -> HookAnswer:
            for news in found:
                noted = call.adapter.with_note(call.event, answer, news.text)
                if noted is not None:
                    self._book(partial(workspace.telling.told, event, news))
                    return noted
            return answer

        return tell

    def _held(self, call: _Call, event: Event) -> HeldByOther | None:
        """The stop of an edit for the sake of another session. Where the books cannot be used, it is told; strict mode stops."""
        if self.workspace is None and not (self.unknown and event.session):
            return None
        try:
            if self.workspace is None:
                raise InputError(self.unknown)
            match event:
                case SessionNews(ended=True):
                    self.workspace.ended(event, self.settings_of("", event.cwd))
                case SessionNews():
                    self.workspace.began(event, self.settings_of("", event.cwd))
                case EditEvent(phase="before"):
                    self.workspace.end_left_open(event, self.settings_of("", event.cwd))
                    settings_of = partial(self._settings_in, event.cwd)
                    return self.workspace.before(event, settings_of, self.context.editor.structures)
                case EditEvent() | CommandEvent():
                    settings = self.settings_of("", event.cwd)
                    self.workspace.heard(event, settings)
                    if isinstance(event, CommandEvent) and event.phase == "before":
                        return self.workspace.before_command(
                            event, settings, self.context.read_line, call.origin.process, narrows=call.adapter.narrows
                        )
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with these books is told, and stops nobody by itself
            _log.exception("what other sessions hold could not be looked up")
            call.faults.append(in_words(problem))
            if isinstance(event, SessionNews):
                return None  # it is told with the first edit, which it concerns
            strict = self.strict or any(each.strict for each in self._hooks_of(call))
            stops = strict and call.event == call.adapter.fields.before
            end = "strict mode stops the edit" if stops else "the edit goes on"
            said = f"kaptar: what other sessions hold is not known: {escaped(in_words(problem))}; {end}\n"
            return HeldByOther("denied" if stops else "advised", said)
        return None

    def _told_verdict(self, event: EditEvent | CommandEvent) -> Verdict:
        """The verdict, noted, without what the session knows already."""
        verdict = self._verdict(event)
        if verdict.results:
            self._book(partial(self.on_verdict, event, verdict))
        is_old = (verdict.known or verdict.baseline) and not self._is_to_be_told(event, verdict)
        return without_known(verdict) if is_old else verdict

    def _judged(self, call: _Call, event: EditEvent | CommandEvent) -> HookAnswer:
        verdict = self._told_verdict(event)
        if isinstance(event, CommandEvent) and verdict.outcome == "block":
            self._command_over(event)
        if event.phase == "before" and verdict.outcome != "block" and (why := unread(verdict)):
            return self._stop_of_unjudged(call, why) or call.adapter.answer(event, verdict)
        return call.adapter.answer(event, verdict)

    def _verdict(self, event: EditEvent | CommandEvent) -> Verdict:
        """By the settings of the files' own worktrees, within the shortest of their times; of a command, by its folder's."""
        if isinstance(event, CommandEvent):
            folder = self.settings_of("", event.cwd)
            verdict, hooks = self.checks.check_command(event, folder), [each.hooks for each in folder.every]
        else:
            settings_of = partial(self._settings_in, event.cwd)
            judges = [settings_of(file.path).every for file in event.files]
            hooks = [each.hooks for every in judges for each in every]
            longest = (max(each.hooks.deadline_ms for each in every) for every in judges)  # who adds takes no time away
            verdict = self.checks.check_event(event, settings_of, min(longest) / 1000)
        if self.strict or any(each.strict for each in hooks):
            return strictly(verdict, before=event.phase == "before")
        return verdict

    def _is_to_be_told(self, event: EditEvent | CommandEvent, verdict: Verdict) -> bool:
        """Whether what counts for nothing is mentioned: once in a session, beside something that counts."""
        return self.told is not None and verdict.outcome != "pass" and self.told.is_news(event)

    def _settings_in(self, cwd: str, path: str) -> Settings:
        return self.settings_of(path, cwd)

    def _unread(self, call: _Call, why: str) -> HookAnswer:
        """The answer where the input cannot be read as it should: guards are asked about every name that can be."""
        if call.event != call.adapter.fields.before:
            return self._cannot(call, why)
        event = named_anyway(call.adapter, call.event, call.body, str(self.context.root))
        refused = self._refused_by_name(call, event) if event.files else None
        if refused is not None:
            return refused
        if is_flooded(call.adapter, call.body) and is_about_to_write(call.adapter, call.body):
            return call.adapter.deny(call.event, f"kaptar: {escaped(why)}; {FLOODED}\n")
        return self._undecided(call, why)

    def _undecided(self, call: _Call, why: str) -> HookAnswer:
        """The answer to an edit that nobody could judge."""
        return self._stop_of_unjudged(call, why) or self._cannot(call, why)

    def _stop_of_unjudged(self, call: _Call, why: str) -> HookAnswer | None:
        """The stop of an edit that is about to be made and that nobody could judge; None where the settings let it through."""
        about_to = call.event == call.adapter.fields.before and is_about_to_write(call.adapter, call.body)
        hooks = self._hooks_of(call)
        strict = self.strict or any(each.strict for each in hooks)
        if about_to and not strict and any(each.stop_unreadable for each in hooks):
            return call.adapter.deny(call.event, f"kaptar: {escaped(why)}; {STOPS}\n")
        return None

    def _cannot(self, call: _Call, why: str) -> HookAnswer:
        """The answer of a hook that failed. HTTP has no stderr, so the answer's ``systemMessage`` has the message."""
        if not (self.strict or any(each.strict for each in self._hooks_of(call))):
            return gone_on(why)
        said = f"kaptar: {escaped(why)}; strict mode stops the edit\n"
        if call.event == call.adapter.fields.before:
            return call.adapter.deny(call.event, said)
        return HookAnswer(2, "", said, {"decision": "block", "reason": said})

    def _hooks_of(self, call: _Call) -> list[HooksConfig]:
        """The settings for hooks of all that can be known where nobody has judged the edit: an agent can go elsewhere.

        They are those of the worktree, of the folder that the client works in, and of each file that the input names.
        """
        root = str(self.context.root)
        try:
            folder = folder_of(call.payload, root)
        except InputError:
            folder = root
        named = named_anyway(call.adapter, call.event, call.body, root)
        asked = [("", root), ("", folder), ("", named.cwd), *((file.path, named.cwd) for file in named.files)]
        return [each.hooks for path, cwd in dict.fromkeys(asked) for each in self.settings_of(path, cwd).every]

    def _book(self, note: Callable[[], None]) -> None:
        """Keep a book. What fails there is in the log, and changes no answer."""
        try:
            note()
        except Exception:  # noqa: BLE001 - whatever it is: the answer is more than the books
            _log.exception("the books of hooks could not be kept")


def _judged_now(event: EditEvent | CommandEvent) -> EditEvent | CommandEvent | None:
    """An event without the files that are judged later; None where no others are left, or the edit was not made."""
    if isinstance(event, CommandEvent):
        return event
    if event.failed:
        return None
    files = tuple(file for file in event.files if not file.is_late)
    return msgspec.structs.replace(event, files=files) if files else None


def _in_project(settings_of: Callable[[str, str], Settings], project: str, path: str, cwd: str) -> Settings:
    """The settings for a file, with those of the folder that the session began in."""
    settings = settings_of(path, cwd)
    return judged_too(settings, (), settings_of("", project).every) if project else settings


def _news(event: Event) -> SessionNews:
    """The session news in an event. An edit or a command means that the session goes on."""
    if isinstance(event, SessionNews):
        return event
    return SessionNews(event.client, event.event, event.session, event.cwd, ended=False)


def _to_judge(event: Event, project: str) -> EditEvent | CommandEvent | Ended | None:
    """The event to judge, or None. A command that has ended becomes an edit of the files that it changed.

    `Ended` where git fails to tell these files, or at a session's start those that are changed already.

    Notes are written on the way, in the git directory: with them the changes of the session's next command are found.
    """
    match event:
        case SessionNews(ended=False):
            return shell.remember(event)
        case CommandEvent(phase="after"):
            return shell.changed_by(event, project)
        case CommandEvent():
            return event
        case EditEvent():
            if event.phase == "after" and not event.failed:
                shell.remember_edit(event)
            return event
    return None
