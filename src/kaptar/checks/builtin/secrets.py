"""Check `secrets`: tokens in the formats that providers publish, private keys, passwords in addresses, and assigned values.

Kaptar's own rules (`kaptar.checks.secrets`) look at any text, also where guests are off. The engine looks besides, where it is
installed and loaded. Content is looked at in slices, with a look at the clock between two: the time is linear and bounded.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import PurePosixPath
from typing import NamedTuple

from kaptar.checks.check import PATIENCE, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.secrets.assigned import assigned
from kaptar.checks.secrets.documented import is_example
from kaptar.checks.secrets.engine import RULES, Engine, engine_name
from kaptar.checks.secrets.hit import Hit, apart
from kaptar.checks.secrets.key_forms import other_keys
from kaptar.checks.secrets.keys import address_passwords, key_blocks, signed_tokens
from kaptar.checks.secrets.labelled import labelled
from kaptar.checks.secrets.logins import logins_in, of_statements
from kaptar.checks.secrets.manifests import of_manifests
from kaptar.checks.secrets.marked import MARKS, Marked, marked
from kaptar.checks.secrets.places import has_bare_values, is_aside
from kaptar.checks.secrets.public import as_public
from kaptar.checks.secrets.randomness import LEAST
from kaptar.checks.secrets.renovate import without_sealed
from kaptar.checks.secrets.shapes import MARKS as SHAPES_MARKS
from kaptar.checks.secrets.shapes import tokens
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.clock import Deadline
from kaptar.errors import KaptarError
from kaptar.machine import shortage
from kaptar.ops.twins.text import long_words, places_of_marks

MOST_FOUND = 10_000
"""Of one content, with those that comments silence and those that were there before an edit: none of them hides another one."""

SLICE_BYTES = 1 << 17
"""Content that is looked at between two looks at the clock; a call of C code, which keeps the interpreter's lock, has no more."""

OVERLAP_BYTES = 8192
"""What a slice is read with on both sides: more than the longest token has."""

_Find = Callable[[bytes], Iterable[Hit]]
"""The hits in a part of a content, by their offsets in it."""

_SEALED = b"kind: SealedSecret"


class EngineFailed(Exception):
    """The engine gives no answer, and why."""

    def __init__(self, why: Skipped) -> None:
        super().__init__(why.reason)
        self.why = why


class _Failed(NamedTuple):
    finder: _Find
    why: Skipped


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    """What Kaptar's own rules find, and the engine where it is ready. A command has waited for that; a hook does not."""
    engine, deadline = context.detector.engine, _deadline(context)
    finders = [_own(snapshot, context)]
    if engine is not None:
        finders.append(_by(engine, snapshot, deadline))
    ran = _look(snapshot, context, finders, deadline)
    if engine is None and context.detector.has_looked(snapshot.content or b""):
        return ran._replace(backend=engine_name())
    ran = ran._replace(backend=engine.name) if engine else ran._replace(unsure=RULES)
    if engine is None and snapshot.phase == "check" and (why := context.detector.missing) and ran.rest is None:
        return ran._replace(rest=Skipped(f"only Kaptar's own rules have looked: {why}", "`kaptar doctor` says more"))
    return ran


