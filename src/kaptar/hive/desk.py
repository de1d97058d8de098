"""The desk of a hive: what `Here` answers, from the hive's own parts and books."""

from pathlib import Path
from typing import TYPE_CHECKING

from kaptar.api.answers import EditAnswer, TrustAnswer
from kaptar.api.here import Here, Parts
from kaptar.api.requests import ApplyRequest, CheckRequest, HooksRequest, TrustRequest
from kaptar.api.status import HiveStatus, HookRow
from kaptar.checks.verdict import Verdict
from kaptar.edit.engine import Editor
from kaptar.errors import InputError, InvalidArgument
from kaptar.repository.places import find_places

if TYPE_CHECKING:
    from kaptar.hive.hive import Hive


class HiveDesk(Here):
    """Answers front ends of this repository. See `kaptar.api.desk.Desk`.

    What is about another repository is refused as `InvalidArgument`: a client could have found the wrong hive.
    """

    def __init__(self, hive: "Hive") -> None:
        self._hive = hive

    @property
    def parts(self) -> Parts:
        """With the hive's runtime of now: other settings may have replaced it."""
        hive = self._hive
        hive.use_newest()
        return Parts(hive.runtime, Editor(hive.runtime), hive.checker, hive.newest_settings_of)

    def check(self, request: CheckRequest) -> Verdict:
        self._require_own(Path(request.root))
        return super().check(request)

    def apply(self, request: ApplyRequest) -> list[EditAnswer]:
        self._require_own(Path(request.folder) if request.path is None else Path(request.folder, request.path).parent)
        return super().apply(request)

    def trust(self, request: TrustRequest) -> TrustAnswer:
        self._require_own(Path(request.root))
        return super().trust(request)

    def status(self) -> HiveStatus:
        return self._hive.status()

    def hooks(self, request: HooksRequest) -> list[HookRow]:
        return self._hive.monitor.rows()

    def _require_own(self, folder: Path) -> None:
        own = self._hive.places.common
        try:
            common = find_places(folder).common if folder.is_absolute() else None
        except (InputError, ValueError):  # the latter for a path that no file can have
            common = None
        if common != own:
            raise InvalidArgument(f"{folder} is not in the repository of this hive, which is {own}")
