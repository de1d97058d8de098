"""Reports of test runners: JUnit XML, the JSON of vitest, jest and go, the lines of cargo. Exit codes are not used."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

import msgspec

from kaptar.checks.tools.tool import ToolFailed
from kaptar.decoding.json import decode_json

_CARGO_SECTION = re.compile(r"^running (\d+) tests?$", re.MULTILINE)
_CARGO = re.compile(r"^test (.+?)(?: - should panic| - compile fail| - compile){0,2} \.\.\. (ok|FAILED|ignored)", re.MULTILINE)
_CARGO_PANIC = re.compile(r" panicked at (?:'(?P<old>.*)', )?(?P<file>[^\n:]+):(?P<line>\d+):\d+:?\n?(?P<new>.*)")
_CARGO_EXAMPLE = re.compile(r"^(\S.{0,300}\.rs) - .{0,300}\(line (\d{1,9})\)$")
_PANICKED = " panicked at "
_MOST_PANICS, _MOST_PANIC = 20, 8000
_NO_REASONS = frozenset({"collection failure", "test setup failure", "test teardown failure"})
_FRAME = re.compile(r"(?:\(|at |async )((?:file://)?/[^\n():]{0,500}+):(\d{1,9}):\d")
_GO_PLACE = re.compile(r"^[ \t]*+(\S{1,500}\.go):(\d{1,9})(?::\d{1,9})?: ", re.MULTILINE)


class CaseReport(NamedTuple):
    """One test.

    Attributes:
        passed: None where it was skipped.
        file, line: "" and 0 where the report has none.
        group: what the name is unique in, beside the file: a package or program.
        whole: it stands for a file or package that did not load or build, or died: its tests have no result of their own.
    """

    name: str
    passed: bool | None
    message: str = ""
    file: str = ""
    line: int = 0
    group: str = ""
    whole: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other tests."""
        return self.group, self.file, self.name


def junit(xml: bytes) -> Iterator[CaseReport]:
    """Raises ToolFailed where it is no report."""
    try:
        tree = ElementTree.fromstring(xml)
    except ElementTree.ParseError as problem:
        raise ToolFailed(f"the JUnit report cannot be read: {problem}") from None
    for case in tree.iter("testcase"):
        bad = case.find("failure") if case.find("failure") is not None else case.find("error")
        passed = None if case.find("skipped") is not None else bad is None
        name = ".".join(part for part in (case.get("classname"), case.get("name")) if part)
        message = "" if bad is None else _reason(bad.get("message") or "", bad.text or "")
        whole = bad is not None and bad.tag == "error" and bad.get("message") == "collection failure"
        yield CaseReport(name, passed, _first(message), case.get("file") or "", _count(case.get("line")) + 1, whole=whole)


def node(xml: bytes, tests: Collection[str] = ()) -> Iterator[CaseReport]:
    """The JUnit XML of ``node --test``. ``tests``: absolute paths, one of which is where a test failed.

    A file that fails outside of its tests is a case of its own; one that passes as a whole has no test that has reported.
    Raises ToolFailed.
    """
    try:
        tree = ElementTree.fromstring(xml)
    except ElementTree.ParseError as problem:
        raise ToolFailed(f"the JUnit report cannot be read: {problem}") from None
    yield from _node(tree, (), tests)


def _node(parent: ElementTree.Element, outer: tuple[str, ...], tests: Collection[str]) -> Iterator[CaseReport]:
    for each in parent:
        name = each.get("name") or ""
        if each.tag == "testsuite":
            yield from _node(each, (*outer, name), tests)
        elif each.tag == "testcase":
            bad = each.find("failure") if each.find("failure") is not None else each.find("error")
            passed = None if each.find("skipped") is not None else bad is None
            whole = not outer and name.startswith("/")
            if not (whole and passed):
                yield _node_case(each, " > ".join((*outer, name)), passed, bad, tests)._replace(whole=whole)


