"""What test runners report: JUnit XML, the JSON of vitest and jest, of go, and the lines of cargo. Never the exit code."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

import msgspec

from skep.hooks.checks.tool import ToolFailed

_CARGO = re.compile(r"^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)", re.MULTILINE)


class Case(NamedTuple):
    """One test. ``passed`` is None where it was skipped; ``file`` and ``line`` are "" and 0 where the report has none."""

    name: str
    passed: bool | None
    message: str = ""
    file: str = ""
    line: int = 0


def junit(xml: bytes) -> Iterator[Case]:
    """Raises ToolFailed where it is no report."""
    try:
        tree = ElementTree.fromstring(xml)
    except ElementTree.ParseError as problem:
        raise ToolFailed(f"the JUnit report cannot be read: {problem}") from None
    for case in tree.iter("testcase"):
        bad = case.find("failure") if case.find("failure") is not None else case.find("error")
        passed = None if case.find("skipped") is not None else bad is None
        name = ".".join(part for part in (case.get("classname"), case.get("name")) if part)
        message = (bad.get("message") or bad.text or "") if bad is not None else ""
        yield Case(name, passed, _first(message), case.get("file") or "", int(case.get("line") or -1) + 1)


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


def jest(report: bytes) -> Iterator[Case]:
    """Of jest and vitest. A suite that failed before its first test is a case of its own. Raises ToolFailed."""
    try:
        found = msgspec.json.decode(report[report.find(b"{") :], type=_Jest)
    except msgspec.MsgspecError:
        raise ToolFailed("the JSON report cannot be read") from None
    for suite in found.test_results:
        if suite.status == "failed" and not suite.assertion_results:
            yield Case(suite.name.rpartition("/")[2], False, _first(suite.message), suite.name)
        for case in suite.assertion_results:
            passed = {"passed": True, "failed": False}.get(case.status)
            yield Case(case.full_name, passed, _first("\n".join(case.failure_messages)), suite.name)


class _GoEvent(msgspec.Struct, frozen=True, rename="pascal"):
    action: str
    package: str = ""
    test: str = ""
    output: str = ""


def go(report: bytes) -> Iterator[Case]:
    """The events of ``go test -json``. A package that does not build is a case of its own. Raises ToolFailed."""
    said: dict[tuple[str, str], list[str]] = {}
    try:
        events = [msgspec.json.decode(line, type=_GoEvent) for line in report.splitlines() if line.startswith(b"{")]
    except msgspec.MsgspecError:
        raise ToolFailed("the events of go test cannot be read") from None
    failed = {(event.package, event.test) for event in events if event.action == "fail"}
    for event in events:
        key = (event.package, event.test)
        if event.action == "output":
            said.setdefault(key, []).append(event.output)
        elif event.test and event.action in ("pass", "fail", "skip"):
            yield Case(event.test, {"pass": True, "fail": False}.get(event.action), _go_message(said.get(key, [])))
        elif event.action == "fail" and not any(package == event.package and test for package, test in failed):
            yield Case(event.package, False, _go_message(said.get(key, [])) or "the package does not build")


def _go_message(said: list[str]) -> str:
    return _first("\n".join(line.strip() for line in said if not line.startswith(("===", "---", "FAIL", "ok"))))


def cargo(report: bytes) -> Iterator[Case]:
    """The lines of cargo's own test harness, which has no other report in stable Rust."""
    text = report.decode("utf-8", "replace")
    for match in _CARGO.finditer(text):
        passed = {"ok": True, "FAILED": False}.get(match[2])
        panic = re.search(rf"---- {re.escape(match[1])} stdout ----\n(.*\n?.*)", text) if passed is False else None
        yield Case(match[1], passed, _first(panic[1]) if panic else "")


def _first(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return re.sub(r"\x1b\[[0-9;]*m", "", lines[0])[:300] if lines else ""
