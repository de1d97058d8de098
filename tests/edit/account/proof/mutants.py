"""Wrong plans, made of a right edit. Each kind yields texts of which none is what the edit says.

A kind works on the lines of the right result, on the definitions in it, and on what the edit shows of it.
"""

import re
from collections.abc import Callable, Iterator
from random import Random

from .reading import Definition, Right, is_comment, is_trivia

Lines = list[str]
Kind = Callable[[Right, Random], Iterator[Lines]]
KINDS: dict[str, Kind] = {}
_BRANCH = re.compile(r"^\s*(?:\}\s*)?(?:else|elif|elsif|except|catch|finally|rescue|case|default|ensure)\b")
_IMPORT = re.compile(r"^\s*(?:import\b|from\b.*\bimport\b|use [A-Za-z]|require\b|#include|const .*require\(|@import|\"[\w/]+\"$)")
_EXPORT = re.compile(r"^(\s*)(?:export default |export |pub |public |@?export )(?=\w)")
_DIRECTIVE = re.compile(
    r"""^(?:["']use strict|#!|#pragma|package |declare\(|<\?php|<!DOCTYPE|# frozen|@charset|version:|set -)"""
)


def _kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


def mutants(name: str, right: Right, seed: int = 0) -> Iterator[str]:
    """The texts of one kind, each once; none is the right result."""
    rng = Random(f"{seed}:{name}:{right.triple.name}")
    seen = {_squeezed(right.lines)} if name not in BLANKS else {"\n".join(right.lines)}
    for lines in KINDS[name](right, rng):
        key = "\n".join(lines) if name in BLANKS else _squeezed(lines)
        if key not in seen:
            seen.add(key)
            yield "\n".join(lines)


def _squeezed(lines: Lines) -> str:
    """Lines without the blank ones: two texts that differ in those alone are not told apart by a mutant."""
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _without(lines: Lines, first: int, last: int) -> Lines:
    """Without some lines, and without the blank lines below them."""
    end = last + 1
    while end < len(lines) - 1 and not lines[end].strip() and (first == 0 or not lines[first - 1].strip()):
        end += 1
    return [*lines[:first], *lines[end:]]


def _with(lines: Lines, at: int, *more: str) -> Lines:
    return [*lines[:at], *more, *lines[at:]]


def _replaced(lines: Lines, at: int, line: str) -> Lines:
    return [*lines[:at], line, *lines[at + 1 :]]


def _swapped(lines: Lines, one: Definition, other: Definition) -> Lines:
    """Two definitions have changed places."""
    a, b = (one, other) if one.lead < other.lead else (other, one)
    return [
        *lines[: a.lead], *lines[b.lead : b.last + 1], *lines[a.last + 1 : b.lead], *lines[a.lead : a.last + 1], *lines[b.last + 1 :]
    ]  # fmt: skip


def _own(right: Right, definition: Definition) -> Lines:
    return right.lines[definition.lead : definition.last + 1]


def _columns(line: str) -> int:
    return len(line) - len(line.lstrip())


def _roots(right: Right, definition: Definition) -> int:
    """The outermost definition around one."""
    at = right.definitions.index(definition)
    while right.definitions[at].parent >= 0:
        at = right.definitions[at].parent
    return at


# Definitions that disappear.


@_kind
def drop_first_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned[:1]:
        yield _without(right.lines, d.lead, d.last)


@_kind
def drop_last_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned[-1:]:
        yield _without(right.lines, d.lead, d.last)


@_kind
def drop_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        yield _without(right.lines, d.lead, d.last)


