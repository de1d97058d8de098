"""One call in a guest: an instance from the pool, the call, what to do when it was stopped."""

from typing import Any, Literal

from kaptar.config.load import WasmConfig
from kaptar.errors import DeadlineExceeded, GuestError, MemoryExceeded, OperationFailed
from kaptar.runtime import encoding
from kaptar.runtime.call_options import CallOptions, GuestAnswer
from kaptar.runtime.modules.modules import Module, Signature
from kaptar.runtime.pool.guest_call import Stopped
from kaptar.runtime.pool.pool import Pool


def run(
    pool: Pool, config: WasmConfig, module: Module, op: Signature, args: tuple[Any, ...], options: CallOptions
) -> GuestAnswer:
    """Run an operation with arguments that were not checked yet.

    A trap is tried again on fresh instances with the whole memory limit: the first try reserves less, and an instance
    that served others before may be at fault.
    Raises OperationFailed, GuestError, Busy, Closed, InvalidArgument.
    """
    data = encoding.encode_checked(op.name, op.params, args)
    need = pool.reservation(len(data)) if options.retries else config.memory_limit
    isolated = options.isolated or module.plugin
    left = options.retries
    while True:
        try:
            return _attempt(pool, module, op, data, need, isolated, options, config.memory_limit)
        except _TryAgain as again:
            if not left or _cancelled(options):
                raise again.problem from None
        left -= 1
        need, isolated = config.memory_limit, True


def _attempt(
    pool: Pool, module: Module, op: Signature, data: bytes, need: int, isolated: bool, options: CallOptions, limit: int
) -> GuestAnswer:
    instance = pool.acquire(module, fresh=isolated, need=need, interrupt=options.interrupt)
    if isolated:
        instance.remember_data()
    try:
        answer = instance.call(op.id, data, memory=need, timeout_s=options.timeout_s, interrupt=options.interrupt)
    except Stopped as stopped:
        problem = instance.explain(op.name, stopped, options.timeout_s)
        pool.lose(instance, _loss(problem))
        if isinstance(problem, DeadlineExceeded):
            raise problem from None
        raise _TryAgain(problem) from None
    except BaseException:
        pool.lose(instance, "timed_out")
        raise
    if answer.failed:
        # A guest may say itself that memory is short; with its whole limit it may succeed.
        short = need < limit and instance.memory > need // 2
        pool.release(instance, keep=not short and (not isolated or instance.renew()))
        failure = OperationFailed(_message(answer.data))
        raise _TryAgain(failure) if short else failure
    try:
        value = encoding.decode(op.result, answer.data)
    except GuestError:
        pool.lose(instance, "trapped")
        raise
    memory = instance.memory
    pool.release(instance, keep=not _cancelled(options) and (not isolated or instance.renew()))
    return GuestAnswer(value, memory)


def _cancelled(options: CallOptions) -> bool:
    return options.interrupt is not None and options.interrupt.requested


class _TryAgain(Exception):
    """A fresh instance with more memory may succeed; else ``problem`` is the answer."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _loss(problem: Exception) -> Literal["trapped", "timed_out", "out_of_memory"]:
    if isinstance(problem, DeadlineExceeded):
        return "timed_out"
    return "out_of_memory" if isinstance(problem, MemoryExceeded) else "trapped"


def _message(data: bytes) -> str:
    """The guest's words as one line of bounded length: a plugin may say anything."""
    return " ".join(data[:2000].decode(errors="replace").split())[:500] or "the guest gave no reason"
