"""The replay: the host carries out a quoting edit by itself, and the plan's new text must be the same.

It reads the edit with its own readers, looks for each quotation with its own search, and shares no code with the guest. Where a
quotation stands in several places and nothing in the edit tells which, the plan is refused, whichever place it took.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kaptar.edit.account.facts.comment_signs import signs_of
from kaptar.edit.account.quoting.above_heads import check_above_head
from kaptar.edit.account.quoting.anchors import scope_of, stand_above, stands_below
from kaptar.edit.account.quoting.blank_signs import check_blank_signs
from kaptar.edit.account.quoting.brought import NewLines, check_brought
from kaptar.edit.account.quoting.cut_words import check_cut
from kaptar.edit.account.quoting.done import Named, check_done, done_at
from kaptar.edit.account.quoting.doubts import Doubt, Doubts, doubt_of
from kaptar.edit.account.quoting.frames import check_frame, with_steps
from kaptar.edit.account.quoting.hollow import check_hollow_blocks
from kaptar.edit.account.quoting.joints import Piece, check_joined
from kaptar.edit.account.quoting.laid import Laid, laid_piece
from kaptar.edit.account.quoting.left_below import check_left_below
from kaptar.edit.account.quoting.overrun import check_overrun
from kaptar.edit.account.quoting.reading import FileChanges, NotRead, read_parts
from kaptar.edit.account.quoting.reading.parts import Content, Insertion, Quotation, Swap
from kaptar.edit.account.quoting.shifts import SAME
from kaptar.edit.account.quoting.signs import FORMATS, check_signs
from kaptar.edit.account.quoting.standing import RANKS, Lines, Place
from kaptar.edit.account.quoting.steps import (
    Wrong,
    fits_below_head,
    is_repeated,
    redone,
    stands_already,
    stands_beside,
    with_end_blank,
)
from kaptar.edit.account.quoting.weak import check_gutter, check_inside, check_named, check_weak
from kaptar.edit.outcome import Complaint

QUOTING = frozenset({"search_replace", "udiff", "v4a", "str_replace", "insert"})
"""Formats that are replayed."""
_CALLS = frozenset({"str_replace", "insert"})
"""Formats of which tools have more forms than the account knows."""
_MAX_WORK = 1 << 31
"""Bytes of the file times blocks of the edit: beyond that the replay would take seconds."""
_BOM = b"\xef\xbb\xbf"
_END = 1 << 62
_AGAIN = "what the edit adds stands there already"
"""A line behind all others."""


class Asked(NamedTuple):
    """An edit to replay. ``grade``: of the plan; ``part``: which part of the edit is for the file, by path where it is None.

    ``go_on`` is asked for each change; it raises where the time is over.
    """

    edit: str
    format: str
    grade: str
    path: str = ""
    part: int | None = None
    go_on: Callable[[], object] = bool


class NotReplayed(NamedTuple):
    """The reason why an edit was not replayed."""

    reason: str


def check_replay(source: bytes, text: bytes, asked: Asked) -> Complaint | NotReplayed | None:
    """None where the new text is what the edit says, word for word."""
    try:
        part = _part_for(read_parts(asked.edit, asked.format), asked)
    except NotRead as problem:
        if asked.format in _CALLS:
            return NotReplayed(f"the edit was not replayed: {problem}")
        return "malformed_edit", f"{problem}; nothing was changed"
    except Wrong as wrong:
        return wrong.complaint
    if complaint := check_hollow_blocks(
        part.changes, signs_of(asked.path, texts=lambda: [map(str.strip, _content(source).split("\n"))])
    ):
        return complaint
    replay = _Replay(_content(source.removeprefix(_BOM)), asked, part)
    check = check_signs if asked.format in FORMATS else check_blank_signs
    if complaint := check(part.changes, replay.content, asked.path):
        return complaint
    if len(source) * len(part.changes) > _MAX_WORK:
        return NotReplayed("the edit was not replayed: it has too many blocks for a file of this size")
    try:
        replay.run()
    except Wrong as wrong:
        return wrong.complaint
    return _compare(replay.content, _content(text.removeprefix(_BOM) if source.startswith(_BOM) else text))


def by_steps(source: bytes, asked: Asked) -> str | None:
    """The text that an edit makes of a source, with LF line ends, where lines are moved by steps; None for any other edit."""
    try:
        part = _part_for(read_parts(asked.edit, asked.format), asked)
        if len(source) * len(part.changes) > _MAX_WORK:
            return None
        replay = _Replay(_content(source.removeprefix(_BOM)), asked, part)
        replay.run()
    except (NotRead, Wrong):
        return None
    return replay.content if replay.has_steps else None


def _content(text: bytes) -> str:
    return text.decode("utf-8", "replace").replace("\r\n", "\n")


def _part_for(parts: Sequence[FileChanges], asked: Asked) -> FileChanges:
    """The part of the edit that is for the file."""
    fitting = [part for part in parts if part.fits(asked.path)]
    if asked.part is not None:
        fitting = [part for part in parts[asked.part : asked.part + 1] if part.fits(asked.path)]
    if len(fitting) != 1:
        raise Wrong(("other_file", f"the plan is not for the one part of the edit that is for {asked.path or 'this file'}"))
    return fitting[0]


def _compare(wanted: str, text: str) -> Complaint | None:
    if wanted == text:
        return None
    one, other = wanted.split("\n"), text.split("\n")
    line = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    was = one[line] if line < len(one) else "the end of the file"
    return "malformed_edit", f"line {line + 1} of the plan's new text is not {was[:80]!r}, as the edit says; nothing was changed"


class _Replay:
    """The text while the changes of one part are carried out.

    Attributes:
        content: the text so far, with LF line ends.
        has_steps: whether lines were moved by steps of the edit.
    """

    def __init__(self, content: str, asked: Asked, part: FileChanges) -> None:
        self.content = self._source = content
        self._lines: Lines | None = None
        self._changes, self._format, self._go_on = part.changes, asked.format, asked.go_on
        self._loosest = asked.grade if asked.grade in RANKS else "reindent" if asked.grade == "already_applied" else "exact"
        self.has_steps = False
        self._floor = 0
        self._moves: list[tuple[int, int]] = []
        self._brought = NewLines()
        self._doubts = Doubts()
        self._numbers: bool | None = None
        self._signs = signs_of(asked.path, texts=lambda: [map(str.strip, content.split("\n"))])

    def run(self) -> None:
        for change in self._changes:
            self._go_on()
            if isinstance(change, Quotation):
                self._block(change)
                continue
            self._lines = None
            match change:
                case Swap():
                    self._swap(change)
                case Insertion():
                    self._insert(change)
                case Content():
                    self._create(change)
        self._doubts.check()
        self._end_last_line()

    def _block(self, block: Quotation) -> None:
        lines = self._lines = self._lines or Lines(self.content)
        if not any(map(str.strip, block.old)):
            self._insert_only(lines, block)
            return
        place = self._place(lines, block)
        if place is None:
            self._expect_done(lines, block)
            return
        if is_repeated(lines, block, place):
            self._floor = place.end
            return
        if stands_already(lines, block, place):
            raise Wrong(("ambiguous", f"{_AGAIN} (line {place.first + 1}); show more lines around it to have it twice"))
        if place.shift != SAME and (complaint := check_frame(lines, block, place)):
            raise Wrong(complaint)
        place = with_steps(lines, block, place)
        self.has_steps = self.has_steps or place.shift.step[1] != ""
        if place.grade != "exact":
            block, place = with_end_blank(lines, block, place)
        new = block.new if place.grade == "exact" else redone(lines, block, place)
        self._lay(lines, place, new)

    def _lay(self, lines: Lines, place: Place, new: Sequence[str]) -> None:
        """Put lines in the place of others, and see what stands around them."""
        doubt = self._doubt(Laid(lines.all, place.first, place.end, new))
        self._splice(lines, place, new)
        self._doubts.add(doubt)

    def _doubt(self, laid: Laid) -> Doubt | None:
        """What comes is not what stands beside it already, and cuts nothing off; a block below may yet change what does."""
        complaint = check_overrun(laid) or check_left_below(laid, self._signs) or check_above_head(laid, self._signs)
        return doubt_of(laid, complaint) if complaint else None

    def _splice(self, lines: Lines, place: Place, new: Sequence[str]) -> None:
        """Put lines in the place of others. A last line without an end stays without it."""
        ended = not self.content or self.content.endswith("\n")
        self._brought.splice(place.first, lines.all[place.first : place.end], new)
        self._doubts.splice(range(place.first, place.end), len(new))
        lines.splice(place, new)
        self.content = lines.padded[1:] if ended else lines.padded[1:].removesuffix("\n")
        self._floor = place.first + len(new)
        self._moves.append((place.first, len(new) - (place.end - place.first)))

    def _place(self, lines: Lines, block: Quotation) -> Place | None:
        """The only place of a quotation: in the whole file, or where its anchors and the blocks above it put it."""
        if (only := self._only_place(lines, block)) is not None:
            self._prove(lines, block, only, range(self._first_line, _END))
            return only
        scope = self._scope(lines, block)
        found = lines.places(block.old, self._loosest, scope)
        if not found and block.anchors:
            found = lines.places(block.old, self._loosest, range(scope.start - 1, _END))
        if block.at_end and found:
            found = [place for place in found if place.end > lines.filled[-1]] or found
        if len(found) > 1 and (line := self._hint(block)) is not None:
            named = [p for p in found if p.first == line and p.grade in ("exact", "line_ends")]
            found = [p for p in named if stands_below(lines, p.first, block.heading)] or found
        if len(found) > 1:
            places = ", ".join(str(place.first + 1) for place in found[:8])
            raise Wrong(("ambiguous", f"the quotation stands in lines {places}; quote more lines around it"))
        if not found:
            return None
        self._prove(lines, block, found[0], scope)
        return found[0]

    def _prove(self, lines: Lines, block: Quotation, place: Place, scope: range) -> None:
        """No other place could be meant: by blank lines, by the line that the edit names, or by the end of the file."""
        if block.at_end and place.end <= lines.filled[-1]:
            below = lines.stripped[next(row for row in lines.filled if row >= place.end)]
            raise Wrong(
                ("stale", f"the hunk says that it ends the file, but {below[:80]!r} stands below it; read the file again")
            )
        complaint = check_weak(lines, block, place, scope) or check_brought(lines, block, place, self._brought)
        if complaint is None and block.line is not None:
            complaint = check_named(lines, block, place, self._by_now(block.line))
        if complaint:
            raise Wrong(complaint)
        if self._format == "udiff" and self._hint(block) not in (None, place.first):
            raise Wrong(("stale", f"a hunk above has changed what the hunk for line {(block.line or 0) + 1} quotes"))

    def _only_place(self, lines: Lines, block: Quotation) -> Place | None:
        """The one place of a quotation below anchors that name several lines: they choose among places, and there is one."""
        if not block.anchors or scope_of(lines, block.anchors, self._first_line) is not None:
            return None
        found = lines.places(block.old, "exact", range(self._first_line, _END))
        return found[0] if len(found) == 1 and stand_above(lines, block.anchors, found[0].first) else None

    @property
    def _first_line(self) -> int:
        """Of those that a block may stand in. The blocks of a patch follow each other."""
        return self._floor if self._format == "v4a" else 0

    def _scope(self, lines: Lines, block: Quotation) -> range:
        """The lines that a block may stand in."""
        floor = self._first_line
        scope = scope_of(lines, block.anchors, floor) if block.anchors else range(floor, _END)
        if scope is None:
            raise Wrong(("ambiguous", f"the @@ line {block.anchors[-1][:80]!r} does not name one line of the file"))
        return scope

    def _hint(self, block: Quotation) -> int | None:
        """The line that the edit names, as it is by now. Those of a diff are believed only if all of them are right."""
        if block.line is None or self._format != "udiff":
            return None if block.line is None else self._by_now(block.line)
        if self._numbers is None:
            lines = Lines(self._source).all
            blocks = [change for change in self._changes if isinstance(change, Quotation)]
            self._numbers = all(
                each.line is not None
                and list(map(str.rstrip, lines[each.line : each.line + len(each.old)])) == list(map(str.rstrip, each.old))
                for each in blocks
            )
        return self._by_now(block.line) if self._numbers else None

    def _by_now(self, line: int) -> int:
        """Where a line of the file is after the changes so far."""
        for first, growth in self._moves:
            line += growth if first < line else 0
        return line

    def _insert_only(self, lines: Lines, block: Quotation) -> None:
        """A block that quotes nothing stands below its anchors, at the end of the file, or in an empty file.

        A blank line that it quotes tells no place, and is no new line.
        """
        if block.old and lines.all:
            raise Wrong(("no_match", "a block quotes blank lines alone, which tell no place; quote a line with text"))
        if block.at_end or not lines.all:
            at = len(lines.all)
            if stands_beside(lines, block.new, at):
                raise Wrong(("ambiguous", f"{_AGAIN} (line {at}); quote the lines above to have it twice"))
        elif block.anchors:
            at = self._scope(lines, block).start
            if not fits_below_head(lines, block.new, at):
                raise Wrong(
                    ("ambiguous", f"the lines below the @@ line {block.anchors[-1][:80]!r} could come first or last; quote some")
                )
        else:
            raise Wrong(("no_match", "a block quotes no line of the file, so its place is not known"))
        if lines.all[at : at + len(block.new)] != list(block.new):
            self._lay(lines, Place(at, at, (), "exact"), block.new)

    def _expect_done(self, lines: Lines, block: Quotation) -> None:
        """A quotation that is not there was replaced before: what the block leaves behind stands there once."""
        if complaint := check_gutter(lines, block, "reindent"):
            raise Wrong(complaint)
        scope = self._scope(lines, block)
        start = scope.start - 1 if block.anchors else scope.start
        named = Named(range(start, scope.stop), None if block.line is None else self._by_now(block.line))
        place = done_at(lines, block, named)
        if place is None:
            raise Wrong(("no_match", f"{block.old[0][:80]!r} and the quoted lines below it are not in the file like this"))
        if complaint := check_done(lines, block, place, named):
            raise Wrong(complaint)
        self._floor = place.end

    def _swap(self, swap: Swap) -> None:
        at = self.content.find(swap.old)
        if at < 0 and not swap.everywhere:
            self._block(Quotation(_lines(swap.old), _lines(swap.new)))
        elif at < 0:
            raise Wrong(("no_match", "the old text is not in the file"))
        elif not swap.everywhere and self.content.find(swap.old, at + 1) >= 0:
            raise Wrong(("ambiguous", "the old text stands in the file more than once; quote more text around it"))
        elif not swap.everywhere and self._is_there(swap, at):
            line = self.content.count("\n", 0, at) + 1
            raise Wrong(("ambiguous", f"{_AGAIN} (line {line}); show more text around it to have it twice"))
        elif not swap.everywhere and (complaint := check_inside(self.content, swap.old, at)):
            raise Wrong(complaint)
        else:
            self._check_joints(swap)
            if not swap.everywhere:
                piece = Piece(self.content, at, swap.old, swap.new)
                if complaint := check_cut(piece, is_prose=self._signs.is_prose):
                    raise Wrong(complaint)
                doubt = self._doubt(laid_piece(piece))
                self._exchange(swap, at)
                self._doubts.add(doubt)
            self.content = self.content.replace(swap.old, swap.new)

    def _check_joints(self, swap: Swap) -> None:
        """No line that the replacement quotes nothing of is joined to another one, at any of its places."""
        at, edges = self.content.find(swap.old), "\n" in (swap.old[0], swap.old[-1])
        while edges and at >= 0:
            if complaint := check_joined(Piece(self.content, at, swap.old, swap.new)):
                raise Wrong(complaint)
            at = self.content.find(swap.old, at + len(swap.old))

    def _exchange(self, swap: Swap, at: int) -> None:
        """Keep account of the lines in which a piece of text changes."""
        first, old, new = self.content.count("\n", 0, at), _lines(swap.old), _lines(swap.new)
        rows = range(first, first + len(old))
        place = Place(first, rows.stop, rows, "exact")
        if complaint := check_brought(Lines(self.content), Quotation(old, new), place, self._brought):
            raise Wrong(complaint)
        self._brought.splice(first, old, new)
        self._doubts.splice(rows, len(new))

    def _is_there(self, swap: Swap, at: int) -> bool:
        """Whether the new text, which holds the old one and says more, stands around the old one's place already."""
        inner = swap.new.find(swap.old)
        added = swap.new.replace(swap.old, "", 1)
        return inner >= 0 and any(map(str.isalnum, added)) and self.content.startswith(swap.new, max(at - inner, 0))

    def _insert(self, insertion: Insertion) -> None:
        lines = Lines(self.content)
        if insertion.after > len(lines.all):
            raise Wrong(("no_match", f"the file has {len(lines.all)} lines, and no line {insertion.after}"))
        if stands_beside(lines, insertion.lines, insertion.after):
            raise Wrong(("ambiguous", f"{_AGAIN} (line {insertion.after}); quote lines in a block to have it twice"))
        self._lay(lines, Place(insertion.after, insertion.after, (), "exact"), insertion.lines)

    def _create(self, content: Content) -> None:
        if self.content.strip() and list(map(str.rstrip, _lines(self.content))) != list(map(str.rstrip, content.lines)):
            raise Wrong(("exists", "the edit creates the file, but it has text"))
        if not self.content.strip():
            text = "".join(f"{line}\n" for line in content.lines)
            self.content = text if content.ended else text.removesuffix("\n")

    def _end_last_line(self) -> None:
        blocks = [change for change in self._changes if isinstance(change, Quotation) and change.final_end is not None]
        if not blocks:
            return
        if _lines(self.content)[-1:] != blocks[0].new[-1:]:
            raise Wrong(("stale", "the diff changes the end of the file, but quotes another last line"))
        self.content = self.content.removesuffix("\n") + ("\n" if blocks[0].final_end else "")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.removesuffix("\n").split("\n")) if text else ()
