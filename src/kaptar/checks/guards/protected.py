"""Check `protected`: paths that no agent may edit: the user's secrets, and the files that steer git, Kaptar and hooks."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kaptar.checks.event import Phase
from kaptar.checks.finding import Severity
from kaptar.checks.guards import own_table
from kaptar.checks.guards.git_layout import why_of_git
from kaptar.checks.guards.guard import Guard, Refusal, Touched
from kaptar.checks.guards.harmless import Kind, why_protected
from kaptar.checks.guards.own_places import is_around, is_below
from kaptar.checks.guards.same_file import MAX_SEARCHED, OtherNames, has_other_names, names_within, other_names
from kaptar.checks.way_out import setting_for
from kaptar.config import former
from kaptar.config.sections import BASELINE
from kaptar.globs import matcher_of
from kaptar.repository.names import fold, names_of

if TYPE_CHECKING:
    from kaptar.checks.settings import Settings


class _Group(NamedTuple):
    rule: str
    patterns: tuple[str, ...]
    why: str  # what a file with such a name is; of those that are looked into, what their name promises
    guards: bool = False  # against agents only: the user's own commit of it is nobody's business
    kind: Kind = ""  # what the content is looked into for; "": the name alone counts


_SEVERITIES: Mapping[Phase, Severity] = {"before": "error", "after": "warning", "check": "info"}
"""A file that is merely there is no fault: what it holds is for `secrets` to judge."""
_BY_THE_USER = "the user can make this change; an agent can propose it in words"
_STEERS = "steers Kaptar, and agents do not change that"
_KEYS = "files with this name hold private keys"
_GROUPS = (
    _Group("protected/env-file", (".env", ".env.*"), "files with this name hold secrets", kind="env"),
    _Group("protected/env-file", (".netrc", ".pgpass", "**/.aws/credentials"), "files with this name hold secrets"),
    _Group("protected/env-file", (".envrc",), "files with this name hold secrets, or are run"),
    _Group("protected/key-file", ("**/.ssh/**", "**/.gnupg/**"), "files in this place hold keys, or say which count"),
    _Group("protected/key-file", ("*.p12", "*.pfx", "*.jks", "*.keystore", "id_{rsa,dsa,ecdsa,ed25519}"), _KEYS),
    _Group("protected/key-file", ("*.pem", "*.key"), _KEYS, kind="keys"),
    _Group("protected/git", (".git", "**/.git/**"), "it is git's own", guards=True),
    _Group("protected/kaptar", ("kaptar.toml", BASELINE, former.FILE, ".kaptar", "**/.kaptar/**"), f"it {_STEERS}", guards=True),
    _Group(
        "protected/hooks",
        (
            "**/.claude/settings{,.local}.json", "**/.codex/{hooks.json,config.toml}", "**/.gemini/settings.json",
            "**/.cursor/hooks.json", "**/.opencode/plugins/kaptar.js",
        ),
        "it steers the hooks of agents, and agents do not change that",
        guards=True,
    ),
)  # fmt: skip
_TEMPLATE = re.compile(r"\.env\.(?:[\w-]{1,64}\.)?(?:example|sample|template|tmpl|tpl|dist|defaults|schema|d\.ts)")
_PATTERNS = tuple(pattern for group in _GROUPS for pattern in group.patterns)
_GROUP_OF = tuple(group for group in _GROUPS for _ in group.patterns)


def _ask(touched: Touched, settings: "Settings") -> Refusal | None:
    """The first refusal that is firm, else the first of all."""
    first = None
    for refusal in _refusals(touched, settings):
        if refusal.firm:
            return refusal
        first = first or refusal
    return first


def _refusals(touched: Touched, settings: "Settings") -> Iterator[Refusal]:
    phase, place = touched.event.phase, touched.place
    severity = _SEVERITIES[phase]
    if place.unnamed and phase != "check":  # against agents only, as a group that guards
        yield _firm("protected/path", severity, f"{place.path}: {place.unnamed}")
        return
    home = names_of(os.path.abspath(os.path.expanduser("~"))).real
    names, unfound = _names(touched, settings, home)
    if unfound and phase != "check":
        yield _protected("protected/path", severity, f"{place.path} has {unfound}")
    around_home = phase != "check" and f"{home}/".startswith(f"{place.root}/")
    touched_inside = None if around_home else touched
    for refusal in filter(None, (_refusal(name, phase, settings.hooks.protected, touched_inside) for name in names)):
        yield refusal._replace(firm=refusal.firm or (around_home and refusal.rule != "protected/path"))
    if phase != "check" and settings.unread_git:
        yield _firm("protected/own-place", severity, f"{place.path} may be a file of git's settings: {settings.unread_git}")
    if phase != "check" and any(is_below(name, settings.own_places) for name in place.absolute):
        yield _firm("protected/own-place", severity, f"{place.path} is in a place of Kaptar's or git's own")
    if phase != "check" and (why := _why_of_git(touched)):
        yield _firm("protected/git", severity, f"{place.path}: {why}")
    if _takes_away(touched) and any(is_around(name, settings.own_places, place.root) for name in place.absolute):
        yield _firm("protected/own-place", severity, f"the worktree or a place of Kaptar's or git's own lies in {place.path}")
    if place.folds and (by_folded := _refusal_by_folded(place.names, phase, settings.hooks.protected, touched_inside)):
        yield by_folded
    if phase == "before" and own_table.is_its_file(names) and (why := own_table.why_not(touched)):
        yield _firm("protected/kaptar", "error", f"{place.path}: [tool.kaptar] {_STEERS}: {why}")


def _names(touched: Touched, settings: "Settings", home: str) -> OtherNames:
    """All names of a file, those among them that only the disk tells; absolute outside of the worktree.

    Args:
        home: the user's folder, with links followed, as the worktree's folder is.
    """
    place, root, real = touched.place, str(touched.place.root), str(touched.place.file)

    def protects(name: str) -> bool:
        return _refusal(name, "before", settings.hooks.protected) is not None

    on_the_way, several = settings.links.on_the_way(real, root, protects), has_other_names(real)
    names, unlisted = [*place.names, *on_the_way.names], on_the_way.unfound
    on_disk, unfound = {real}, ""
    for top in dict.fromkeys((root, *_main(settings), home)):
        hard = OtherNames(())
        if several is not None:
            hard = other_names(several, top) if top == root else other_names(several, top, MAX_SEARCHED // 10)
        links = settings.links.to(real, top, protects)
        found = [*links.names, *hard.names]
        names += found if top == root else [f"{top}/{name}" for name in found]
        on_disk |= {f"{top}/{name}" for name in hard.names}
        unfound = hard.unfound if top == root else unfound
        unlisted = unlisted or links.unfound
    if several is None or len(on_disk) >= several.st_nlink:
        unfound = ""
    return OtherNames((*names, *names_within(names)) if _takes_away(touched) else tuple(names), unlisted or unfound)


def _main(settings: "Settings") -> list[str]:
    """The repository's main worktree, where the file's is a linked one: all share its git directory."""
    common = settings.repository
    return [str(common.parent)] if common is not None and common.name == ".git" else []


def _why_of_git(touched: Touched) -> str:
    absolute = tuple(touched.place.absolute)
    made = [file.path for file in touched.event.files if file.op != "delete"]
    made += absolute if touched.change.op != "delete" else ()
    return next(filter(None, (why_of_git(name, made) for name in absolute)), "")


def _takes_away(touched: Touched) -> bool:
    return touched.event.phase != "check" and touched.change.op in ("delete", "move")


def _refusal_by_folded(names: Iterable[str], phase: Phase, of_user: tuple[str, ...], touched: Touched | None) -> Refusal | None:
    """The user's patterns, where the file system takes capital and small letters for the same."""
    folded = tuple(map(fold, of_user))
    found = (_refusal(fold(name), phase, folded, touched) for name in names)
    return next(filter(None, found), None)


