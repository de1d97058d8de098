"""The desk of a hive: what `Here` answers, from the hive's own parts and books."""

from typing import TYPE_CHECKING

from kaptar.api.here import Here, Parts
from kaptar.api.requests import BackgroundRequest, HooksRequest
from kaptar.api.status import HiveStatus, HookRow
from kaptar.checks.verdict import CheckResult
from kaptar.edit.engine import Editor

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive


class HiveDesk(Here):
    """Answers front ends of this repository. See `kaptar.api.desk.Desk`."""

    def __init__(self, hive: "Hive") -> None:
        self._hive = hive

    @property
    def parts(self) -> Parts:
        """With the hive's runtime of now: other settings may have replaced it."""
        hive = self._hive
        hive.use_newest()
        return Parts(hive.runtime, Editor(hive.runtime), hive.checker, hive.newest_settings_of)

    def background(self, request: BackgroundRequest) -> tuple[CheckResult, ...]:
        return self._hive.checker.take_background(request.session)

    def status(self) -> HiveStatus:
        return self._hive.status()

    def hooks(self, request: HooksRequest) -> list[HookRow]:
        return self._hive.monitor.rows()
