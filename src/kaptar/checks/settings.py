"""Settings: how the files of one worktree are checked, as a value that never changes."""

import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.baseline import Baseline, read_baseline
from kaptar.checks.check import Check
from kaptar.checks.guards.guard import Guard
from kaptar.checks.guards.own_places import own_places, unread_git
from kaptar.checks.guards.same_file import Links
from kaptar.checks.policy import Policy, paths_of
from kaptar.checks.registry import CHECKS, GUARDS
from kaptar.checks.rules.rules import RULES
from kaptar.config.sections import Config, HooksConfig
from kaptar.errors import ConfigError
from kaptar.folders import data_folder
from kaptar.repository.trust import Trust, TrustOfEvent
from kaptar.repository.worktree import common_directory

SettingsOf = Callable[[str], "Settings"]
"""The settings of the worktree that a file lies in, by the file's absolute path."""


class Settings(NamedTuple):
    """Settings for checks of the files of one worktree, at one moment. A changed configuration makes another value.

    Attributes:
        root: the worktree's folder, resolved.
        config: the configuration that this was made from.
        policy: what findings lead to.
        on: the names of the checks and guards that are switched on.
        skip: whether a path, relative to the root, is left unchecked.
        trust: whether the user lets tools of this worktree run.
        digest: of all that an answer can depend on, for the keys of kept answers.
        own_places: outside of the repository, or under other names: what no agent changes there.
        links: those that lead from protected names to others, as far as the last events have seen them.
        baseline_file: where the baseline is, if it is there; None where the settings name none.
        baseline: findings that the user has chosen to live with.
        problem: why a newer configuration, or the baseline, could not be read; "" when this is the newest.
        seen: the same trust as one event sees it; None outside of an event.
        repository: git's common directory, which all worktrees of a repository share; None outside of one.
        unread_git: why git's settings may name files that are not among the own places; "" where all are.
        beside: other settings by which the files of an agent's event are judged too. They can only add findings.
    """

    root: Path
    config: Config
    policy: Policy
    on: frozenset[str]
    skip: Callable[[str], bool]
    trust: Trust
    digest: str
    own_places: tuple[str, ...]
    links: Links
    baseline_file: Path | None = None
    baseline: Baseline = Baseline()
    problem: str = ""
    seen: TrustOfEvent | None = None
    repository: Path | None = None
    unread_git: str = ""
    beside: "tuple[Settings, ...]" = ()

    @property
    def every(self) -> "tuple[Settings, ...]":
        """These settings, and those that judge beside them."""
        return (self, *self.beside)

    @property
    def hooks(self) -> HooksConfig:
        return self.config.hooks

    @property
    def patience_s(self) -> float:
        """How long a command waits for the checks of one file."""
        return (self.hooks.tool_timeout_ms + self.hooks.slow_timeout_ms) / 1e3


def make_settings(
    config: Config,
    root: Path,
    *,
    trust: Trust | None = None,
    checks: Mapping[str, Check] = CHECKS,
    guards: Mapping[str, Guard] = GUARDS,
) -> Settings:
    """Settings from a configuration.

    Args:
        root: the worktree's folder.
        trust: of the user in this worktree's tools; as it is stored for the root by default.
        checks, guards: all that there are, by name.
    Raises:
        ConfigError: the section ``hooks`` names a check or rule that does not exist, or patterns over the bounds; or
            ``wasm.preload`` names a module that does not exist.
            A baseline that cannot be read is the settings' ``problem``: until it is mended everything counts.
    """
    hooks, root = config.hooks, root.resolve()
    _refuse_unknown_modules(config)
    skip, _ = paths_of("hooks.skip", hooks.skip), paths_of("hooks.protected", hooks.protected)
    defaults = {name: check.default for name, check in checks.items()} | {name: each.default for name, each in guards.items()}
    on = frozenset(name for name, default in defaults.items() if hooks.checks.get(name, default))
    digest = sha256(msgspec.json.encode(hooks)).hexdigest()
    policy = Policy(hooks, checks, guards, RULES)
    file = baseline_of(root, hooks.baseline)
    baseline, problem = _baseline(root, file)
    own, links, git = own_places(root, config), Links(), unread_git(root)
    made = Settings(root, config, policy, on, skip, trust or Trust(root), digest, own, links, file, baseline, problem)
    return made._replace(repository=common_directory(root), unread_git=git)


def _refuse_unknown_modules(config: Config) -> None:
    """Raises ConfigError where a module is to be made ready that is not here. Where guests are not installed nothing is known."""
    if not config.wasm.preload or not config.wasm.enabled:
        return
    from kaptar.runtime.modules.module_files import find_builtin  # seldom needed, and slow to import
    from kaptar.runtime.modules.plugins import Plugins

    builtin = find_builtin(None)
    known = builtin | Plugins(data_folder() / "plugins").files() if builtin else {}
    unknown = [name for name in config.wasm.preload if known and name not in known]
    if unknown:
        raise ConfigError(f"wasm.preload: there is no module {unknown[0]!r}; there are {', '.join(sorted(known))}")


def baseline_of(root: Path, named: str) -> Path | None:
    """The file of a worktree's baseline, there or not; None where the settings name none.

    Raises ConfigError where they name one outside of the worktree.
    """
    if not named:
        return None
    file = Path(os.path.normpath(root / named))
    if "\0" in named or not file.is_relative_to(root) or file == root:
        raise ConfigError(f"hooks.baseline = {named!r}: name a file in the repository, relative to its top folder")
    return file


def refuse_links(root: Path, file: Path) -> None:
    """Raises ConfigError where a baseline below ``root`` lies elsewhere: it, or a folder on the way to it, is a link."""
    on_the_way = [file, *(each for each in file.parents if each != root and each.is_relative_to(root))]
    if found := next((each for each in reversed(on_the_way) if each.is_symlink()), None):
        said = "is a symbolic link, which is not followed" if found == file else f"{found} is a symbolic link"
        raise ConfigError(f"{file}: the baseline is not used: {said}; name another file in hooks.baseline")


def _baseline(root: Path, file: Path | None) -> tuple[Baseline, str]:
    try:
        if file is None:
            return Baseline(), ""
        refuse_links(root, file)
        return read_baseline(file) or Baseline(), ""
    except ConfigError as problem:
        return Baseline(), str(problem)


def require_newest(settings: Settings) -> Settings:
    """The same settings, for a command, which does not work with older ones. Raises ConfigError when they have a problem."""
    if settings.problem:
        raise ConfigError(settings.problem)
    return settings