@_kind
def drop_unmentioned_but_its_trivia(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.lead < d.first:
            yield _without(right.lines, d.first, d.last)


@_kind
def drop_before_the_change(right: Right, rng: Random) -> Iterator[Lines]:
    first = min(right.came, default=0)
    for d in [d for d in right.unmentioned if d.last < first and d.parent < 0][-2:]:
        yield _without(right.lines, d.lead, d.last)


@_kind
def drop_behind_the_change(right: Right, rng: Random) -> Iterator[Lines]:
    last = max(right.came, default=len(right.lines))
    for d in [d for d in right.unmentioned if d.lead > last and d.parent < 0][:2]:
        yield _without(right.lines, d.lead, d.last)


@_kind
def drop_member_of_the_edited_container(right: Right, rng: Random) -> Iterator[Lines]:
    parents = {d.parent for d in right.touched}
    for d in right.unmentioned:
        if d.parent in parents and d.parent >= 0:
            yield _without(right.lines, d.lead, d.last)


@_kind
def drop_member_of_another_container(right: Right, rng: Random) -> Iterator[Lines]:
    parents = {d.parent for d in right.touched}
    for d in right.unmentioned:
        if d.parent not in parents and d.parent >= 0:
            yield _without(right.lines, d.lead, d.last)


@_kind
def drop_member_beside_a_shown_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        around = right.siblings(d)
        at = around.index(d)
        if any(right.is_mentioned(other) for other in around[max(0, at - 1) : at + 2]):
            yield _without(right.lines, d.lead, d.last)


@_kind
def take_two_for_one(right: Right, rng: Random) -> Iterator[Lines]:
    """The new definition stands where it and its neighbour stood, whose comments stay behind."""
    for d in right.touched:
        around = right.siblings(d)
        at = around.index(d)
        for other in around[max(0, at - 1) : at] + around[at + 1 : at + 2]:
            if not right.is_mentioned(other):
                yield _without(right.lines, other.first, other.last)


@_kind
def drop_container_but_the_edited_member(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        if d.parent >= 0:
            parent = right.definitions[d.parent]
            yield [*right.lines[: parent.lead], *_own(right, d), *right.lines[parent.last + 1 :]]


@_kind
def drop_all_hidden_members(right: Right, rng: Random) -> Iterator[Lines]:
    for number, parent in enumerate(right.definitions):
        gone = [d for d in right.unmentioned if d.parent == number]
        if len(gone) > 1:
            drop = {n for d in gone for n in range(d.lead, d.last + 1)}
            yield [line for n, line in enumerate(right.lines) if n not in drop]


@_kind
def drop_every_unmentioned_definition(right: Right, rng: Random) -> Iterator[Lines]:
    gone = [d for d in right.unmentioned if not any(t == d or right.is_in(t, d) for t in right.touched)]
    drop = {n for d in gone for n in range(d.lead, d.last + 1)}
    yield [line for n, line in enumerate(right.lines) if n not in drop]


@_kind
def empty_the_body_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.last - d.first > 1:
            yield [*right.lines[: d.first + 1], *right.lines[d.last :]]


# Definitions that move, double or change.


@_kind
def swap_two_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        for other in right.siblings(d):
            if other.lead > d.last and not right.is_mentioned(other):
                yield _swapped(right.lines, d, other)
                break


@_kind
def swap_with_a_shown_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        around = right.siblings(d)
        at = around.index(d)
        for other in around[max(0, at - 1) : at] + around[at + 1 : at + 2]:
            if not right.is_mentioned(other) and (other.last < d.lead or d.last < other.lead):
                yield _swapped(right.lines, d, other)


@_kind
def swap_members_of_two_containers(right: Right, rng: Random) -> Iterator[Lines]:
    inner = [d for d in right.unmentioned if d.parent >= 0]
    for d in inner:
        other = next((o for o in inner if o.parent != d.parent and o.lead > d.last), None)
        if other is not None and not right.is_in(other, right.definitions[d.parent]):
            yield _swapped(right.lines, d, other)


@_kind
def move_to_the_end(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        around = right.siblings(d)
        if d is not around[-1] and around[-1].lead > d.last:
            end = around[-1].last + 1
            yield [*right.lines[: d.lead], *right.lines[d.last + 1 : end], *_own(right, d), *right.lines[end:]]


@_kind
def move_out_of_its_container(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.parent >= 0:
            end = right.definitions[d.parent].last + 1
            yield [*right.lines[: d.lead], *right.lines[d.last + 1 : end], *_own(right, d), *right.lines[end:]]


@_kind
def double_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        yield _with(right.lines, d.last + 1, "", *_own(right, d))


@_kind
def keep_the_old_version_too(right: Right, rng: Random) -> Iterator[Lines]:
    """The new version of a definition is added and the old one stays."""
    for d in right.touched:
        old = [o for o in right.before if (o.kind, o.name) == (d.kind, d.name)]
        for o in old:
            text = right.old[o.lead : o.last + 1]
            if text != _own(right, d):
                yield _with(right.lines, d.lead, *text, "")
                yield _with(right.lines, d.last + 1, "", *text)


@_kind
def put_it_over_another_of_its_name(right: Right, rng: Random) -> Iterator[Lines]:
    """The new version replaces another definition of the same name: an overload, a setter, one of another container."""
    yield from _misplaced(right, lambda d, o: True)


@_kind
def put_it_over_another_overload(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: o.parent == d.parent and right.triple.path.endswith((".java", ".cpp", ".tsx")))


@_kind
def put_a_setter_over_the_getter(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: o.parent == d.parent and right.triple.path.endswith((".js", ".py")))


@_kind
def put_it_over_the_method_of_another_receiver(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: right.triple.path.endswith(".go"))


@_kind
def put_it_into_another_container(right: Right, rng: Random) -> Iterator[Lines]:
    yield from _misplaced(right, lambda d, o: d.parent >= 0 and _of(right.definitions, d) != _of(right.before, o))


def _of(definitions: list[Definition], one: Definition) -> str:
    return definitions[one.parent].name if one.parent >= 0 else ""


def _misplaced(right: Right, fits: Callable[[Definition, Definition], bool]) -> Iterator[Lines]:
    """The source, with the new version of a definition in the place of another that has its name."""
    for d in right.touched:
        for o in right.before:
            if o.name == d.name and o.kind == d.kind and fits(d, o):
                text = [*right.old[: o.lead], *_own(right, d), *right.old[o.last + 1 :]]
                yield text


@_kind
def put_it_over_its_neighbour(right: Right, rng: Random) -> Iterator[Lines]:
    """The new version replaces the definition above or below, and the old one stays."""
    for d in right.touched:
        for n, o in enumerate(right.before):
            if o.name == d.name and o.kind == d.kind:
                for other in (p for p in right.before[max(0, n - 1) : n + 2] if p.parent == o.parent and p != o):
                    yield [*right.old[: other.lead], *_own(right, d), *right.old[other.last + 1 :]]


@_kind
def rename_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        line, word = right.lines[d.first], d.name.strip('"')
        if word and word in line:
            yield _replaced(right.lines, d.first, line.replace(word, f"{word}2", 1))


@_kind
def change_the_head_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if "(" in right.lines[d.first]:
            yield _replaced(right.lines, d.first, right.lines[d.first].replace("(", "(extra, ", 1))


# Statements and lines.


@_kind
def drop_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield _without(right.lines, n, n)


@_kind
def drop_a_statement_of_another_function(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        for n in range(d.first + 1, d.last):
            if right.lines[n].strip():
                yield _without(right.lines, n, n)


@_kind
def drop_a_hidden_statement_of_the_edited_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        for n in right.hidden:
            if d.first < n < d.last:
                yield _without(right.lines, n, n)


@_kind
def drop_a_hidden_run(right: Right, rng: Random) -> Iterator[Lines]:
    """What stands behind a marker goes, all of it."""
    yield from (_without(right.lines, a, b) for a, b in _runs(right))


@_kind
def drop_half_of_a_hidden_run(right: Right, rng: Random) -> Iterator[Lines]:
    for a, b in _runs(right):
        if b > a:
            middle = (a + b) // 2
            yield _without(right.lines, a, middle)
            yield _without(right.lines, middle + 1, b)


def _runs(right: Right) -> Iterator[tuple[int, int]]:
    shown = [n for n, line in enumerate(right.lines) if line.strip() and line.strip() in right.rows]
    edges = [-1, *shown, len(right.lines)]
    for above, below in zip(edges, edges[1:], strict=False):
        inner = [n for n in range(above + 1, below) if right.lines[n].strip()]
        if inner:
            yield inner[0], inner[-1]


@_kind
def lose_all_behind_the_last_shown_line(right: Right, rng: Random) -> Iterator[Lines]:
    last = max((n for n in range(len(right.lines)) if right.lines[n].strip() in right.rows and right.lines[n].strip()), default=0)
    yield [*right.lines[: last + 1], ""]


@_kind
def lose_all_before_the_first_shown_line(right: Right, rng: Random) -> Iterator[Lines]:
    yield right.lines[next(n for n, line in enumerate(right.lines) if line.strip() and line.strip() in right.rows) :]


@_kind
def lose_the_tail(right: Right, rng: Random) -> Iterator[Lines]:
    filled = [n for n, line in enumerate(right.lines) if line.strip()]
    for count in (1, 2, 3, 5):
        if filled[-count] in right.hidden:
            yield [*right.lines[: filled[-count]], ""]


@_kind
def lose_the_first_lines(right: Right, rng: Random) -> Iterator[Lines]:
    filled = [n for n, line in enumerate(right.lines) if line.strip()]
    for count in (1, 2, 3, 5):
        if all(n in right.hidden for n in filled[:count]):
            yield right.lines[filled[count - 1] + 1 :]


@_kind
def lose_the_licence(right: Right, rng: Random) -> Iterator[Lines]:
    for n, line in enumerate(right.lines[:3]):
        if re.search(r"Copyright|@license|SPDX", line):
            yield _without(right.lines, n, n)


@_kind
def lose_a_directive(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _DIRECTIVE.match(right.lines[n]):
            yield _without(right.lines, n, n)


@_kind
def lose_the_last_statement_of_the_file(right: Right, rng: Random) -> Iterator[Lines]:
    """`main()` at the end, and its like."""
    filled = [n for n, line in enumerate(right.lines) if line.strip()]
    if filled[-1] in right.hidden and right.lines[filled[-1]].strip()[0] not in "})]":
        yield [*right.lines[: filled[-1]], ""]


@_kind
def drop_a_branch(right: Right, rng: Random) -> Iterator[Lines]:
    """An `else`, an `except` or a `case` goes with what is in it."""
    for n in right.hidden:
        if _BRANCH.match(right.lines[n]):
            end = n + 1
            while end < len(right.lines) and (
                not right.lines[end].strip() or _columns(right.lines[end]) > _columns(right.lines[n])
            ):
                end += 1
            if right.lines[n].lstrip().startswith("}"):
                yield [*right.lines[:n], *right.lines[end:]]
            else:
                yield _without(right.lines, n, end - 1)


@_kind
def drop_an_import(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _IMPORT.match(right.lines[n]):
            yield _without(right.lines, n, n)


@_kind
def narrow_a_hidden_import(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _IMPORT.match(right.lines[n]) and "," in right.lines[n]:
            yield _replaced(right.lines, n, re.sub(r",\s*\w+", "", right.lines[n], count=1))


@_kind
def keep_the_import_that_is_widened(right: Right, rng: Random) -> Iterator[Lines]:
    for o in right.went:
        if _IMPORT.match(right.old[o]) or "import" in right.old[o]:
            for n in right.came:
                if _IMPORT.match(right.lines[n]):
                    yield _with(right.lines, n, right.old[o])
                    yield _with(right.lines, n + 1, right.old[o])


@_kind
def drop_an_export(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if _EXPORT.match(right.lines[n]):
            yield _replaced(right.lines, n, _EXPORT.sub(r"\1", right.lines[n]))
        elif "exports" in right.lines[n]:
            yield _without(right.lines, n, n)


@_kind
def change_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        word = re.search(r"[A-Za-z]{3,}|\d", right.lines[n])
        if word:
            yield _replaced(right.lines, n, right.lines[n][: word.start()] + "changed" + right.lines[n][word.end() :])


@_kind
def change_the_case_of_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield _replaced(right.lines, n, right.lines[n].swapcase())


@_kind
def cut_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        text = right.lines[n].strip()
        if len(text) > 6:
            yield _replaced(right.lines, n, right.lines[n][: _columns(right.lines[n]) + len(text) // 2])


@_kind
def join_two_hidden_lines(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if n + 1 in right.hidden:
            yield [*right.lines[:n], f"{right.lines[n]} {right.lines[n + 1].strip()}", *right.lines[n + 2 :]]


@_kind
def swap_two_hidden_lines(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if n + 1 in right.hidden:
            yield [*right.lines[:n], right.lines[n + 1], right.lines[n], *right.lines[n + 2 :]]


@_kind
def double_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield _with(right.lines, n, right.lines[n])


@_kind
def comment_a_hidden_line_out(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield _replaced(right.lines, n, "// " + right.lines[n])


@_kind
def add_a_line_that_nobody_asked_for(right: Right, rng: Random) -> Iterator[Lines]:
    for n in rng.sample(range(len(right.lines)), 6):
        yield _with(right.lines, n, "unasked_for();")


@_kind
def double_the_head(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        yield _with(right.lines, d.first, right.lines[d.first])


@_kind
def double_the_end(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        if d.last > d.first:
            yield _with(right.lines, d.last + 1, right.lines[d.last])


@_kind
def lose_the_end_of_the_edited_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        if d.last - d.first > 2:
            yield [*right.lines[: d.last], *right.lines[d.last + 1 :]]
            yield [*right.lines[: d.last - 1], *right.lines[d.last + 1 :]]


# Comments and decorators.


@_kind
def lose_a_comment(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if is_comment(right.lines[n]):
            yield _without(right.lines, n, n)


@_kind
def lose_the_comments_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if d.lead < d.first:
            yield [*right.lines[: d.lead], *right.lines[d.first :]]


@_kind
def lose_the_hidden_trivia_of_the_edited_one(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.touched:
        drop = {n for n in range(d.lead, d.first + 1) if n in right.hidden and is_trivia(right.lines[n])}
        if drop:
            yield [line for n, line in enumerate(right.lines) if n not in drop]


@_kind
def keep_the_stale_comment(right: Right, rng: Random) -> Iterator[Lines]:
    """The comment that the edit replaces stays beside the new one."""
    gone = [right.old[n] for n in right.went if is_comment(right.old[n])]
    came = [n for n in right.came if is_comment(right.lines[n])]
    if gone and came:
        yield _with(right.lines, came[0], *gone)
        yield _with(right.lines, came[-1] + 1, *gone)


@_kind
def give_a_comment_to_a_neighbour(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.definitions:
        own = [n for n in range(d.lead, d.first) if n in right.hidden and is_comment(right.lines[n])]
        other = next((o for o in right.siblings(d) if o.lead > d.last), None)
        if own and other is not None:
            rest = [line for n, line in enumerate(right.lines[: other.first]) if n not in own]
            yield [*rest, *(right.lines[n] for n in own), *right.lines[other.first :]]


@_kind
def move_a_decorator_to_a_neighbour(right: Right, rng: Random) -> Iterator[Lines]:
    for n, line in enumerate(right.lines):
        if re.match(r"\s*(?:@\w|#\[)", line) and not line.startswith("@media"):
            above = max((d for d in right.definitions if d.last < n), key=lambda d: d.first, default=None)
            below = next((d for d in right.definitions if d.lead > n + 1), None)
            for other in (above, below):
                if other is not None and other.first > n:
                    yield [*right.lines[:n], *right.lines[n + 1 : other.first], line, *right.lines[other.first :]]
                elif other is not None:
                    yield [*right.lines[: other.first], line, *right.lines[other.first : n], *right.lines[n + 1 :]]


@_kind
def drop_a_hidden_decorator(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if re.match(r"\s*(?:@\w|#\[)", right.lines[n]):
            yield _without(right.lines, n, n)


@_kind
def double_a_decorator(right: Right, rng: Random) -> Iterator[Lines]:
    for n, line in enumerate(right.lines):
        if re.match(r"\s*(?:@\w|#\[)", line):
            yield _with(right.lines, n, line)


@_kind
def part_a_comment_from_what_it_is_about(right: Right, rng: Random) -> Iterator[Lines]:
    """A statement that stands elsewhere comes between a comment and its definition."""
    for d in right.unmentioned:
        if d.lead < d.first and is_comment(right.lines[d.first - 1]):
            yield _with(right.lines, d.first, "", right.lines[d.last])


# The rows of the edit.


@_kind
def lose_a_row(right: Right, rng: Random) -> Iterator[Lines]:
    """A line that the edit brings does not come."""
    for n in right.came:
        yield _without(right.lines, n, n)


@_kind
def lose_a_shown_line(right: Right, rng: Random) -> Iterator[Lines]:
    """A line that the edit shows, and that stands in the file once, goes."""
    for n, line in enumerate(right.lines):
        if len(line.strip()) > 3 and line.strip() in right.rows and [x.strip() for x in right.lines].count(line.strip()) == 1:
            yield _without(right.lines, n, n)


@_kind
def change_a_row(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.came:
        yield _replaced(right.lines, n, right.lines[n] + "0")


@_kind
def swap_two_rows(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.came:
        below = right.lines[n + 1].strip() if n + 1 < len(right.lines) else ""
        if below and below in right.rows and below != right.lines[n].strip():
            yield [*right.lines[:n], right.lines[n + 1], right.lines[n], *right.lines[n + 2 :]]


@_kind
def double_a_row(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.came:
        yield _with(right.lines, n, right.lines[n])


@_kind
def keep_the_line_that_a_row_replaces(right: Right, rng: Random) -> Iterator[Lines]:
    """The new line comes, and the old one stays above or below."""
    if len(right.went) == len(right.came):
        for o, n in zip(right.went, right.came, strict=True):
            yield _with(right.lines, n, right.old[o])
            yield _with(right.lines, n + 1, right.old[o])


@_kind
def put_the_new_lines_elsewhere(right: Right, rng: Random) -> Iterator[Lines]:
    if right.came:
        new = [right.lines[n] for n in right.came]
        rest = [line for n, line in enumerate(right.lines) if n not in right.came]
        for at in rng.sample(range(len(rest)), min(8, len(rest))):
            yield _with(rest, at, *new)


@_kind
def put_the_new_lines_below_a_line_of_the_same_text(right: Right, rng: Random) -> Iterator[Lines]:
    """Another place has the same neighbour as the right one."""
    if right.came and right.came == list(range(right.came[0], right.came[-1] + 1)):
        first, last = right.came[0], right.came[-1]
        new = right.lines[first : last + 1]
        rest = [*right.lines[:first], *right.lines[last + 1 :]]
        above, below = right.lines[first - 1].strip(), right.lines[min(last + 1, len(right.lines) - 1)].strip()
        for n, line in enumerate(rest):
            if line.strip() and line.strip() == above and n != first - 1:
                yield _with(rest, n + 1, *new)
            if line.strip() and line.strip() == below and n != first:
                yield _with(rest, n, *new)


@_kind
def indent_the_new_lines_deeper(right: Right, rng: Random) -> Iterator[Lines]:
    """The new lines come into another block: where blanks make the blocks."""
    if right.triple.path.endswith((".py", ".yaml")):
        for n in right.came:
            yield _replaced(right.lines, n, "    " + right.lines[n])


@_kind
def indent_the_new_lines_less(right: Right, rng: Random) -> Iterator[Lines]:
    if right.triple.path.endswith((".py", ".yaml")):
        for n in right.came:
            if right.lines[n].startswith("    "):
                yield _replaced(right.lines, n, right.lines[n][4:])


@_kind
def indent_a_hidden_line_otherwise(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield _replaced(right.lines, n, "  " + right.lines[n])
        if right.lines[n].startswith("  "):
            yield _replaced(right.lines, n, right.lines[n][2:])


@_kind
def write_a_marker(right: Right, rng: Random) -> Iterator[Lines]:
    """A line of the edit that stands for code comes into the file."""
    for row in right.triple.edit.split("\n"):
        if "..." in row:
            for n in rng.sample(range(len(right.lines)), 3):
                yield _with(right.lines, n, row)


@_kind
def write_a_marker_over_what_it_hides(right: Right, rng: Random) -> Iterator[Lines]:
    row = next((row for row in right.triple.edit.split("\n") if "..." in row), None)
    if row is not None:
        for a, b in _runs(right):
            yield [*right.lines[:a], row, *right.lines[b + 1 :]]


@_kind
def write_a_fence(right: Right, rng: Random) -> Iterator[Lines]:
    yield ["```", *right.lines]
    yield [*right.lines[:-1], "```", ""]


@_kind
def write_a_removal_into_the_file(right: Right, rng: Random) -> Iterator[Lines]:
    for row in right.triple.edit.split("\n"):
        if re.match(r"\s*(?:#|//) removed?\b", row):
            for n in rng.sample(range(len(right.lines)), 3):
                yield _with(right.lines, n, row)


@_kind
def keep_what_is_to_be_removed(right: Right, rng: Random) -> Iterator[Lines]:
    """Half of what the edit says to remove stays."""
    if right.went and not right.came and len(right.went) > 1:
        at = next(n for n in range(len(right.lines)) if right.old[n] != right.lines[n])
        yield _with(right.lines, at, right.old[right.went[0]])


@_kind
def add_the_edit_at_the_end(right: Right, rng: Random) -> Iterator[Lines]:
    rows = [row for row in right.triple.edit.split("\n") if "..." not in row]
    yield [*right.old, *rows]


@_kind
def make_the_edit_the_file(right: Right, rng: Random) -> Iterator[Lines]:
    yield [row for row in right.triple.edit.split("\n") if "..." not in row and not re.match(r"\s*(?:#|//) removed?\b", row)]


@_kind
def change_nothing(right: Right, rng: Random) -> Iterator[Lines]:
    """The edit is called applied, and the file is as it was."""
    if right.came:
        yield right.old


@_kind
def apply_half_of_it(right: Right, rng: Random) -> Iterator[Lines]:
    """Of two changes one is made."""
    if len(right.came) > 1 and right.came[-1] - right.came[0] > 4 and len(right.came) == len(right.went):
        yield _replaced(right.lines, right.came[0], right.old[right.went[0]])
        yield _replaced(right.lines, right.came[-1], right.old[right.went[-1]])


# Data, markup and documents.


@_kind
def drop_a_key(right: Right, rng: Random) -> Iterator[Lines]:
    if right.triple.path.endswith((".json", ".yaml", ".toml", ".css", ".conf")):
        for n in right.hidden:
            if re.match(r"\s*[\"\w-]+\"?\s*[:= ]", right.lines[n]) and right.lines[n].rstrip()[-1] not in "{[":
                yield _without(right.lines, n, n)


@_kind
def drop_an_item_of_a_list(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        if re.match(r"\s*(?:- |\"[\w-]+\",?$|\d\. |<li>)", right.lines[n]):
            yield _without(right.lines, n, n)


@_kind
def merge_two_rules(right: Right, rng: Random) -> Iterator[Lines]:
    """The end of a block and the head of the next go."""
    for one, other in zip(right.definitions, right.definitions[1:], strict=False):
        between = range(one.last, other.first + 1)
        if other.parent == one.parent and other.first > one.last > one.first and any(n in right.hidden for n in between):
            yield [*right.lines[: one.last], *right.lines[other.first + 1 :]]


@_kind
def drop_a_paragraph(right: Right, rng: Random) -> Iterator[Lines]:
    if right.triple.path.endswith((".md", ".html")):
        for n in right.hidden:
            if right.lines[n][0].isalpha() or "<p" in right.lines[n] or "<script" in right.lines[n]:
                yield _without(right.lines, n, n)


@_kind
def drop_a_closing_bracket(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.unmentioned:
        if right.lines[d.last].strip()[:1] in ("}", ")", "]") and d.last > d.first:
            yield [*right.lines[: d.last], *right.lines[d.last + 1 :]]


# Blank lines and blanks: what the edit does not show keeps its bytes.


@_kind
def add_a_blank_line_to_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.apart:
        if d.last - d.first > 1:
            yield _with(right.lines, d.first + 1, "")


@_kind
def drop_a_blank_line_of_an_unmentioned(right: Right, rng: Random) -> Iterator[Lines]:
    for d in right.apart:
        for n in range(d.first, d.last):
            if not right.lines[n].strip():
                yield [*right.lines[:n], *right.lines[n + 1 :]]


@_kind
def add_blanks_to_the_end_of_a_hidden_line(right: Right, rng: Random) -> Iterator[Lines]:
    for n in right.hidden:
        yield _replaced(right.lines, n, right.lines[n] + "  ")


@_kind
def lose_the_last_line_end(right: Right, rng: Random) -> Iterator[Lines]:
    if len(right.lines) - 2 in right.hidden:
        yield right.lines[:-1]


BLANKS = frozenset((
    "add_a_blank_line_to_an_unmentioned", "drop_a_blank_line_of_an_unmentioned", "add_blanks_to_the_end_of_a_hidden_line",
    "lose_the_last_line_end",
))  # fmt: skip
"""Kinds that differ from the right result in blanks alone."""
