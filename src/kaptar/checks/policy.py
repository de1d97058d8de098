"""Policy: the severity of findings, where they are silent, and what blocks, from the user's settings. Pure."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, cast

import msgspec

from kaptar.checks.finding import Finding, Severity
from kaptar.checks.suppress import Silence
from kaptar.config.sections import HooksConfig
from kaptar.errors import ConfigError, InvalidArgument
from kaptar.globs import MOST_PATTERNS, compile_globs

if TYPE_CHECKING:
    from kaptar.checks.check import Check

Severities = tuple[Mapping[str, str], ...]
"""Tables of severities by rule or check, that which comes first before the others."""


class Policy:
    """The settings, checked and ready.

    Args:
        checks: all checks there are.
        guards: the names of all guards.
        rules: ids of all rules, but for those of tools, which only their check knows (``lint/…``).
    Raises:
        ConfigError: a check, rule or threshold that does not exist.
    """

    def __init__(self, settings: HooksConfig, checks: "Mapping[str, Check]", guards: Iterable[str], rules: Iterable[str]) -> None:
        switches = {*checks, *guards}
        names = {*switches, *rules}
        tools = tuple(f"{check.name}/" for check in checks.values() if check.cost in ("tool", "slow"))
        _known("hooks.checks", settings.checks, switches)
        _known("hooks.limits", settings.limits, {name for check in checks.values() for name, _ in check.limits})
        _known("hooks.severity", (name for name in settings.severity if not name.startswith(tools)), names)
        _known("hooks.ignore", (name for name in settings.ignore if not name.startswith(tools)), names)
        for pattern, severities in settings.severity_in.items():
            setting = f'hooks.severity_in."{pattern}"'
            _known(setting, (name for name in severities if not name.startswith(tools)), names)
        self.blocks_from: Severity = settings.blocks_from
        self._severity = settings.severity
        paths_of("hooks.severity_in", settings.severity_in)
        there = reversed(settings.severity_in.items())
        self._severity_in = [(paths_of("hooks.severity_in", (pattern,)), severities) for pattern, severities in there]
        if (many := sum(map(len, settings.ignore.values()))) > MOST_PATTERNS:
            raise ConfigError(f"hooks.ignore: {many:,} patterns; at most {MOST_PATTERNS:,} are allowed: name folders, not files")
        self._ignore = {name: paths_of(f"hooks.ignore.{name}", globs) for name, globs in settings.ignore.items()}

    def apply(
        self, findings: tuple[Finding, ...], path: str, content: bytes | None, names: tuple[str, ...] = ()
    ) -> tuple[Finding, ...]:
        """The findings that stand, with path and severity. Comments silence only what has a line.

        Args:
            names: all names of the file: a list of paths where a rule is silent must name each. The path alone by default.
        """
        if not findings:
            return ()
        silence = Silence(content or b"")
        own = tuple(f for f in findings if f.path not in ("", path) or not silence.covers(f))
        return self.placed(own, path, names)

    def placed(self, findings: tuple[Finding, ...], path: str, names: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """As `apply`; comments silence nothing."""
        names = names or (path,)
        by_names = cache(self._by_names)  # many findings have the same file
        placed = (self._placed(f, f.path or path, (f.path,) if f.path else names, by_names) for f in findings)
        return tuple(f for f in placed if f is not None)

    def _by_names(self, names: tuple[str, ...]) -> Severities:
        """The severities for a file, those that come first before the others: of the last pattern that fits all of its names."""
        return (*(severities for fits, severities in self._severity_in if all(map(fits, names))), self._severity)

    def _placed(
        self, finding: Finding, path: str, names: tuple[str, ...], by_names: Callable[[tuple[str, ...]], Severities]
    ) -> Finding | None:
        for name in (finding.rule, finding.check):
            if name in self._ignore and all(map(self._ignore[name], names)):
                return None
        severity = _severity(finding, by_names(names))
        if severity == "off":
            return None
        return msgspec.structs.replace(finding, path=path, severity=cast(Severity, severity))


def _severity(finding: Finding, severities: Severities) -> str:
    """The severity that comes first; of one table that of the rule before that of its check."""
    given = (each.get(finding.rule) or each.get(finding.check) for each in severities)
    return next(filter(None, given), finding.severity)


def paths_of(setting: str, globs: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a path matches the patterns of a setting. Raises ConfigError for those over the bounds."""
    try:
        return compile_globs(globs)
    except InvalidArgument as problem:
        raise ConfigError(f"{setting}: {problem}") from None


def _known(setting: str, given: Iterable[str], names: set[str]) -> None:
    unknown = sorted(set(given) - names)
    if unknown:
        near = get_close_matches(unknown[0], names, 3, 0.5) or sorted(names)
        raise ConfigError(f"{setting}: there is no {unknown[0]!r}; there are {', '.join(near)}")
