"""Engine: `kingfisher_sdk`, which detects the tokens of some hundred providers in this process.

Of the package only its rules and its scanner are used. It also has a validator and a revoker, which ask the providers: nothing
here calls them, and a test runs this in a process that the system ends when it opens a socket to the network.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from kaptar.checks.secrets.hit import Hit, mask
from kaptar.checks.secrets.keys import is_plain_login
from kaptar.checks.secrets.public import is_public_kind
from kaptar.checks.secrets.randomness import looks_random, spread
from kaptar.checks.secrets.values import is_fixed_text
from kaptar.folders import cache_folder, make_private
from kaptar.runtime.modules.turns import turn

PACKAGE, MODULE = "kingfisher-secret-scanner", "kingfisher_sdk"
_NUMBER = re.compile(r"\.[0-9]{1,3}\Z")
OURS = ("generic-credential-uri", "mongodb-connection-string", "jwt", "kubernetes-secret-yaml")
"""Kinds that Kaptar's own rules tell better from examples."""
_DATA = re.compile(rb"[A-Za-z0-9+/]{128}+")
"""A side of a token that stands in data by chance."""
_SAYS = re.compile(
    r"(?:Detected|Identified|Found|Discovered|Uncovered) (?:a pattern (?:that resembles|that may indicate|resembling) )?"
    r"(?:an? )?(?:possible |potential )?"
)
_REASON = re.compile(
    r"[,.;]? (?:which|risking|posing|used as|potentially|a public|allowing|is a|with|that|component of)\b|[,.;] |\.\Z| - "
)
"""Where a rule's name goes on to say why that matters."""
_CURL = "curl-auth-user"
_LEAST_S = 0.05
_TURN_S = 20.0
"""How long a process waits for another one that compiles the rules."""

_KEY, _TOKEN = "secrets/private-key", "secrets/provider-token"
RULES = frozenset({_KEY, _TOKEN})
"""The rules under which it finds something."""


class Engine(Protocol):
    """Looks for secrets in one piece of text. Thread-safe."""

    @property
    def name(self) -> str:
        """With its version: other versions may answer differently."""

    def find(self, content: bytes, suffix: str, timeout_s: float) -> list[Hit]:
        """The secrets in a content of a file whose name ends so. Raises TimeoutError."""


def is_installed() -> bool:
    """Whether the package is there; it is not imported for that."""
    return find_spec(MODULE) is not None


def installed_version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "?"


def engine_name() -> str:
    """With the version: others may answer differently."""
    return f"kingfisher {installed_version()}"


LEAST_MEMORY = 256 << 20
"""Bytes that a process must be allowed to have before it loads the engine; 192 MiB were enough in trials."""


class Kingfisher:
    """The engine with its own rules of medium confidence and more.

    Constructing it compiles the rules, in seconds; what that made is kept, and read the next time in less than one.

    Args:
        cache: the folder of Kaptar's caches. Where nothing can be kept there, nothing is.

    Raises whatever is wrong with the package.
    """

    def __init__(self, cache: str | None = None) -> None:
        _refuse_little_memory()
        from kingfisher_sdk.inputs import ScanInput
        from kingfisher_sdk.rules import Rules
        from kingfisher_sdk.scanner import DetectionPolicy, Scanner

        kept = _kept(cache)
        with turn(kept.with_suffix(".lock"), wait_s=_TURN_S) if is_to_compile(cache) and kept else nullcontext():
            rules = Rules(cache=kept is not None, cache_dir=kept)
        self._scanner = Scanner(rules, policy=DetectionPolicy(inline_ignores=False))
        self._input: Any = ScanInput
        self.name = engine_name()

    def find(self, content: bytes, suffix: str, timeout_s: float) -> list[Hit]:
        source = self._input(path=f"file{suffix}", data=content)
        with _panics_told():
            found = self._scanner.scan_input(source, timeout=max(timeout_s, _LEAST_S))
        return [hit for each in found if each.visible and (hit := _hit(each, content)) is not None]


def _refuse_little_memory() -> None:
    """Raise MemoryError where a limit leaves too little: the package ends the whole process when it gets no memory."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for name, limit in (("-d", resource.RLIMIT_DATA), ("-v", resource.RLIMIT_AS)):
        allowed, _ = resource.getrlimit(limit)
        if resource.RLIM_INFINITY != allowed < LEAST_MEMORY:
            raise MemoryError(f"it needs {LEAST_MEMORY >> 20} MiB, and a limit (ulimit {name}) allows {allowed >> 20}")


@contextmanager
def _panics_told() -> Iterator[None]:
    """A panic of the package's Rust code, which is no Exception, as one."""
    try:
        yield
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":
            raise RuntimeError(f"a panic: {problem}") from problem
        raise


def _kept(cache: str | None) -> Path | None:
    """Where compiled rules are kept; None where somebody else could have written there, or nothing can be kept."""
    folder = cache_folder(cache) / "secrets"
    return None if make_private(folder) else folder


def is_to_compile(cache: str | None) -> bool:
    """Whether the next load takes seconds, and those after it do not: nothing is kept yet, and it can be."""
    kept = _kept(cache)
    return kept is not None and next(kept.iterdir(), None) is None


def _hit(found: Any, content: bytes) -> Hit | None:
    """What the engine has found, where it is sure enough."""
    kind, place = found.rule_id.partition(".")[2] or found.rule_id, found.location
    start, end = place["start_offset"], place["end_offset"]
    if (
        kind in OURS
        or not 0 <= start < end <= len(content)
        or is_public_kind(_NUMBER.sub("", kind))
        or _in_data(content, start, end)
    ):
        return None
    secret = found.secret.encode()
    if kind == "private-key":
        # Kaptar's own rule tells whole keys from those that documentation cuts off; it does not look into base64.
        return Hit(start, end, _KEY, "a private key") if found.is_base64_encoded else None
    if kind == _CURL and is_plain_login(secret, content, start):
        return None
    if is_fixed_text(secret) or not (looks_random(secret) if found.confidence != "high" else _is_mixed(secret)):
        return None
    return Hit(start, end, _TOKEN, f"a secret of the kind {_said(found.rule_name)}: {mask(content[start:end])}")


def _is_mixed(secret: bytes) -> bool:
    return spread(secret).changes >= 0.1


def _in_data(content: bytes, start: int, end: int) -> bool:
    """Whether a place lies in a long run of base64, in which each short format occurs by chance."""
    before, behind = content[max(0, start - 128) : start], content[end : end + 128]
    return bool(_DATA.fullmatch(before) or _DATA.fullmatch(behind))


def _said(name: str) -> str:
    """What a rule finds, from its name, which may be a sentence: ``Detected a X, which may …``."""
    begin = _SAYS.match(name)
    named = name[begin.end() :] if begin else name
    reason = _REASON.search(named)
    return (named[: reason.start()] if reason else named)[:80]
