"""Path 2: edit of a model -> plan of the guest -> verified new text, or a refusal.

The guest finds the place and says which bytes to replace. The host believes none of it unchecked: see `kaptar.edit.verify`
for what every plan must pass, whatever made it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, get_args

import msgspec

from kaptar.clock import Clock, Deadline, precise
from kaptar.edit.account.check import SNIPPETS, Change, take_account
from kaptar.edit.account.findings import Reach
from kaptar.edit.account.quoting.replay import Asked
from kaptar.edit.additions import Wanted, added_lines
from kaptar.edit.admission import UNSIGNED, Brought, wrong_edit, wrong_text
from kaptar.edit.blanks_below import with_blanks_below
from kaptar.edit.byte_order import without_marks
from kaptar.edit.created import surely_broken
from kaptar.edit.edit_syntax import is_prose
from kaptar.edit.guest_plan import FilePart, read_parts, read_plan
from kaptar.edit.hidden_signs import File, hidden_sign
from kaptar.edit.json_objects import loses_value
from kaptar.edit.labels import without_own_label
from kaptar.edit.line_strings import broken_string
from kaptar.edit.lost_pairs import lost_pair
from kaptar.edit.ordering import in_order
from kaptar.edit.outcome import Applied, Check, Format, Grade, Hunk, NotRun, Plan, Refused, Span
from kaptar.edit.own_blanks import with_own_blanks
from kaptar.edit.own_ends import with_own_ends
from kaptar.edit.own_steps import with_own_steps
from kaptar.edit.recipes import blank_recipe
from kaptar.edit.repeats import without_repeats
from kaptar.edit.structure import DOUBTFUL, Grammars, Structure, Structures, broken_by, doubtful
from kaptar.edit.twin import plan_on_host
from kaptar.edit.unseen_faults import fault
from kaptar.edit.verify import FAITHFUL, QUOTING, apply_spans, check_ranges, check_removals
from kaptar.edit.wrappers.joined import joined
from kaptar.edit.wrappers.named import named_elsewhere
from kaptar.edit.wrappers.proofs import with_places_proved
from kaptar.edit.wrappers.settling import settled
from kaptar.edit.wrappers.unwrap import Unwrapped, unwrapped
from kaptar.errors import DeadlineExceeded, GuestError, NotStarted, OperationFailed, Unavailable, UsageError
from kaptar.languages import Language, language_named, language_of
from kaptar.shell.line import reader

DOCUMENTS = frozenset({"markdown", "html"})
"""Languages in which a sentence is content."""
DATA = frozenset({"css", "html", "json", "toml", "yaml"})
"""Languages of files that are made of entries and not of statements."""
FORMATS: frozenset[str] = frozenset(get_args(Format))


ADDABLE: Mapping[str, Wanted] = {
    "marker_covers_nothing": "all that it can be",
    "ambiguous": "blocks",
    "no_match": "blocks",
    "unaccounted_removal": "blocks",
}
"""Reasons for which a snippet may still be read as one that only adds lines, and what these have to be."""


class Limits(msgspec.Struct, frozen=True):
    """Bounds of one edit. Sizes in bytes.

    Attributes:
        deadline_ms: for the whole of planning and checking, by its own time; see `Deadline`.
    """

    source_bytes: int = 16 << 20
    edit_bytes: int = 4 << 20
    parse_bytes: int = 1 << 20
    cache_bytes: int = 64 << 20
    deadline_ms: int = 5000


class _Request(NamedTuple):
    """One edit of one file on its way."""

    source: bytes
    digest: str
    language: Language | None
    edit: str
    path: str
    format: str
    part: int | None
    deadline: Deadline
    root: str


class Editor:
    """Plans and applies edits of single files. Safe for use from several threads.

    Args:
        guests: a `Runtime`, or None to work on the host alone.
        limits: bounds of one edit.
        clock: seconds, for the deadline and the time taken.
        judge_syntax: refuse what would break the syntax. Off for who wants to see what another tool is about to write.

    Attributes:
        structures: the tables of the newest texts.
    """

    def __init__(
        self, guests: Grammars | None, limits: Limits | None = None, clock: Clock = precise, *, judge_syntax: bool = True
    ) -> None:
        self.limits = limits or Limits()
        self._guests, self._clock, self._judge_syntax = guests, clock, judge_syntax
        self._read_shell = reader(guests)
        self.structures = Structures(guests, self.limits.parse_bytes, self.limits.cache_bytes)

    def plan_edit(self, source: bytes, edit: str, *, path: str, format: str = "auto") -> Plan | Refused:
        """Find what an edit changes, and check it.

        Args:
            source: the file as it is.
            edit: what the model wrote, in any format.
            path: the file's name: it tells the language, and is compared with the one that the edit names.
            format: one of `Format`; ``auto`` finds it.

        Raises:
            UsageError: the format is not one that there is.
        """
        planned = self.apply_edit(source, edit, path=path, format=format)
        return planned if isinstance(planned, Refused) else planned.plan

    def apply_edit(
        self,
        source: bytes,
        edit: str,
        *,
        path: str,
        format: str = "auto",
        part: int | None = None,
        language: str = "",
        root: str = "",
    ) -> Applied | Refused:
        """As `plan_edit`, with the new text.

        Args:
            part: chooses one of `parts_of`.
            language: a name or short name, used where the path does not tell the language.
            root: the folder that ``path`` begins in, as far as it is known: names of the edit are compared as a whole then.
        """
        if format not in FORMATS:
            raise UsageError(f"there is no edit format {format!r}; there are {', '.join(sorted(FORMATS))}")
        start = self._clock()
        outcome: Applied | Refused | None = self._refuse_input(source, edit)
        if outcome is None:
            deadline = Deadline(self.limits.deadline_ms / 1000, self._clock)
            known = language_of(path) or (language_named(language) if language else None)
            edit = without_marks(edit, source)
            bare = unwrapped(edit, format, path) if part is None else Unwrapped((edit,))
            request = _Request(source, "", known, edit, path, format, part, deadline, root)
            outcome = bare if isinstance(bare, Refused) else self._plan_each(request, bare.edits)
        micros = round((self._clock() - start) * 1e6, 1)
        if isinstance(outcome, Refused):
            return msgspec.structs.replace(outcome, path=path, micros=micros)
        return Applied(outcome.text, msgspec.structs.replace(outcome.plan, micros=micros))

    def parts_of(self, edit: str, format: str = "auto") -> list[FilePart] | Refused:
        """The files that an edit names, in its order. A refusal when it names none, or guests are off."""
        refused = self._refuse_input(b"", edit)
        if refused is not None:
            return refused
        try:
            if self._guests is None:
                raise Unavailable("guests are off")
            request = {"edit": edit, "format": format}
            raw = self._guests.call_guest("edit", "parse", request, isolated=True, timeout_ms=self.limits.deadline_ms)
            return read_parts(raw)
        except Unavailable as problem:
            return Refused("unavailable", f"edits that name their files are read by guests only: {problem}")
        except DeadlineExceeded:
            return self._too_slow()
        except (GuestError, OperationFailed) as problem:
            return Refused("malformed_edit", f"the edit could not be read: {problem}")

    def _plan_each(self, request: _Request, edits: Sequence[str]) -> Applied | Refused:
        """Edits of one file that follow each other, as one."""
        done: list[Applied] = []
        for edit in edits:
            source = done[-1].text if done else request.source
            told = request.format == "whole_file"
            if not told and (other := named_elsewhere(edit, request.path, request.root)) is not None:
                return Refused("other_file", f"the edit is for {other[:200]}, and not for {request.path}")
            counted = with_places_proved(edit, source, request.path)
            if isinstance(counted, Refused):
                return counted
            meant = settled(counted, source, request.path)
            if isinstance(meant, Refused):
                return meant
            once = meant if told or request.part is not None else without_repeats(meant, source, request.path)
            ordered = in_order(once, source)
            outcome = self._plan(request._replace(source=source, digest=sha256(source).hexdigest(), edit=ordered))
            if isinstance(outcome, Refused):
                return outcome
            done.append(outcome)
        return done[0] if len(done) == 1 else joined(request.source, done)

    def _refuse_input(self, source: bytes, edit: str) -> Refused | None:
        if len(source) > self.limits.source_bytes:
            return Refused("too_large", f"the file has {len(source):,} bytes; {self.limits.source_bytes:,} is the limit")
        if len(edit) > self.limits.edit_bytes:
            return Refused("too_large", f"the edit has {len(edit):,} characters; {self.limits.edit_bytes:,} is the limit")
        if not edit.strip():
            return Refused("empty_edit", "the edit is empty; send the changed lines")
        if b"\0" in source:
            return Refused("binary", "the file is binary (it holds a zero byte)")
        try:
            source.decode("utf-8")
            edit.encode("utf-8")
        except UnicodeDecodeError as problem:
            return Refused("not_utf8", f"the file is not UTF-8 at byte {problem.start}")
        except UnicodeEncodeError as problem:
            return Refused("not_utf8", f"the edit holds half of a surrogate pair at character {problem.start}")
        return None

    def _plan(self, request: _Request) -> Applied | Refused:
        """The edit without lines that only name its own file, where it is a snippet or found to be the whole file."""
        source = request.source.decode()
        bare = request.edit if request.format == "whole_file" else without_own_label(request.edit, request.path, source)
        if bare != request.edit and bare.strip():
            planned = self._plan_as_is(request._replace(edit=bare))
            format = planned.format if isinstance(planned, Refused) else planned.plan.format
            if format in UNSIGNED:
                return planned
        return self._plan_as_is(request)

    def _plan_as_is(self, request: _Request) -> Applied | Refused:
        try:
            planned = self._plan_in_guest(request)
            done = planned if isinstance(planned, Refused) else self._verified(request, planned)
            return self._added(request, done) if isinstance(done, Refused) else done
        except NotStarted as problem:
            outcome = self._plan_on_host(request)
            if not isinstance(outcome, Refused) or outcome.reason != "unavailable":
                return outcome
            return msgspec.structs.replace(outcome, message=f"{outcome.message}; no guest runs now: {problem}")
        except Unavailable:
            return self._plan_on_host(request)
        except DeadlineExceeded:
            return self._too_slow()
        except (GuestError, OperationFailed) as problem:
            return Refused("malformed_edit", f"the edit could not be read: {problem}")

    def _added(self, request: _Request, refused: Refused) -> Applied | Refused:
        """The plan that only adds lines, where the guest's reading of a snippet was refused."""
        if refused.reason not in ADDABLE or refused.format not in (*SNIPPETS, "") or request.format not in ("auto", *SNIPPETS):
            return refused
        span = added_lines(request.source, request.edit, ADDABLE[refused.reason])
        if span is None:
            return refused
        hunks = _hunks_of(request.source, [span])
        plan = Plan(request.path, "lazy", "structure", (span,), hunks, request.digest, (), (), "host", 0.0)
        done = self._verified(request, plan)
        if isinstance(done, Refused):
            return refused
        at_end = span.start == len(request.source) and "account_by_lines" in done.plan.checked
        return done if at_end or "account" in done.plan.checked else refused

    def _plan_in_guest(self, request: _Request) -> Plan | Refused:
        """The guest's plan, unchecked. Raises Unavailable, GuestError, OperationFailed."""
        if self._guests is None:
            raise Unavailable("guests are off")
        table = self.structures.for_planning(request.source, request.digest, request.language, self._left_ms(request)).table
        asked = {"source": request.source, "table": table, "edit": request.edit, "format": request.format,
                 "path": request.path, "part": request.part}  # fmt: skip
        raw = self._guests.call_guest("edit", "plan", asked, isolated=True, timeout_ms=self._left_ms(request))
        plan = read_plan(raw, request.path, request.digest, alone=request.part is None)
        if isinstance(plan, Refused):
            return plan
        for complete in (with_own_ends, with_own_blanks, with_blanks_below):
            plan = complete(plan, request.source, request.edit)
        told = Asked(request.edit, plan.format, plan.grade, request.path, request.part, lambda: self._left_ms(request))
        return with_own_steps(plan, request.source, told)

    def _plan_on_host(self, request: _Request) -> Applied | Refused:
        if request.part is not None:
            return Refused("unavailable", "edits that name their files are read by guests only")
        planned = plan_on_host(request.source, request.edit, request.format)
        if isinstance(planned, Refused):
            return planned
        format, spans = planned
        grade: Grade = "exact" if spans else "already_applied"
        hunks = _hunks_of(request.source, spans)
        plan = Plan(request.path, format, grade, tuple(spans), hunks, request.digest, (), (), "host", 0.0)
        return self._verified(request, plan)

    def _verified(self, request: _Request, plan: Plan) -> Applied | Refused:
        """New text from a plan that has passed every check that can run here. Raises DeadlineExceeded, GuestError."""
        brought = Brought(request.edit, request.path, request.source, is_told=request.format == "whole_file")
        if complaint := check_ranges(request.source, plan.spans) or wrong_edit(brought, plan):
            return Refused(*complaint, format=plan.format)
        text = apply_spans(request.source, plan.spans)
        if complaint := wrong_text(brought, plan, text):
            return Refused(*complaint, format=plan.format)
        before, after = self._structures_of(request, plan, text)
        change = _change(request, plan, text, before, after)._replace(go_on=lambda: self._left_ms(request))
        accounted = _accounted(change, plan, before, is_told=brought.is_told)
        if isinstance(accounted, Refused) or not plan.spans:
            return accounted if isinstance(accounted, Refused) else Applied(text, accounted)
        return self._parsed(request, Applied(text, accounted), before, after)

    def _parsed(self, request: _Request, done: Applied, before: Structure, after: Structure) -> Applied | Refused:
        """The new text where it has no more errors of syntax than the old one."""
        if not self._judge_syntax:
            return _without_syntax(done, "left to the caller")
        fresh = not request.source.strip()
        if fresh and doubtful(after) and (why := surely_broken(done.text, after.module.removeprefix("tree_"))):
            return Refused("would_break_syntax", f"the new file does not parse: {why}", format=done.plan.format)
        if loses_value(request.source, done.text, request.path, self.limits.parse_bytes):
            return Refused("would_break_syntax", "the file would no longer be one value of JSON", format=done.plan.format)
        if recipe := blank_recipe(request.source, done.text, request.path):
            return Refused(
                "would_break_syntax", f"the recipe line {recipe[:80]!r} begins with a tab in make", format=done.plan.format
            )
        dialect = request.language.dialect if request.language else ""
        file = File(request.path, dialect)
        if hidden := hidden_sign(request.source, done.text, done.plan.spans, file, lambda text: self._errors(request, text)):
            return Refused("would_break_syntax", hidden, format=done.plan.format)
        is_bare = dialect in ("", "html")
        if is_bare and (odd := lost_pair(request.source, done.text, request.path, is_prose=is_prose(request.path))):
            return Refused("would_break_syntax", odd, format=done.plan.format)
        if opened := broken_string(request.source, done.text, request.path):
            message = f"{opened[:80]!r} is not closed on its line; write a line end within a string as \\n, in a call as \\\\n"
            return Refused("would_break_syntax", message, format=done.plan.format)
        if before.table is None or after.table is None or doubtful(before) or (fresh and doubtful(after)):
            return _without_syntax(done, before.missing or after.missing or DOUBTFUL)
        if broken := broken_by(before, after):
            return Refused("would_break_syntax", f"the file would no longer parse: {broken}", format=done.plan.format)
        unseen = fault(request.source, done.text, dialect, self._read_shell)
        if unseen:
            return Refused("would_break_syntax", f"the file would no longer parse: {unseen}", format=done.plan.format)
        if unseen is None:
            return _without_syntax(done, "its parser sees no `fi`, `done` or `}` too many, and the script was not read otherwise")
        checked = (*done.plan.checked, "syntax")
        return Applied(done.text, msgspec.structs.replace(done.plan, checked=checked))

    def _structures_of(self, request: _Request, plan: Plan, text: bytes) -> tuple[Structure, Structure]:
        """The structure before and after, from one and the same guest. For the account the new one has its records too."""
        before = self.structures.of(request.source, request.digest, request.language, self._left_ms(request))
        if before.table is None or request.language is None or not plan.spans:
            return before, before
        if (
            plan.format in SNIPPETS
            or plan.format == "whole_file"
            or plan.grade == "reindent"
            or _adds_lines(request.source, plan)
        ):
            return before, self.structures.of(text, sha256(text).hexdigest(), request.language, self._left_ms(request))
        return before, self.structures.after(text, request.digest, request.language, self._left_ms(request))

    def _errors(self, request: _Request, text: bytes) -> int | None:
        """The number of parse errors of a text; None where no parser can tell."""
        found = self.structures.of(text, sha256(text).hexdigest(), request.language, self._left_ms(request))
        return None if found.table is None else found.errors

    def _left_ms(self, request: _Request) -> int:
        """What is left of the deadline. Raises DeadlineExceeded."""
        left = int(request.deadline.left_s() * 1000)
        if left <= 0:
            raise DeadlineExceeded("the edit took too long")
        return left

    def _too_slow(self) -> Refused:
        return Refused("deadline", f"no answer within {self.limits.deadline_ms:,} ms; nothing was changed")


