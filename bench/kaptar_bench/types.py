"""``kaptar bench types``: the answer of a warm type checker after an edit, beside the tool that starts anew."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

import kaptar
from kaptar.api.programs import Runtime
from kaptar.checks.checker import Checker
from kaptar.checks.registry import CHECKS
from kaptar.checks.settings import Settings, make_settings
from kaptar.checks.tools.warm.pool import Servers
from kaptar.config.sections import Config
from kaptar.errors import Unavailable
from kaptar.repository.project import find_tool
from kaptar.repository.trust import Trust
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.timing import scaled

_ROUNDS, _TS_MODULES = 5, 200
_TARGET = Target("ratio", ">=", 5)


class Project(NamedTuple):
    """A project to check: what it is called, its edited file, and how it is written."""

    name: str
    edited: str
    write: Callable[[Path], None]


class Subject(NamedTuple):
    """A checker with what configures it, and its projects."""

    tool: str
    configuration: tuple[str, str]
    projects: tuple[Project, ...]


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """All rows."""
    rows: list[Measured] = []
    for subject in _SUBJECTS:
        for project in effort.pick(subject.projects, subject.projects[:1]):
            print(f"bench types: {subject.tool}, {project.name} ...", file=sys.stderr)
            rows.append(_row(subject, project, config, effort))
    return rows


def _row(subject: Subject, project: Project, config: Config, effort: Effort) -> Measured:
    name, peer = f"types, {subject.tool}, {project.name}: an edit, warm", f"{subject.tool} started anew"
    if find_tool(subject.tool, Path.cwd() / "-", Path.cwd()) is None:
        return measured(name, [], "ms", peer=peer, target=_TARGET, reason=f"not run: {subject.tool} is not installed")
    with _checkers(subject, project, config) as (settings, warm, cold):
        file = settings.root / project.edited
        source, comment = file.read_text(), "#" if file.suffix == ".py" else "//"
        numbers = iter(range(1_000_000))

        def edit(checker: Checker, backend: str) -> None:
            # Of another size than the edit before: mypy overlooks a change within a second that keeps it.
            file.write_text(f"{source}\n{comment} {'-' * (1 + next(numbers) % 9)}\n")
            verdict = checker.check_files([str(file)], lambda _path: settings)
            (result,) = [each for each in verdict.results if each.check == "types"]
            if result.backend != backend:
                raise Unavailable(f"{subject.tool} did not answer as {backend}: {result.state} {result.reason}")

        subjects = {
            "warm": lambda: edit(warm, f"{subject.tool} (warm)"),
            "cold": lambda: edit(cold, subject.tool),
        }
        times = {what: scaled(rounds, "ms") for what, rounds in timed(subjects, effort, rounds=_ROUNDS, round_ms=1).items()}
    return measured(name, times["warm"], "ms", peer=peer, peer_rounds=times["cold"], target=_TARGET)


@contextmanager
def _checkers(subject: Subject, project: Project, config: Config) -> Iterator[tuple[Settings, Checker, Checker]]:
    """Settings of the project, trusted, that check types alone, and two checkers: one with servers, one without."""
    hooks = msgspec.structs.replace(config.hooks, checks={name: name == "types" for name in CHECKS})
    only_types = msgspec.structs.replace(config, hooks=hooks)
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-types-") as folder, Runtime(config) as runtime:
        root = Path(folder).resolve() / "project"
        root.mkdir()
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        project.write(root)
        (root / subject.configuration[0]).write_text(subject.configuration[1])
        _link_modules(root)
        trust = Trust(root, Path(folder) / "trust")
        trust.grant()
        servers = Servers()
        warm, cold = (Checker(runtime, guests_on=config.wasm.enabled, servers=each) for each in (servers, None))
        try:
            yield make_settings(only_types, root, trust=trust), warm, cold
        finally:
            warm.close()
            cold.close()
            servers.close()


def _link_modules(root: Path) -> None:
    """Programs of this folder's own ``node_modules`` are those that are measured."""
    modules = Path.cwd() / "node_modules"
    if modules.is_dir():
        (root / "node_modules").symlink_to(modules)


def _small_python(root: Path) -> None:
    (root / "b.py").write_text("def half(x: int) -> int:\n    return x // 2\n")
    (root / "a.py").write_text("from b import half\n\nx: int = half(1)\n")


def _kaptar_itself(root: Path) -> None:
    shutil.copytree(Path(kaptar.__file__).parent, root / "kaptar", ignore=shutil.ignore_patterns("__pycache__", "artifacts"))


def _small_typescript(root: Path) -> None:
    (root / "b.ts").write_text("export function half(x: number): number {\n  return x / 2;\n}\n")
    (root / "a.ts").write_text('import { half } from "./b";\nexport const x: number = half(1);\n')


def _many_modules(root: Path) -> None:
    """Modules that use each other's types, a chain of them."""
    for number in range(_TS_MODULES):
        before = f'import {{ Item{number - 1}, total{number - 1} }} from "./m{number - 1}";\n' if number else ""
        base = f" extends Item{number - 1}" if number else ""
        inner = f"total{number - 1}(items)" if number else "0"
        methods = "".join(
            f"export function f{number}_{each}(item: Item{number}): string {{\n"
            f'  return [item.name{number}, String(item.count{number} * {each})].map((part) => part.trim()).join("-");\n}}\n'
            for each in range(10)
        )
        (root / f"m{number}.ts").write_text(
            f"{before}export interface Item{number}{base} {{\n  name{number}: string;\n  count{number}: number;\n}}\n"
            f"export function total{number}(items: Item{number}[]): number {{\n"
            f"  return items.reduce((sum, item) => sum + item.count{number}, {inner});\n}}\n{methods}"
        )


_PYTHON = (
    Project("two modules", "a.py", _small_python),
    Project("Kaptar's own sources", "kaptar/checks/checker.py", _kaptar_itself),
)
_SUBJECTS = (
    Subject("pyright", ("pyrightconfig.json", "{}"), _PYTHON),
    Subject("mypy", ("mypy.ini", "[mypy]\nstrict = True\n"), _PYTHON),
    Subject("tsc", ("tsconfig.json", '{"compilerOptions": {"strict": true, "types": []}, "include": ["*.ts"]}'),
            (Project("two modules", "a.ts", _small_typescript),
             Project(f"{_TS_MODULES} modules", f"m{_TS_MODULES // 2}.ts", _many_modules))),
)  # fmt: skip
