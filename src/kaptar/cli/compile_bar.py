"""Progress bar for the first compile of guests. Later starts load compiled code and show nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kaptar.cli.border import console

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from kaptar.api.modules import Progress


@contextmanager
def compile_bar() -> "Iterator[Callable[[Progress], None] | None]":
    """What a runtime tells its progress to; None where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _CompileBar()
    try:
        yield bar.show
    finally:
        bar.close()


class _CompileBar:
    """Appears with the first compile. Called from the loading thread only, until `close`."""

    def __init__(self) -> None:
        self._bars: Bars | None = None

    def show(self, progress: "Progress") -> None:
        if self._bars is None:
            if progress.step != "compiling":
                return
            self._bars = self._start()
        self._bars.update(self._bars.task_ids[0], completed=progress.done, total=progress.total, module=progress.module)

    def close(self) -> None:
        if self._bars is not None:
            self._bars.stop()

    def _start(self) -> "Bars":
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("compiling {task.fields[module]}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        bars = Progress(*columns, console=console(sys.stderr), transient=True)
        bars.add_task("compiling", module="")
        bars.start()
        return bars