def _accounted(change: Change, plan: Plan, before: Structure, *, is_told: bool) -> Plan | Refused:
    """The plan with the checks that it has passed so far, the account as the last one."""
    account = take_account(change, plan, is_told=is_told)
    if account.complaint and before.unstarted:
        code, said = account.complaint
        return Refused(code, f"{said} (only its lines were looked at: {before.missing})", format=plan.format)
    if account.complaint:
        return Refused(*account.complaint, format=plan.format, rule=account.rule)
    not_run: tuple[NotRun, ...] = ()
    checked: tuple[Check, ...] = ("ranges", "line_ends", "markers")
    if account.missing:
        not_run = (NotRun("account", account.missing),)
        if plan.format in QUOTING and plan.grade in FAITHFUL:
            if complaint := check_removals(change.source, plan.spans, change.edit):
                return Refused(*complaint, format=plan.format)
            checked = (*checked, "removals")
    elif account.by_lines:
        not_run, checked = (NotRun("account", f"by lines only: {account.by_lines}"),), (*checked, "account_by_lines")
    else:
        checked = (*checked, "account")
    return msgspec.structs.replace(plan, checked=checked, not_run=not_run)


def _without_syntax(done: Applied, why: str) -> Applied:
    not_run = (*done.plan.not_run, NotRun("syntax", why))
    return Applied(done.text, msgspec.structs.replace(done.plan, not_run=not_run))


