"""Shapes of ``--json``, by verb. ``tests/golden`` pins them; benches have their own."""

from typing import Any

from kaptar.api.answers import BaselineAnswer, Diagnosis, EditAnswer, InitAnswer, RuleAnswer, TrustAnswer, UpAnswer
from kaptar.api.commit import CommitAnswer, OwnChange
from kaptar.api.history import EditRow, RestoreAnswer
from kaptar.api.leases import ClaimAnswer, LeaseRow, ReleaseAnswer
from kaptar.api.status import HiveStatus, HookRow
from kaptar.checks.verdict import Verdict
from kaptar.jobs.report import Report
from kaptar.runtime.measured.statistics import Statistics
from kaptar.runtime.modules.modules import ModuleRow
from kaptar.runtime.modules.plugins import Plugin

SHAPES: dict[str, Any] = {
    "up": UpAnswer,
    "status": HiveStatus,
    "hooks top": list[HookRow],
    "init": InitAnswer,
    "run": Report,
    "apply": list[EditAnswer],
    "check": Verdict,
    "check --explain": RuleAnswer,
    "baseline": BaselineAnswer,
    "trust": TrustAnswer,
    "claim": ClaimAnswer,
    "claim --break": ReleaseAnswer,
    "release": ReleaseAnswer,
    "who": list[LeaseRow],
    "history": list[EditRow],
    "blame": list[OwnChange],
    "commit": CommitAnswer,
    "restore": RestoreAnswer,
    "doctor": Diagnosis,
    "modules list": list[ModuleRow],
    "modules stats": Statistics,
    "modules add": Plugin,
    "modules remove": Plugin,
    "modules reload": list[ModuleRow],
}
