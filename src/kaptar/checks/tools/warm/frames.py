"""Messages with a ``Content-Length`` header, as language servers write them. Pure."""

from collections.abc import Iterator

MOST_HEADER = 4096
MOST_MESSAGE = 32 << 20


class Garbage(ValueError):
    """The stream is not a message; the text says why."""


class Frames:
    """Cuts a stream into messages. A header has at most ``MOST_HEADER`` bytes, a message ``MOST_MESSAGE``."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._body: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that are whole with ``data``. Raises Garbage; the stream is of no use then."""
        self._buffer += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> bytes | None:
        if self._body is None:
            self._body = self._header()
        if self._body is None or len(self._buffer) < self._body:
            return None
        message = bytes(self._buffer[: self._body])
        del self._buffer[: self._body]
        self._body = None
        return message

    def _header(self) -> int | None:
        """The length of the next message, when its whole header is there."""
        blanks = len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))
        del self._buffer[:blanks]
        end = self._buffer.find(b"\r\n\r\n", 0, MOST_HEADER + 4)
        if end < 0:
            if len(self._buffer) > MOST_HEADER:
                raise Garbage("a header without an end")
            return None
        fields = dict(line.split(b":", 1) for line in bytes(self._buffer[:end]).lower().split(b"\r\n") if b":" in line)
        text = fields.get(b"content-length", b"").strip()
        if not text.isdigit() or int(text) > MOST_MESSAGE:
            raise Garbage(f"a header without a usable length: {bytes(self._buffer[:60])!r}")
        del self._buffer[: end + 4]
        return int(text)


def framed(body: bytes) -> bytes:
    """A message as it is sent."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