def _node_case(
    case: ElementTree.Element, name: str, passed: bool | None, bad: ElementTree.Element | None, tests: Collection[str]
) -> CaseReport:
    if name.startswith("/"):
        return CaseReport(name.rpartition("/")[2], passed, "it fails outside of its tests", name)
    if bad is None:
        return CaseReport(name, passed, "", case.get("file") or "")
    frames = ((unquote(path.removeprefix("file://")), line) for path, line in _FRAME.findall(bad.text or ""))
    file, line = next((frame for frame in frames if frame[0] in tests), (case.get("file") or "", "0"))
    return CaseReport(name, passed, _first(bad.get("message") or ""), file, int(line))


class _Assertion(msgspec.Struct, frozen=True, rename="camel"):
    full_name: str
    status: str
    failure_messages: list[str] = []


class _Suite(msgspec.Struct, frozen=True, rename="camel"):
    name: str
    assertion_results: list[_Assertion]
    status: str = ""
    message: str = ""


class _Jest(msgspec.Struct, frozen=True, rename="camel"):
    test_results: list[_Suite]


def jest(report: bytes) -> Iterator[CaseReport]:
    """Of jest and vitest. A file that failed before its first test is a case of its own. Raises ToolFailed."""
    try:
        found = decode_json(report, _Jest)
    except msgspec.MsgspecError:
        raise ToolFailed("the JSON report cannot be read") from None
    for suite in found.test_results:
        if suite.status == "failed" and not suite.assertion_results:
            yield CaseReport(suite.name.rpartition("/")[2], False, _jest_message(suite.message), suite.name, whole=True)
        for case in suite.assertion_results:
            passed = {"passed": True, "failed": False}.get(case.status)
            said = "\n".join(case.failure_messages)
            line = next((int(number) for path, number in _FRAME.findall(said) if path == suite.name), 0)
            yield CaseReport(case.full_name, passed, _first(said), suite.name, line)


def _jest_message(said: str) -> str:
    """Jest puts a headline before what went wrong."""
    return _first("\n".join(line for line in said.splitlines() if "Test suite failed to run" not in line))


class _GoEvent(msgspec.Struct, frozen=True, rename="pascal"):
    action: str
    package: str = ""
    import_path: str = ""
    test: str = ""
    output: str = ""
    failed_build: str = ""


def go(report: bytes) -> Iterator[CaseReport]:
    """The events of ``go test -json``; ``group`` is the package.

    ``file`` is a name in the package's folder; where the build failed, a path in the folder that go was started in.

    A package that does not build, or dies beside its tests, is a case of its own. Raises ToolFailed.
    """
    try:
        events = [decode_json(line, _GoEvent) for line in report.splitlines() if line.startswith(b"{")]
    except msgspec.MsgspecError:
        raise ToolFailed("the events of go test cannot be read") from None
    said: dict[tuple[str, str], list[str]] = {}
    failed = {event.package for event in events if event.action == "fail" and event.test}
    for event in events:
        if event.action in ("output", "build-output"):
            said.setdefault((event.package or event.import_path, event.test), []).append(event.output)
        elif event.test and event.action in ("pass", "fail", "skip"):
            passed = {"pass": True, "fail": False}.get(event.action)
            yield _go_case(event.test, passed, said.get((event.package, event.test), []), event.package)
        elif event.action == "fail" and (event.failed_build or event.package not in failed):
            words = said.get((event.failed_build, ""), []) if event.failed_build else said.get((event.package, ""), [])
            case = _go_case(event.package, False, words, event.package)
            yield case._replace(message=case.message or "the package does not build", whole=True)


def _go_case(name: str, passed: bool | None, said: list[str], package: str) -> CaseReport:
    words = [line.strip() for line in said if not line.startswith(("===", "---", "FAIL", "ok", "# "))]
    place = next(iter(_GO_PLACE.finditer("".join(said))), None) if passed is False else None
    file, line = (place[1], int(place[2])) if place else ("", 0)
    return CaseReport(name, passed, _first("\n".join(words)), file, line, package)


