"""Desk: what front ends ask for. `Here` answers in process, `There` over the socket of a hive."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kaptar.api.answers import EditAnswer, TrustAnswer
    from kaptar.api.requests import ApplyRequest, CheckRequest, HooksRequest, TrustRequest
    from kaptar.api.status import HiveStatus, HookRow
    from kaptar.checks.verdict import Verdict


class Desk(Protocol):
    """One method a request. The same request has the same answer from each desk, timing and backend aside. Raises KaptarError."""

    def check(self, request: "CheckRequest") -> "Verdict":
        """Put files through the checks and wait for all of them."""

    def apply(self, request: "ApplyRequest") -> "list[EditAnswer]":
        """Apply an edit exactly, or refuse it: an answer for each file that it names."""

    def trust(self, request: "TrustRequest") -> "TrustAnswer":
        """Grant, show or revoke trust in a worktree's tools."""

    def hooks(self, request: "HooksRequest") -> "list[HookRow]":
        """What hooks cost and found. Raises Unavailable in process: only a hive counts."""

    def status(self) -> "HiveStatus":
        """The whole state of the hive. Raises Unavailable in process."""