def _change(request: _Request, plan: Plan, text: bytes, before: Structure, after: Structure) -> Change:
    """What the account judges."""
    known = before.table is not None and after.table is not None and (before.records or not before.errors)
    tables = (before.table, after.table) if known and before.table is not None and after.table is not None else None
    missing = before.missing or after.missing or "the parser cannot read the file"
    document = request.language is None or request.language.dialect in DOCUMENTS
    return Change(request.source, plan.spans, text, request.edit, tables, missing, document, _whole(request), request.part)


def _whole(request: _Request) -> Reach:
    """What a text is that stands for the whole file."""
    dialect = request.language.dialect if request.language else ""
    if is_prose(request.path) and dialect in ("", "markdown"):
        return Reach.PROSE
    return Reach.CODE if dialect and dialect not in DATA else Reach.DATA


def _adds_lines(source: bytes, plan: Plan) -> bool:
    """Whether a plan brings more lines than go: what they name may be there already."""
    return any(span.text.count(b"\n") > source.count(b"\n", span.start, span.end) for span in plan.spans)


def _hunks_of(source: bytes, spans: list[Span]) -> tuple[Hunk, ...]:
    lines = [(source.count(b"\n", 0, s.start) + 1, source.count(b"\n", 0, max(s.start, s.end - 1)) + 1) for s in spans]
    return tuple(Hunk(first, last, "exact") for first, last in lines)