def cargo(report: bytes) -> Iterator[CaseReport]:
    """The lines of cargo's own test harness, which has no other report in stable Rust; one section for each program.

    What tests print comes after the results of their program, and is not read as one. A program that names fewer tests
    than it said it would run has died: a case of its own.
    """
    text = report.decode("utf-8", "replace")
    starts = [*_CARGO_SECTION.finditer(text)]
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        section = text[start.end() : following.start() if following else len(text)]
        results, failures, details = section.partition("\nfailures:\n")
        said = _said(details)
        found = [_cargo_case(match, said) for match in _CARGO.finditer(results)]
        yield from found
        if len(found) < int(start[1]) and not failures and "\ntest result: " not in section:
            yield CaseReport("cargo test", False, f"a test program ended after {len(found)} of {start[1]} tests", whole=True)


def _said(details: str) -> dict[str, str]:
    """What each failing test of a section printed, by its name."""
    found: dict[str, str] = {}
    for part in f"\n{details}".split("\n---- ")[1:]:
        name, stands, text = part.partition(" stdout ----\n")
        if stands:
            found.setdefault(name, f"{text}\n")
    return found


def _panic(said: str) -> re.Match[str] | None:
    """The first panic, looked for at the first places and over some lines each."""
    at = said.find(_PANICKED)
    for _ in range(_MOST_PANICS):
        if at < 0:
            break
        if match := _CARGO_PANIC.match(said, at, at + _MOST_PANIC):
            return match
        at = said.find(_PANICKED, at + 1)
    return None


def _cargo_case(match: re.Match[str], said: Mapping[str, str]) -> CaseReport:
    passed = {"ok": True, "FAILED": False}.get(match[2])
    if passed is not False:
        return CaseReport(match[1], passed)
    own = said.get(match[1], "")
    panic = _panic(own)
    message = _first(panic["old"] or panic["new"]) or "panicked" if panic else _first(own)
    example = _CARGO_EXAMPLE.match(match[1])  # it panics in a file that rustdoc makes
    if example:
        return CaseReport(match[1], False, message, example[1], int(example[2]))
    return (
        CaseReport(match[1], False, message, panic["file"], int(panic["line"])) if panic else CaseReport(match[1], False, message)
    )


class _Span(msgspec.Struct, frozen=True):
    file_name: str
    line_start: int
    is_primary: bool = False


class _Diagnostic(msgspec.Struct, frozen=True):
    level: str
    message: str
    spans: list[_Span] = []


class _CargoMessage(msgspec.Struct, frozen=True):
    reason: str
    message: _Diagnostic | None = None
    success: bool | None = None


class Unbuilt(NamedTuple):
    """cargo has ended before its build: it could not read the package, or find what it depends on."""


def cargo_build(messages: bytes) -> CaseReport | Unbuilt | None:
    """Of ``cargo --message-format=json``: the first error of a build that failed, None of one that is well."""
    error: CaseReport | None = None
    for line in messages.splitlines():
        said = _cargo_message(line)
        if said is None:
            continue
        if said.message is not None and said.message.level.startswith("error") and error is None:
            place = next((span for span in said.message.spans if span.is_primary), None)
            file, number = (place.file_name, place.line_start) if place else ("", 0)
            error = CaseReport("the build", False, _first(said.message.message), file, number, whole=True)
        elif said.reason == "build-finished":
            return None if said.success else error or CaseReport("the build", False, "it failed", whole=True)
    return Unbuilt()


def _cargo_message(line: bytes) -> _CargoMessage | None:
    try:
        return decode_json(line, _CargoMessage) if line.startswith(b'{"reason":') else None
    except msgspec.MsgspecError:
        return None


def _reason(message: str, text: str) -> str:
    """Why a test failed: where the message says only at which step, the first line of the text that pytest marks as the error."""
    if message and message not in _NO_REASONS:
        return message
    errors = (line[1:] for line in text.splitlines() if line.startswith("E "))
    return next(errors, text) or message


def _first(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return re.sub(r"\x1b\[[0-9;]*m", "", lines[0])[:300] if lines else ""


def _count(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
