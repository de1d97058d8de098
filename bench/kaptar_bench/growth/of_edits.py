"""Edits and diffs of growing size."""

from collections.abc import Callable
from random import Random

from kaptar.edit.engine import Editor, Limits
from kaptar.edit.files import FilesPlan, plan_files
from kaptar.edit.folder import Folder
from kaptar.edit.outcome import Applied
from kaptar.repository.differences import changed_lines
from kaptar_bench.growth.ground import Ground, Subject

_LIMITS = Limits(deadline_ms=600_000)
_HUNKS = 50


def _of_many_files(ground: Ground, files: int) -> Callable[[], object]:
    parts = []
    for number in range(files):
        text = "".join(f"x{line} = {line}\n" for line in range(100))
        (ground.folder / f"f{number}.py").write_text(text)
        shown = "".join(f" x{line} = {line}\n" for line in range(30))
        changed = "".join(f"-x{line} = {line}\n+x{line} = {line} + {number}\n" for line in range(30, 70))
        parts.append(f"*** Update File: f{number}.py\n@@\n{shown}{changed}")
    edit = "*** Begin Patch\n" + "".join(parts) + "*** End Patch\n"
    editor, folder = Editor(ground.runtime, _LIMITS), Folder(ground.folder, 1 << 20)

    def work() -> None:
        plan = plan_files(editor, edit, folder)
        assert isinstance(plan, FilesPlan), plan

    return work


def _of_many_hunks(ground: Ground, hunks: int) -> Callable[[], object]:
    source = "".join(f"x{line} = {line}\n" for line in range(20 * hunks))
    edit = "".join(f"<<<<<<< SEARCH\nx{20 * n} = {20 * n}\n=======\nx{20 * n} = {n} + 1\n>>>>>>> REPLACE\n" for n in range(hunks))
    editor = Editor(ground.runtime, _LIMITS)

    def work() -> None:
        done = editor.apply_edit(source.encode(), edit, path="a.py")
        assert isinstance(done, Applied), done

    return work


def _of_a_long_file(ground: Ground, lines: int) -> Callable[[], object]:
    source = "".join(f"x{line} = {line}\n" for line in range(lines))
    edit = f"<<<<<<< SEARCH\nx{lines // 2} = {lines // 2}\n=======\nx = 1\n>>>>>>> REPLACE\n"
    editor = Editor(ground.runtime, _LIMITS)

    def work() -> None:
        done = editor.apply_edit(source.encode(), edit, path="a.py")
        assert isinstance(done, Applied), done

    return work


def _of_a_repetitive_file(_: Ground, lines: int) -> Callable[[], object]:
    old = [f"x = {number % 3}" for number in range(lines)]
    new = [*old]
    for number in range(_HUNKS):
        new[number * lines // _HUNKS] = f"y = {number % 2}"
        new.insert(number * lines // _HUNKS + 9, "x = 1")
    return lambda: changed_lines(old, new)


def _of_shuffled_lines(_: Ground, lines: int) -> Callable[[], object]:
    lot = Random(lines)
    old, new = ([str(lot.randrange(60)) for _ in range(lines)] for _ in range(2))
    return lambda: changed_lines(old, new)


EDITS = (
    Subject("one edit of many files", "parts", (80, 160, 320), _of_many_files),
    Subject("one edit with many hunks, one file", "hunks", (80, 160, 320), _of_many_hunks),
    Subject("one edit of a long file", "lines", (8000, 16_000, 32_000), _of_a_long_file),
    Subject(f"diff, a repetitive file with {_HUNKS} hunks", "lines", (8000, 16_000, 32_000), _of_a_repetitive_file),
    Subject("diff, the same few lines in another order", "lines", (4000, 8000, 16_000), _of_shuffled_lines),
)
