"""Parts that run: started in order inside one task group, ended in reverse, each waited for."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import anyio
from anyio.abc import TaskStatus

from kaptar.errors import PartFailed
from kaptar.hive.part import Part
from kaptar.stop import Stop

END_WITHIN_S = 10.0
"""How long the end of one part is waited for before the next one is asked to end."""

_log = logging.getLogger(__name__)


class _Running:
    """A part that was started. Its scope is shielded, so that parts end one after the other, whoever cancels the block."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.scope = anyio.CancelScope(shield=True)
        self.ended = anyio.Event()
        self.failure = ""


@asynccontextmanager
async def running(
    parts: Iterable[Part], ending: Stop, end_within_s: float = END_WITHIN_S, alive: list[str] | None = None
) -> AsyncIterator[None]:
    """Run parts while the block runs.

    At the end all parts are waited for, without a limit: `kaptar.hive.process` ends the process where that takes too long.

    Args:
        parts: in the order of their start. The iterator is advanced after the previous part has started.
        ending: requested with the reason when a part fails. The block is expected to end then.
        end_within_s: a part that does not end in time is named in the log, and the parts before it end meanwhile.
        alive: has the names of the parts that run now, for who looks on from another thread.

    Raises:
        PartFailed: at the end, where a part has failed.
    """
    started: list[_Running] = []
    alive = [] if alive is None else alive
    problem: Exception | None = None
    async with anyio.create_task_group() as tasks:
        try:
            for part in parts:
                await tasks.start(_run, part, ending, started, alive)
            yield
        except Exception as raised:  # noqa: BLE001 - raised again below: the task group would wrap it
            problem = raised
        finally:
            with anyio.CancelScope(shield=True):
                for each in reversed(started):
                    await _end(each, end_within_s)
    if problem is not None:
        raise problem
    if failures := [each.failure for each in started if each.failure]:
        raise PartFailed("; ".join(failures))


async def _run(
    part: Part, ending: Stop, started: list[_Running], alive: list[str], *, task_status: TaskStatus[None]
) -> None:  # fmt: skip
    running = _Running(part)
    alive.append(part.name)
    try:
        with running.scope:
            started.append(running)
            task_status.started()
            await part.run()
            if not running.scope.cancel_called:
                raise PartFailed("it ended before the hive")
    except Exception as problem:  # noqa: BLE001 - one part's fault ends all of them, in order
        _log.exception("the part %s failed", part.name)
        running.failure = f"the part {part.name} failed: {type(problem).__name__}: {problem}"
        ending.request(running.failure)
    finally:
        alive.remove(part.name)
        running.ended.set()


async def _end(running: _Running, within_s: float) -> None:
    running.scope.cancel()
    with anyio.move_on_after(within_s):
        await running.ended.wait()
    if not running.ended.is_set():
        _log.warning("the part %s did not end within %g s", running.part.name, within_s)