def _refusal(named: str, phase: Phase, of_user: tuple[str, ...], touched: Touched | None = None) -> Refusal | None:
    """File systems that ignore case open ``.GIT/config`` too, so case does not count here.

    A repository's settings do not decide about what guards against agents, nor about files outside of its worktree.

    Args:
        named: relative to the worktree's folder; absolute outside of it.
        touched: what is looked into, where the name promises a secret; None: the name alone counts.
    """
    name = named.lstrip("/")
    lowered = fold(name)
    severity = _SEVERITIES[phase]
    group = _group_of(lowered)
    if group and not (group.guards and phase == "check"):
        firm = phase != "check" and (group.guards or named.startswith("/"))
        why = why_protected(group.kind, touched) if group.kind and touched and not firm else group.why
        if why:
            return (_firm if firm else _softer)(group.rule, severity, name, why)
    if of_user and (
        name in matcher_of(of_user) or (not name.isascii() and _composed(name) in matcher_of(_all_composed(of_user)))
    ):
        recommendation = f"{_BY_THE_USER}; a pattern of hooks.protected names it"
        return Refusal("protected/path", severity, f"{name} is protected by hooks.protected", recommendation)
    return None


def _group_of(lowered: str) -> _Group | None:
    """The group that gives the gravest reason: the first one of which the name alone counts, else the first of all.

    A template's name says that the file holds no secrets of its own; what the folders on the way to it are it does not say.
    """
    groups = [_GROUP_OF[found] for found in matcher_of(_PATTERNS).which(lowered)]
    if _TEMPLATE.fullmatch(lowered.rpartition("/")[2]):
        groups = [group for group in groups if group.kind != "env"]
    return next((group for group in groups if not group.kind), groups[0] if groups else None)


@lru_cache(64)
def _all_composed(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_composed, patterns))


def _composed(name: str) -> str:
    """A name with each letter and its marks as one character: clients may normalise what an agent writes."""
    return unicodedata.normalize("NFC", name)


def _protected(rule: str, severity: Severity, message: str) -> Refusal:
    return Refusal(rule, severity, message, _BY_THE_USER)


def _softer(rule: str, severity: Severity, name: str, why: str) -> Refusal:
    """One that the settings of the file's worktree can take back."""
    setting = f"in kaptar.toml  {setting_for(rule, name)}  lets agents edit it"
    return Refusal(rule, severity, f"{name} is protected: {why}", f"{_BY_THE_USER}; {setting}")


def _firm(rule: str, severity: Severity, name: str, why: str = "") -> Refusal:
    message = f"{name} is protected: {why}" if why else name
    return _protected(rule, severity, message)._replace(firm=True)


GUARD = Guard(
    name="protected",
    summary="paths that agents do not touch: .env files, keys, .git, Kaptar's and the hooks' own files",
    file=_ask,
    firm=True,
)
