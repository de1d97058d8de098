"""A child process and its messages over stdin and stdout. Every wait has a limit."""

import contextlib
import os
import selectors
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kaptar.checks.tools.warm.frames import Frames, Garbage, framed
from kaptar.decoding.json import decode_json
from kaptar.errors import KaptarError
from kaptar.repository.children import end_group, keep, start_child
from kaptar.stop import Stop

_CHUNK = 1 << 16
_TICK_S = 0.05
_MOST_WAITING = 10_000


class ServerFailed(KaptarError):
    """A warm server cannot be used any more: it died, hung, or wrote what is no answer."""


class Patience(NamedTuple):
    """A limit of waiting for an answer: a time of the monotonic clock, or a request of ``stop``."""

    until: float
    stop: Stop

    @classmethod
    def of(cls, seconds: float, stop: Stop) -> "Patience":
        return cls(time.monotonic() + seconds, stop)

    @property
    def left_s(self) -> float:
        return self.until - time.monotonic()

    def check(self) -> None:
        """Raises ServerFailed, Stopped."""
        self.stop.raise_if_requested()
        if self.left_s <= 0:
            raise ServerFailed("no answer in time")


class Channel:
    """Messages to and from one child. It is the one owner of the process: `close` ends its group and waits for it.

    Of one thread at a time. The child's output is read while something is sent too, so that neither waits for the other.
    Output between questions is read at the next question; until then a full pipe blocks the child.

    Args:
        line_requests: messages to it are lines without a header.
    Raises:
        ServerFailed: it does not start.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str | None], *, line_requests: bool = False
    ) -> None:
        variables = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
        try:
            self._process = start_child(command, folder, variables, stderr=subprocess.DEVNULL)
        except (OSError, ValueError) as problem:
            raise ServerFailed(f"{command[0]} does not start: {problem}") from None
        keep(self._process)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._encode: Callable[[bytes], bytes] = (lambda body: body + b"\n") if line_requests else framed
        self._frames = Frames()
        self._came: deque[bytes] = deque()

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def send(self, message: Any, patience: Patience) -> None:
        """Raises ServerFailed. A stop does not end it: half a message would spoil the next one."""
        rest = memoryview(self._encode(msgspec.json.encode(message)))
        with selectors.DefaultSelector() as ready:
            ready.register(self._in, selectors.EVENT_WRITE)
            ready.register(self._out, selectors.EVENT_READ)
            while rest:
                for key, _ in ready.select(_TICK_S):
                    if key.fd == self._in:
                        rest = rest[self._write(rest) :]
                    else:
                        self._read()
                if patience.left_s <= 0:
                    raise ServerFailed("it does not read what it is sent")

    def receive(self, patience: Patience) -> dict[str, Any]:
        """The next message. Raises ServerFailed, Stopped."""
        with selectors.DefaultSelector() as ready:
            ready.register(self._out, selectors.EVENT_READ)
            while not self._came:
                patience.check()
                if ready.select(_TICK_S):
                    self._read()
        try:
            return decode_json(self._came.popleft(), dict[str, Any])
        except msgspec.MsgspecError:
            raise ServerFailed("it wrote a message that is no JSON object") from None

    def close(self) -> None:
        """End the process and its children. Safe to call twice."""
        end_group(self._process)

    def _write(self, rest: memoryview) -> int:
        try:
            return os.write(self._in, rest[:_CHUNK])
        except BlockingIOError:
            return 0
        except OSError as problem:
            raise ServerFailed(f"it has ended: {problem.strerror or problem}") from None

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._out, _CHUNK)
            if not data:
                raise ServerFailed("it has ended")
            try:
                self._came.extend(self._frames.feed(data))
            except Garbage as problem:
                raise ServerFailed(f"it wrote {problem}") from None
            if len(self._came) > _MOST_WAITING:
                raise ServerFailed(f"it wrote more than {_MOST_WAITING:,} messages that nobody asked for")
