"""A job: one check of one snapshot, and the `CheckResult` that its answer becomes."""

from concurrent.futures import Future
from typing import Literal, NamedTuple

import msgspec

from kaptar.checks.baseline import Known
from kaptar.checks.brought import FileRules, Looked, Standing, standing
from kaptar.checks.cache import Key
from kaptar.checks.check import Check, CheckContext, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.identity import fingerprinted
from kaptar.checks.results import partly, skipped
from kaptar.checks.rules.evidence import levelled
from kaptar.checks.settings import Settings
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.checks.verdict import CheckResult, State
from kaptar.clock import Deadline, precise


class Timed(NamedTuple):
    """A check's answer, and the time that it took.

    ``before``: what the same check finds in the content before the edit; None where nothing is compared.
    """

    answer: Ran | Skipped
    micros: float
    before: Looked | None = None


class EventTime(NamedTuple):
    """The time of one event.

    Attributes:
        until: when it waits for nobody any more, by the checker's clock.
        own: what its own thread may do: a busy machine takes little from that.
    """

    until: float
    own: Deadline


class CheckJob(NamedTuple):
    """A check that is to run, or runs.

    Attributes:
        key: where its answer is kept; None: nowhere.
        until: when its own time is over, by the checker's clock.
        future: its answer, where a worker has it.
        awaited: an edit's answer waits for it; not so for slow checks, unless they will be quick this time.
    """

    check: Check
    snapshot: Snapshot
    context: CheckContext
    key: Key | None
    until: float
    future: "Future[Timed] | None" = None
    awaited: bool = True

    @property
    def name(self) -> str:
        return f"{self.check.name} {self.snapshot.path}"

    def run(self) -> Timed:
        """Let the check look. Raises whatever is wrong with the check."""
        started = precise()
        answer = self.check.run(self.snapshot, self.context)
        if isinstance(answer, Ran) and answer.findings and self.sees_content:  # levels of tools are the project's
            answer = answer._replace(findings=levelled(answer.findings, self.snapshot.phase))
        return Timed(answer, (precise() - started) * 1e6)

    @property
    def sees_content(self) -> bool:
        """Whether the check always looks at the content that it is given; some tools look at the disk alone."""
        return self.check.cost in ("host", "guest") or self.check.of_parts

    @property
    def settings(self) -> Settings:
        return self.context.settings

    def result(self, timed: Timed, *, cached: bool = False) -> CheckResult:
        """The result of an answer."""
        answer, micros, before = timed
        if isinstance(answer, Skipped):
            return skipped(self.check.name, self.snapshot.path, answer, micros)
        shot = self.snapshot
        stands = self._standing(answer.findings, before)
        findings, baseline, unmatched = self._beyond_baseline(stands)
        if shot.part:
            findings = tuple(msgspec.structs.replace(each, line=0, column=0, end_line=0, end_column=0) for each in findings)
        state: State = "findings" if findings else "passed"
        result = CheckResult(
            check=self.check.name, path=shot.path, state=state, findings=findings, known=len(stands.known), baseline=baseline,
            unmatched=_gone(unmatched, answer), micros=micros, cached=cached, backend=answer.backend,
        )  # fmt: skip
        return result if answer.rest is None else partly(result, answer.rest)

    def _standing(self, found: tuple[Finding, ...], before: Looked | None) -> Standing:
        shot, policy = self.snapshot, self.settings.policy
        comments: Literal["any", "none"] = "any" if shot.phase == "check" or not self.sees_content else "none"
        if before is None and comments == "any":
            return Standing(policy.apply(found, shot.path, shot.content, shot.names))
        rules = FileRules(policy, shot.path, shot.names, self.check.compared, comments)
        return standing(Looked(found, shot.content or b""), before or Looked((), b""), rules)

    def _beyond_baseline(self, stands: Standing) -> Known:
        """The findings that are not in the baseline. Before and after an edit nobody is told which entries match nothing."""
        shot, compared, baseline = self.snapshot, self.check.compared, self.settings.baseline
        asked = shot.phase == "check"
        if shot.part or not (asked or baseline.has(shot.path)):
            return Known(stands.findings)
        new, old = (fingerprinted(each, shot.content or b"", compared, shot.path) for each in stands)
        found = baseline.sift(self.check.name, shot.path, new, old)
        return found if asked else found._replace(unmatched=())

    def late(self) -> CheckResult:
        """The result of a job that has used up its own time."""
        return skipped(self.check.name, self.snapshot.path, late(f"no answer within {self.context.timeout_s:g} s"))


def _gone(unmatched: tuple[str, ...], answer: Ran) -> tuple[str, ...]:
    """The rules of a baseline's entries of which the check can say that they match nothing any more."""
    return () if answer.rest is not None else tuple(rule for rule in unmatched if rule not in answer.unsure)
