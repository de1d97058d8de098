"""Check `protected`: paths that no agent may edit: the user's secrets, and the files that steer git, Kaptar and hooks."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kaptar.checks.event import Phase
from kaptar.checks.finding import Severity
from kaptar.checks.guards.guard import Guard, Refusal, Touched
from kaptar.checks.snapshot import read
from kaptar.config import former
from kaptar.globs import compile_globs, expand, translate

if TYPE_CHECKING:
    from kaptar.checks.settings import Settings

_OWN_FILE_BYTES = 16 << 20
"""A larger ``pyproject.toml`` is not read: no settings come from it either."""


class _Group(NamedTuple):
    rule: str
    patterns: tuple[str, ...]
    what: str
    guards: bool  # against agents only: the user's own commit of it is nobody's business


_STEERS = "steers Kaptar, and agents do not change that"
_GROUPS = (
    _Group("protected/env-file", (".env", ".env.*", ".envrc", ".netrc", ".pgpass", ".aws/credentials"), "holds secrets", False),
    _Group(
        "protected/key-file",
        ("*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "id_{rsa,dsa,ecdsa,ed25519}", "**/.ssh/**", "**/.gnupg/**"),
        "is a private key or beside one",
        False,
    ),
    _Group("protected/git", (".git", "**/.git/**"), "is git's own", True),
    _Group("protected/kaptar", ("kaptar.toml", former.FILE, "**/.kaptar/**"), _STEERS, True),
    _Group(
        "protected/hooks",
        (
            "**/.claude/settings{,.local}.json", "**/.codex/{hooks.json,config.toml}", "**/.gemini/settings.json",
            "**/.cursor/hooks.json", "**/.opencode/plugins/kaptar.js",
        ),
        "steers the hooks of agents, and agents do not change that",
        True,
    ),
)  # fmt: skip
_TEMPLATE = re.compile(r"(?:.*/)?\.env\.(?:[\w-]+\.)?(?:example|sample|template|dist|defaults)")
_MATCHERS = re.compile(
    "|".join(f"({'|'.join(translate(alternative) for pattern in group.patterns for alternative in expand(pattern))})"
             for group in _GROUPS)
)  # fmt: skip


def _ask(touched: Touched, settings: "Settings") -> Refusal | None:
    phase, unnamed = touched.event.phase, touched.place.unnamed
    if unnamed and phase != "check":  # against agents only, as a group that guards
        severity: Severity = "error" if phase == "before" else "warning"
        return _protected("protected/path", severity, f"{touched.place.path}: {unnamed}")
    for name in touched.place.names:
        refusal = _refusal(name.lstrip("/"), phase, settings.hooks.protected)
        if refusal is not None:
            return refusal
    if _changes_own_table(touched):
        return _protected("protected/kaptar", "error", f"{touched.place.path}: [tool.kaptar] {_STEERS}")
    return None


def _changes_own_table(touched: Touched) -> bool:
    """Whether an edit that is about to be made changes what steers Kaptar in a file that is the project's otherwise."""
    content, place = touched.change.content, touched.place
    if place.path != "pyproject.toml" or touched.event.phase != "before" or content is None or place.outside:
        return False
    before = read(place.file, _OWN_FILE_BYTES)
    return len(content) <= _OWN_FILE_BYTES and _own_table(content) != _own_table(before if isinstance(before, bytes) else b"")


def _own_table(content: bytes) -> object:
    """``[tool.kaptar]`` and the table of the former name, which makes settings an error; None where there is neither.

    None too where it is no TOML: then the last good settings stay in use.
    """
    if b"kaptar" not in content and former.FORMER.encode() not in content:
        return None
    import tomllib

    try:
        tools = tomllib.loads(content.decode("utf-8-sig")).get("tool", {})
        return {name: tools[name] for name in ("kaptar", former.FORMER) if name in tools} or None
    except (ValueError, AttributeError, RecursionError):
        return None


def _refusal(name: str, phase: Phase, of_user: tuple[str, ...]) -> Refusal | None:
    """File systems that ignore case open ``.GIT/config`` too, so case does not count here."""
    lowered = name.casefold()
    severity: Severity = "error" if phase == "before" else "warning"
    match = _MATCHERS.fullmatch(lowered)
    if match is not None and match.lastindex is not None and not _TEMPLATE.fullmatch(lowered):
        group = _GROUPS[match.lastindex - 1]
        if not (group.guards and phase == "check"):
            return _protected(group.rule, severity, f"{name} {group.what}")
    if of_user and _matches(of_user)(name):
        return _protected("protected/path", severity, f"{name} is protected by hooks.protected")
    return None


def _protected(rule: str, severity: Severity, message: str) -> Refusal:
    return Refusal(rule, severity, message, "the user can make this change; an agent can propose it in words")


_matches = lru_cache(8)(compile_globs)

GUARD = Guard(
    name="protected",
    summary="paths that agents do not touch: .env files, keys, .git, Kaptar's and the hooks' own files",
    file=_ask,
)
