"""Outcomes of an edit, as values: a plan, new text, or a refusal that says what to do better."""

from typing import Literal, get_args

import msgspec

from kaptar.runtime.operation import Backend

Reason = Literal[
    "no_match", "ambiguous", "stale", "malformed_edit", "would_break_syntax", "marker_covers_nothing", "marker_in_result",
    "unaccounted_removal", "mixed_formats", "unsupported", "too_large", "empty_edit", "binary", "not_utf8", "exists",
    "missing_file", "other_file", "path_outside", "unavailable", "deadline", "cannot_write", "blocked", "held",
]  # fmt: skip
"""Why an edit is refused: a closed set."""

REASONS: frozenset[str] = frozenset(get_args(Reason))

Grade = Literal[
    "already_applied", "exact", "line_ends", "reindent", "blank_lines", "look_alike", "misquoted", "structure",
    "created", "deleted",
]  # fmt: skip
"""How the place was found, the strictest first; of several hunks the loosest."""

GRADES: frozenset[str] = frozenset(get_args(Grade))

Format = Literal[
    "auto", "lazy", "lazy_delete", "new_def", "whole_def", "whole_file", "search_replace", "udiff", "v4a", "str_replace",
    "insert", "operation",
]  # fmt: skip
"""How an edit is written; ``auto`` finds out."""

Check = Literal["ranges", "line_ends", "markers", "removals", "account", "account_by_lines", "syntax"]

Complaint = tuple[Reason, str]
"""What is wrong with an edit: the reason, and a line that a model can act on."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Replace the bytes ``start..end`` (half open) of the source by ``text``."""

    start: int
    end: int
    text: bytes


class Hunk(msgspec.Struct, frozen=True):
    """The place of one hunk of the edit: lines of the source from 1, both ends included, and the grade of the match."""

    start_line: int
    end_line: int
    grade: Grade


class NotRun(msgspec.Struct, frozen=True):
    """A check that was due and did not run, and why."""

    check: Check
    reason: str


class Nearest(msgspec.Struct, frozen=True):
    """The place that resembles the edit most. Lines from 1, both ends included."""

    first_line: int
    last_line: int
    diff: str


class Plan(msgspec.Struct, frozen=True):
    """A verified change of one file. Spans are sorted and disjoint; none when the edit is already there.

    Attributes:
        digest: SHA-256 (hex) of the source that the spans belong to.
        checked, not_run: which checks the plan has passed, and which did not run.
    """

    path: str
    format: str
    grade: Grade
    spans: tuple[Span, ...]
    hunks: tuple[Hunk, ...]
    digest: str
    checked: tuple[Check, ...]
    not_run: tuple[NotRun, ...]
    backend: Backend
    micros: float


class Applied(msgspec.Struct, frozen=True):
    """New text with the plan that led to it."""

    text: bytes
    plan: Plan


class Refused(msgspec.Struct, frozen=True):
    """The reason why nothing is changed.

    Attributes:
        reason: one of `Reason`.
        message: one line that a model can act on in its next try.
        candidates: line ranges that fit, when several do.
        format: the format that the edit was read as, "" when none was found.
        rule: the name of the account's rule that refuses, "" where it is none of them.
    """

    reason: Reason
    message: str
    path: str = ""
    candidates: tuple[tuple[int, int], ...] = ()
    nearest: Nearest | None = None
    format: str = ""
    micros: float = 0.0
    rule: str = ""
