"""Paths that no agent's edit may touch: secrets of the user, and what steers git, Kaptar and the hooks themselves."""

import re
from functools import lru_cache
from typing import NamedTuple

from kaptar.checks.check import Check, Context, Example, Ran
from kaptar.checks.finding import Finding, Severity
from kaptar.checks.snapshot import Snapshot
from kaptar.globs import compile_globs, expand, translate


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
    _Group("protected/kaptar", ("kaptar.toml", "**/.kaptar/**"), _STEERS, True),
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


def _run(snapshot: Snapshot, context: Context) -> Ran:
    if snapshot.unnamed and snapshot.phase != "check":  # against agents only, as a group that guards
        severity: Severity = "error" if snapshot.phase == "before" else "warning"
        return Ran((_protected("protected/path", severity, f"{snapshot.path}: {snapshot.unnamed}"),))
    for name in snapshot.names:
        finding = _finding(name.lstrip("/"), snapshot, context)
        if finding is not None:
            return Ran((finding,))
    if _changes_own_table(snapshot):
        return Ran((_protected("protected/kaptar", "error", f"{snapshot.path}: [tool.kaptar] {_STEERS}"),))
    return Ran()


def _changes_own_table(snapshot: Snapshot) -> bool:
    """Whether an edit that is about to be made changes what steers Kaptar in a file that is the project's otherwise."""
    if snapshot.path != "pyproject.toml" or snapshot.phase != "before" or snapshot.content is None:
        return False
    return _own_table(snapshot.content) != _own_table(snapshot.before or b"")


def _own_table(content: bytes) -> object:
    """``[tool.kaptar]``; None where there is none, or no TOML: then the last good settings stay in use."""
    if b"kaptar" not in content:
        return None
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig")).get("tool", {}).get("kaptar")
    except (ValueError, AttributeError, RecursionError):
        return None


def _finding(name: str, snapshot: Snapshot, context: Context) -> Finding | None:
    """File systems that ignore case open ``.GIT/config`` too, so case does not count here."""
    lowered = name.casefold()
    severity: Severity = "error" if snapshot.phase == "before" else "warning"
    match = _MATCHERS.fullmatch(lowered)
    if match is not None and match.lastindex is not None and not _TEMPLATE.fullmatch(lowered):
        group = _GROUPS[match.lastindex - 1]
        if not (group.guards and snapshot.phase == "check"):
            return _protected(group.rule, severity, f"{name} {group.what}")
    if context.settings.protected and _of_user(context.settings.protected)(name):
        return _protected("protected/path", severity, f"{name} is protected by hooks.protected")
    return None


def _protected(rule: str, severity: Severity, message: str) -> Finding:
    return Finding(
        check="protected", rule=rule, path="", line=0, column=0, severity=severity, message=message,
        recommendation="the user can make this change; an agent can propose it in words",
    )  # fmt: skip


_of_user = lru_cache(8)(compile_globs)

CHECK = Check(
    name="protected",
    summary="paths that agents do not touch: .env files, keys, .git, Kaptar's and the hooks' own files",
    run=_run,
    example=Example(".env", b"A=1\n", b""),
    default=True,
    path_only=True,
    facts=lambda snapshot, _context: None,
)
