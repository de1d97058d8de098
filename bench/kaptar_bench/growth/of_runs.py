"""Plans of growing size."""

from collections.abc import Callable
from math import isqrt

from kaptar.edit.engine import Editor
from kaptar.jobs.coordinator import Watcher
from kaptar.jobs.job import Job, JobOptions
from kaptar.jobs.kinds import KINDS
from kaptar.jobs.kinds.kind import Tools
from kaptar.jobs.plan import load_plan
from kaptar.jobs.schedule import Schedule
from kaptar_bench.growth.ground import Ground, Subject

_SUMS = '[[task]]\nid = "sums"\nkind = "checksum"\nfiles = ["**/*.txt"]\n'


def _running(ground: Ground) -> Callable[[], object]:
    """A run of the plan in the folder, with one worker."""
    tools = Tools(ground.runtime.call, Editor(ground.runtime))

    def work() -> None:
        report = Job(ground.folder / "plan.toml", tools, lambda: (0, 0), JobOptions(workers=1)).run(Watcher())
        assert report.complete, report.tasks

    return work


def _many_files(ground: Ground, files: int) -> Callable[[], object]:
    (ground.folder / "plan.toml").write_text(_SUMS)
    for number in range(files):
        (ground.folder / f"f{number}.txt").write_text(f"{number}\n" * 40)
    return _running(ground)


def _a_large_file(ground: Ground, kibibytes: int) -> Callable[[], object]:
    (ground.folder / "plan.toml").write_text(_SUMS)
    (ground.folder / "a.txt").write_text("0123456789abcde\n" * (64 * kibibytes))
    return _running(ground)


def _all_earlier(ground: Ground, needs: int) -> Callable[[], object]:
    """A plan whose tasks need all earlier ones is read, and its tasks are put in order."""
    names = [f"t{number}" for number in range(isqrt(2 * needs) + 1)]
    path = ground.folder / "plan.toml"
    tasks = (
        f'[[task]]\nid = "{name}"\nkind = "checksum"\nfiles = ["*.txt"]\nneeds = {names[:number]}\n'
        for number, name in enumerate(names)
    )
    path.write_text("".join(tasks))

    def work() -> None:
        plan = load_plan(path, KINDS)
        schedule: Schedule[int] = Schedule({task.id: task.needs for task in plan.tasks})
        while not schedule.finished:
            for task in schedule.startable():
                schedule.open(task, [])

    return work


RUNS = (
    Subject("run over many files", "files", (400, 800, 1600), _many_files),
    Subject("run over a large file", "KiB", (1000, 2000, 4000), _a_large_file),
    Subject("plan whose tasks need all earlier ones", "needs", (8000, 16_000, 32_000), _all_earlier),
)