def _run_engine(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    """What the engine finds besides the own rules, which have answered; it is waited for."""
    engine = context.detector.wait(context.timeout_s)
    if engine is None:
        return Skipped(context.detector.missing or "there is no engine for secrets", "`kaptar doctor` says more")
    deadline, own = _deadline(context), _own(snapshot, context)
    by_engine = _by(engine, snapshot, deadline)

    def others(part: bytes) -> Iterator[Hit]:
        known = set(own(part))
        return (hit for hit in apart([*known, *by_engine(part)]) if hit not in known)

    return _look(snapshot, context, [others], deadline)._replace(backend=engine.name)


def _deadline(context: CheckContext) -> Deadline:
    return Deadline(context.timeout_s, patience=PATIENCE)


def _own(snapshot: Snapshot, context: CheckContext) -> _Find:
    content = snapshot.content or b""
    bare = has_bare_values(snapshot.file.name, b"" if snapshot.language else content) and _SEALED not in content
    logins, opened = logins_in(snapshot.file.name), without_sealed(snapshot.file.name)

    def find(part: bytes) -> Iterator[Hit]:
        hits = hits_in(marked_of(part, context), bare=bare)
        found = _with_manifests(chain(logins(part), hits) if logins else hits, part)
        return _secret(opened(found, part) if opened else found, part)

    return find


def _with_manifests(hits: Iterable[Hit], part: bytes) -> Iterator[Hit]:
    """The hits with those of Kubernetes Secrets, whose values in base64 are judged by what they say."""
    places, found = of_manifests(part, _within)
    starts = [start for start, _ in places]
    for hit in hits:
        place = bisect_right(starts, hit.start) - 1
        if place < 0 or hit.start >= places[place][1]:
            yield hit
    yield from found


def _within(text: bytes) -> Iterator[Hit]:
    """What own rules find in a text that a value holds."""
    text_marked = marked(text, long_words(text, LEAST, SHAPES_MARKS), places_of_marks(text, MARKS))
    return _secret(hits_in(text_marked, bare=True), text)


def _by(engine: Engine, snapshot: Snapshot, deadline: Deadline) -> _Find:
    """Raises EngineFailed, whatever the engine raises."""
    suffix = PurePosixPath(snapshot.path).suffix

    def find(part: bytes) -> Iterable[Hit]:
        try:
            return _secret(engine.find(part, suffix, deadline.left_s()), part)
        except TimeoutError:
            raise EngineFailed(late("the engine for secrets has not looked at all of it in time")) from None
        except Exception as problem:  # a foreign package may raise anything
            text = " ".join(f"{type(problem).__name__}: {problem}".split())[:300]
            if short := shortage(problem):
                raise EngineFailed(Skipped(f"the engine for secrets: {short.what}", short.remedy)) from problem
            remedy = "report it; `secrets_engine = false` under [hooks] leaves the engine out"
            raise EngineFailed(Skipped(f"the engine for secrets failed: {text}", remedy)) from problem

    return find


def _secret(hits: Iterable[Hit], part: bytes) -> Iterator[Hit]:
    """The hits without those that are public by design."""
    return (left for hit in hits if (left := as_public(hit, part)) is not None)


def _look(snapshot: Snapshot, context: CheckContext, finders: Sequence[_Find], deadline: Deadline) -> Ran:
    """What the finders find, slice by slice, until the time is over. Where the engine fails, the others look on."""
    assert snapshot.content is not None
    content, hits = snapshot.content, dict[int, Hit]()
    rest: Skipped | None = None
    for start in range(0, len(content), SLICE_BYTES):
        if not finders:
            break
        if why := _why_no_more(start, hits, context, deadline):
            rest = why
            break
        found, failed = _hits_of_slice(content, start, finders)
        for hit in apart(found):
            hits.setdefault(hit.start, hit)
        if failed:
            rest, finders = failed.why, [find for find in finders if find is not failed.finder]
    return Ran(tuple(_findings(content, hits, aside=is_aside(snapshot.path))), rest=rest)


def _why_no_more(start: int, found: Mapping[int, Hit], context: CheckContext, deadline: Deadline) -> Skipped | None:
    """Why the content from ``start`` on is not looked at; None where it is."""
    if start and not deadline.left_s():
        return late(f"what begins after {start:,} bytes was not looked at within {context.timeout_s:g} s")
    if len(found) >= MOST_FOUND:
        why = f"what begins after {start:,} bytes was not looked at: there are {len(found):,} before it"
        return Skipped(why, "look at the rest once these are gone")
    return None


def _hits_of_slice(content: bytes, start: int, finders: Sequence[_Find]) -> tuple[list[Hit], _Failed | None]:
    """The secrets that begin in one slice of a file, read with what is around it; and the finder that has failed, if one has."""
    low, end = max(0, start - OVERLAP_BYTES), start + SLICE_BYTES
    part, hits, failed = content[low : end + OVERLAP_BYTES], list[Hit](), None
    for find in finders:
        try:
            found = find(part)
            hits += (hit._replace(start=low + hit.start, end=low + hit.end) for hit in found)
        except EngineFailed as problem:
            failed = _Failed(find, problem.why)
    return [hit for hit in hits if start <= hit.start < end], failed


def marked_of(content: bytes, context: CheckContext) -> Marked:
    """A content with the places that are looked at. Where no operation answers, the host looks by itself."""
    try:
        words = context.ask("text.long_words", content, LEAST, SHAPES_MARKS).value
        marks = context.ask("text.places_of_marks", content, MARKS).value
    except KaptarError:
        words, marks = long_words(content, LEAST, SHAPES_MARKS), places_of_marks(content, MARKS)
    return marked(content, words, marks)


def hits_in(text: Marked, *, bare: bool) -> Iterator[Hit]:
    """Secrets of a file by Kaptar's own rules, in no order; one may be named twice.

    Args:
        text: see `marked_of`.
        bare: values stand without quotes in this kind of file.
    """
    yield from tokens(text.words)
    yield from signed_tokens(text)
    yield from key_blocks(text)
    yield from other_keys(text)
    yield from address_passwords(text)
    yield from labelled(text.content, text.words)
    yield from of_statements(text)
    yield from assigned(text, bare=bare)


def _findings(content: bytes, hits: Mapping[int, Hit], *, aside: bool) -> Iterator[Finding]:
    """In the order of their places. What stands between two of them is counted once.

    Args:
        aside: the file is a test, documentation or the like: errors that are not certain are infos there, and warnings nothing.
    """
    line, column, said = 1, 1, 0
    for hit in apart(hits.values()):
        told_less = not hit.certain and (aside or is_example(content, hit.start))
        if told_less and hit.severity != "error":
            continue
        between = content[said : hit.start]
        if lines := between.count(b"\n"):
            line, column, between = line + lines, 1, between[between.rfind(b"\n") + 1 :]
        column, said = column + len(between.decode("utf-8", "replace")), hit.start
        first, *others = content[hit.start : hit.end].split(b"\n")
        end = len((others or [first])[-1].decode("utf-8", "replace")) + (1 if others else column)
        yield Finding(
            check="secrets", rule=hit.rule, path="", line=line, column=column, message=hit.message,
            end_line=line + len(others), end_column=end,
            severity="info" if told_less else hit.severity,
            recommendation="read it from the environment or a secret store; revoke it if it is real and was ever shared",
        )  # fmt: skip


def _facts(snapshot: Snapshot, context: CheckContext) -> str | None:
    """None while the engine loads: an answer without it is not kept. A command is told of an engine that fails, a hook is not."""
    engine, name, state = context.detector.engine, snapshot.file.name, context.detector.state
    if context.detector.has_looked(snapshot.content or b""):
        state = "ready"
    elif state == "loading":
        return None
    suffix = PurePosixPath(snapshot.path).suffix if engine else ""
    asked = "command" if snapshot.phase == "check" else "hook"
    return f"{asked} {has_bare_values(name)} {is_aside(snapshot.path)} {state} {engine.name if engine else ''} {suffix}"


def _later(snapshot: Snapshot, context: CheckContext) -> Check | None:
    """A look by the engine, where a hook does not wait for it to load."""
    if snapshot.phase == "check" or context.detector.state != "loading":
        return None
    return None if context.detector.has_looked(snapshot.content or b"") else BY_ENGINE


_EXAMPLE = Example(
    "a.py", b'TOKEN = "ghp_' + b'a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n', b'TOKEN = os.environ["GITHUB_TOKEN"]\n'
)  # fmt: skip

BY_ENGINE = Check(
    name="secrets",
    summary="what the engine finds, once it is loaded",
    run=_run_engine,
    example=_EXAMPLE,
    cost="slow",
    default=True,
    compared="value",
    of_parts=True,
    facts=lambda _snapshot, _context: None,
)
"""Goes on in the background after an answer without the engine."""

CHECK = Check(
    name="secrets",
    summary="tokens, keys and passwords in text",
    run=_run,
    example=_EXAMPLE,
    default=True,
    compared="value",
    of_parts=True,
    facts=_facts,
    later=_later,
)
