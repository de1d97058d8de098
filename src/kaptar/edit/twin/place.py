"""Places of exact quotations, one hunk after the other, as spans of the source."""

from itertools import pairwise

from kaptar.edit.outcome import Refused, Span
from kaptar.edit.twin.read import QuotedHunk


def replace_hunks(source: str, hunks: list[QuotedHunk]) -> list[Span] | Refused:
    """Spans in bytes of the source. Each quotation must stand once in the text that the hunks before it have left."""
    if "\r" in source:
        return Refused("unavailable", "without guests, files with CR line ends cannot be edited; switch WASM on")
    draft = Draft(source)
    for hunk in hunks:
        found = draft.find(hunk)
        if not found:
            return Refused("unavailable", "a quotation is not in the file byte for byte; only guests look for near ones")
        if len(found) > 1 and not hunk.everywhere:
            lines = tuple((draft.line(at), draft.line(at + len(hunk.old) - 1)) for at in found[:8])
            places = ", ".join(f"{a}-{b}" for a, b in lines)
            return Refused(
                "ambiguous", f"the quotation fits more than one place (lines {places}); quote more lines around it", "", lines
            )
        if hunk.old in hunk.new and hunk.new in draft.text:
            return Refused("unavailable", "the edit may be in the file already; only guests can tell")
        if not draft.replace(found, hunk):
            return Refused("unavailable", "hunks that touch each other are applied by guests only")
    return draft.spans()


class Draft:
    """The text while hunks are applied, with the replaced ranges of the source in code points."""

    def __init__(self, source: str) -> None:
        self.source, self.text = source, source
        self._done: list[tuple[int, int, str]] = []

    def find(self, hunk: QuotedHunk) -> list[int]:
        """Where the quotation stands, overlaps included; whole lines only where the hunk quotes lines."""
        text, old = self.text, hunk.old
        found, at = [], text.find(old)
        while at >= 0:
            if not hunk.lines or at == 0 or text[at - 1] == "\n":
                found.append(at)
            at = text.find(old, at + 1)
        if hunk.lines and not text.endswith("\n") and f"\n{text}".endswith(f"\n{old[:-1]}"):
            found.append(len(text) - len(old) + 1)  # the last line, which has no end
        return found

    def line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    def replace(self, found: list[int], hunk: QuotedHunk) -> bool:
        """Replace at each place, from the last one on. False when a place overlaps another or what was replaced before."""
        if found[-1] + len(hunk.old) > len(self.text):
            return False
        if any(b - a < len(hunk.old) for a, b in pairwise(found)):
            return False
        for at in reversed(found):
            old, new = hunk.old, hunk.new
            start = self._in_source(at, at + len(old))
            if start is None:
                return False
            self.text = self.text[:at] + new + self.text[at + len(old) :]
            self._done.append((start, start + len(old), new))
            self._done.sort()
        return True

    def _in_source(self, start: int, end: int) -> int | None:
        """The offset in the source of an untouched range of the draft."""
        shift = 0
        for a, b, new in self._done:
            at = a + shift
            if end <= at:
                break
            if start < at + len(new):
                return None
            shift += len(new) - (b - a)
        return start - shift

    def spans(self) -> list[Span]:
        """What was replaced, in bytes, without what stays the same at both ends."""
        out = []
        for a, b, new in self._done:
            old = self.source[a:b]
            if old == new:
                continue
            head = next((i for i, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), min(len(old), len(new)))
            room = min(len(old), len(new)) - head
            tail = next((i for i in range(room) if old[-1 - i] != new[-1 - i]), room)
            start = len(self.source[: a + head].encode())
            kept = old[head : len(old) - tail]
            out.append(Span(start, start + len(kept.encode()), new[head : len(new) - tail].encode()))
        return out
