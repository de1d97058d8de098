"""Attempts at one guest call: an instance from the pool, the call, and what to do when it was stopped."""

from dataclasses import dataclass
from typing import Any

from kaptar.errors import DeadlineExceeded, GuestError, OperationFailed
from kaptar.runtime.call import Call
from kaptar.runtime.pool.admission import Seat
from kaptar.runtime.pool.guest_call import GuestStopped
from kaptar.runtime.pool.instance import Instance
from kaptar.runtime.pool.pool import Pool
from kaptar.runtime.pool.pool_stats import loss_by


@dataclass(frozen=True, slots=True)
class Setback:
    """An attempt without an answer. ``again``: a fresh instance with more memory may succeed."""

    problem: Exception
    again: bool


def run(pool: Pool, retries: int, call: Call) -> tuple[Any, int]:
    """Run a call; answers the value, and the memory of the instance afterwards in bytes.

    A trap is tried again on up to ``retries`` fresh instances with the whole memory limit: the first try reserves less,
    and an instance that served others before may be at fault.
    Raises OperationFailed, GuestError, Busy, Closed; ConfigError where the memory limit is below what the module starts with.
    """
    need = pool.reservation(len(call.data), call.module)
    answer = _attempt(pool, call, need if retries else pool.limit, call.isolated)
    while isinstance(answer, Setback):
        if not answer.again or not retries or call.cancelled():
            raise answer.problem
        retries -= 1
        answer = _attempt(pool, call, pool.limit, True)
    return answer


def _attempt(pool: Pool, call: Call, need: int, fresh: bool) -> tuple[Any, int] | Setback:
    seat = Seat(need)
    try:
        instance = pool.take(seat, call.module, fresh, call.interrupt)
        if fresh:
            instance.remember_data()
        try:
            answer = instance.call(call, need)
        except GuestStopped as stopped:
            return _stopped(pool, seat, instance, call, stopped)
        memory = instance.memory
        if answer.failed:
            # A guest may say itself that memory is short; with its whole limit it may succeed.
            short = need < pool.limit and memory > need // 2
            pool.release(seat, not short and (not fresh or instance.renew()))
            return Setback(OperationFailed(_message(answer.data)), short)
        try:
            value = call.op.decode(answer.data)
        except GuestError as problem:
            pool.lose(seat, "trapped")
            return Setback(problem, again=False)
        except OperationFailed as problem:
            pool.release(seat, not fresh or instance.renew())
            return Setback(problem, again=False)
        keep = call.interrupt is None or not call.interrupt.requested
        pool.release(seat, keep and (not fresh or instance.renew()))
    except BaseException:
        pool.lose(seat, "timed_out")
        raise
    return value, memory


def _stopped(pool: Pool, seat: Seat, instance: Instance, call: Call, stopped: GuestStopped) -> Setback:
    problem = instance.explain(call.op.name, stopped, call.timeout_s)
    pool.lose(seat, loss_by(problem))
    return Setback(problem, again=not isinstance(problem, DeadlineExceeded))


def _message(data: bytes) -> str:
    """The guest's words as one line of bounded length: a plugin may say anything."""
    return " ".join(data[:2000].decode(errors="replace").split())[:500] or "the guest gave no reason"
