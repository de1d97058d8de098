"""Warm type checkers say what the tool itself says, of the same content, also after other files have changed."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.checks.tools.real.conftest import MODULES, Files, OneCheck, need
from tests.waiting import wait_until

from kaptar.checks.tools.warm.pool import Servers
from kaptar.checks.verdict import CheckResult

pytestmark = [pytest.mark.tools, pytest.mark.slow]

PYTHON: Files = {
    "b.py": "def half(x: int) -> int:\n    return x // 2\n",
    "a.py": 'from b import half\n\ny: str = half(1)\nz = len("é😀"), half("é")\n\n\ndef g(a):  # noqa\n    return a.nope\n',
    "clean.py": "from b import half\n\nx: int = half(3)\n",
}
TYPESCRIPT: Files = {
    "tsconfig.json": '{"compilerOptions": {"strict": true, "module": "esnext", "moduleResolution": "bundler", "types": [], '
    '"lib": ["es2022"]}, "include": ["src"]}',
    "src/b.ts": "export function half(x: number): number {\n  return x / 2;\n}\n",
    "src/a.ts": 'import { half } from "./b";\nexport const y: string = half(1);\nexport const z = ["é😀", half("é")];\n'
    "export function g(a) {\n  return a;\n}\n",
    "src/clean.ts": 'import { half } from "./b";\nexport const x: number = half(3);\n',
    "outside.ts": "export const x: number = 'a';\n",
}


class Case(NamedTuple):
    """A checker, and the project that is set up for it. ``program``: what must be there."""

    name: str
    program: str
    files: Files
    source: str
    ending: str
    swap: tuple[str, str]
    extra: tuple[str, str]


CASES = [
    Case("pyright", "pyright", PYTHON | {"pyrightconfig.json": '{"typeCheckingMode": "strict"}'}, "", ".py",
         ("x: int", "x: str"), ("from extra import q\n\nw: str = q\n", "q: int = 1\n")),
    Case("mypy", "mypy", PYTHON | {"mypy.ini": "[mypy]\nstrict = True\n"}, "", ".py",
         ("x: int", "x: str"), ("from extra import q\n\nw: str = q\n", "q: int = 1\n")),
    Case("tsc", "typescript/bin/tsc", TYPESCRIPT, "src/", ".ts",
         ("x: number", "x: string"),
         ('import { q } from "./extra";\nexport const w: string = q;\n', "export const q: number = 1;\n")),
    Case("tsc", "typescript7/bin/tsc", TYPESCRIPT, "src/", ".ts",
         ("x: number", "x: string"),
         ('import { q } from "./extra";\nexport const w: string = q;\n', "export const q: number = 1;\n")),
]  # fmt: skip


class Both(NamedTuple):
    """The project, and its check by the tool itself and by a warm server."""

    case: Case
    root: Path
    cold: Callable[..., CheckResult]
    warm: Callable[..., CheckResult]
    servers: Servers

    def path(self, stem: str) -> str:
        return f"{self.case.source}{stem}{self.case.ending}"

    def agree(self, stem: str) -> CheckResult:
        """What both say; the test fails where they differ."""
        cold, warm = self.cold(self.path(stem)), self.warm(self.path(stem))
        assert (warm.backend, cold.backend) == (f"{self.case.name} (warm)", self.case.name), (warm.reason, cold.reason)
        assert told(warm) == told(cold)
        return warm


def told(result: CheckResult) -> list[tuple[object, ...]]:
    return sorted((f.rule, f.line, f.column, f.severity, f.message) for f in result.findings)


@pytest.fixture(params=CASES, ids=lambda case: case.program.split("/")[0])
def both(request: pytest.FixtureRequest, project: Callable[[Files], Path], one_check: OneCheck, servers: Servers) -> Both:
    case: Case = request.param
    if case.name == "tsc":
        need("node")
        if not (MODULES / case.program).exists():
            pytest.skip(f"{case.program} is not installed; .ci/run does it")
    else:
        need(case.program)
    root = project(case.files)
    if case.name == "tsc":
        (root / "node_modules").unlink()
        binaries = root / "node_modules" / ".bin"
        binaries.mkdir(parents=True)
        for program in (MODULES / case.program).parent.iterdir():
            (binaries / program.name).symlink_to(program)
    return Both(case, root, one_check("types"), one_check("types", servers), servers)


def test_the_warm_server_says_what_the_tool_says(both: Both) -> None:
    assert both.agree("a").state == "findings"
    assert len(both.agree("a").findings) >= 3
    assert both.agree("clean").state == "passed"
    other = both.root / both.path("b")
    before = other.read_text()
    write(other, before.replace(*both.case.swap), 1)
    assert both.agree("clean").state == "findings"
    both.agree("a")
    write(other, before, 2)
    assert both.agree("clean").state == "passed"
    assert len(both.servers.live()) == 1


def write(file: Path, text: str, seconds: int) -> None:
    """Change a file, as if some time after now: mypy itself sees no change of one second that keeps the size."""
    file.write_text(text)
    now = time.time()
    os.utime(file, (now, now + 2 * seconds))


def test_a_change_that_mypy_itself_overlooks(both: Both) -> None:
    other = both.root / both.path("b")
    before, now = other.read_text(), int(time.time())
    for text, state, at in ((before, "passed", 0.1), (before.replace(*both.case.swap), "findings", 0.2), (before, "passed", 0.3)):
        other.write_text(text)
        os.utime(other, (now + at, now + at))
        assert both.warm(both.path("clean")).state == state


def test_files_come_and_go(both: Both) -> None:
    both.agree("clean")
    user, used = both.case.extra
    (both.root / both.path("user")).write_text(user)
    missing = told(both.agree("user"))
    (both.root / both.path("extra")).write_text(used)
    there = told(both.agree("user"))
    assert there != missing
    (both.root / both.path("extra")).unlink()
    assert told(both.agree("user")) == missing


def test_content_that_the_disk_does_not_hold(both: Both) -> None:
    wrong = both.case.files[both.path("clean")].replace("3", '"3"')
    found = both.warm(both.path("clean"), wrong)
    assert found.state == "findings"
    (both.root / both.path("clean")).write_text(wrong)
    assert told(found) == told(both.cold(both.path("clean")))
    (both.root / both.path("clean")).write_text(both.case.files[both.path("clean")])
    assert both.agree("clean").state == "passed"


def test_a_server_that_was_killed_is_replaced(both: Both) -> None:
    both.agree("clean")
    (live,) = both.servers.live()
    os.killpg(live.pid, signal.SIGKILL)
    assert both.warm(both.path("a")).state == "findings"
    assert both.agree("a").state == "findings"
    (again,) = both.servers.live()
    assert again.pid != live.pid


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="/proc is not there")
def test_a_server_ends_with_all_its_processes(both: Both) -> None:
    both.agree("clean")
    (live,) = both.servers.live()
    both.servers.close()
    wait_until(lambda: not alive_in_group(live.pid), "the processes of the server end", 5)


@pytest.mark.parametrize("both", CASES[2:], indirect=True, ids=lambda case: case.program.split("/")[0])
def test_a_file_that_the_project_leaves_out_has_not_passed(both: Both) -> None:
    for check in (both.cold, both.warm):
        found = check("outside.ts")
        assert (found.state, found.due, found.reason) == ("not_run", False, "tsconfig.json does not include this file")


def alive_in_group(group: int) -> list[str]:
    """Processes of a group; zombies are gone."""
    return [each for each in (_in_group(stat, group) for stat in Path("/proc").glob("[0-9]*/stat")) if each]


def _in_group(stat: Path, group: int) -> str:
    try:
        text = stat.read_text()
    except OSError:
        return ""
    state, _, pgrp = text.rpartition(")")[2].split()[:3]
    return text[:60] if int(pgrp) == group and state != "Z" else ""
