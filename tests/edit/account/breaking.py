"""Right edits that quote what they replace, and ways in which a plan for one can be wrong."""

import json
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from kaptar.edit.account.check import Account, Change, take_account
from kaptar.edit.outcome import Plan, Span


class Right(NamedTuple):
    """An edit with the only right new text. ``grade``: how its quotations are found."""

    name: str
    format: str
    grade: str
    source: str
    edit: str
    text: str
    path: str = "a.py"
    part: int | None = None


def judge(right: Right, text: str) -> Account:
    """What the account says of a text, whatever plan made it."""
    source, new = right.source.encode(), text.encode()
    spans = (Span(0, len(source), new),) if source != new else ()
    change = Change(source, spans, new, right.edit, None, part=right.part)
    plan = Plan(right.path, right.format, right.grade, spans, (), "", (), (), "guest", 0.0)  # type: ignore[arg-type]
    return take_account(change, plan, is_told=False)


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"


def patch(*files: str) -> str:
    return "*** Begin Patch\n" + "".join(files) + "*** End Patch\n"


SOURCE = """\
import os


def first(a):
    one = a + 1
    return one


def second(b):
    two = b + 2
    log(b)
    return two


def third(c):
    three = c + 3
    log(c)

    return three
"""
AFTER = (
    SOURCE.replace("    one = a + 1\n", "    one = a + 10\n    check(one)\n")
    .replace("    two = b + 2\n    log(b)\n", "    two = b * 2\n\n    note(two)\n")
)  # fmt: skip
HUNKS = (
    " def first(a):\n-    one = a + 1\n+    one = a + 10\n+    check(one)\n     return one\n",
    " def second(b):\n-    two = b + 2\n-    log(b)\n+    two = b * 2\n+\n+    note(two)\n     return two\n",
)
BLOCKS = (
    block(
        "def first(a):\n    one = a + 1\n    return one\n", "def first(a):\n    one = a + 10\n    check(one)\n    return one\n"
    ),
    block("    two = b + 2\n    log(b)\n    return two\n", "    two = b * 2\n\n    note(two)\n    return two\n"),
)
OTHER_BLOCK = block("    one = a + 1\n", "    one = 7\n")
NUMBERED = f"--- a/a.py\n+++ b/a.py\n@@ -4,3 +4,4 @@\n{HUNKS[0]}@@ -9,4 +10,5 @@\n{HUNKS[1]}"
OTHER_FILE = "--- a/b.py\n+++ b/b.py\n@@ -4,2 +4,2 @@\n def first(a):\n-    one = a + 1\n+    one = 7\n"
V4A = f"*** Update File: a.py\n@@\n{HUNKS[0]}@@ def second(b):\n{HUNKS[1][len(' def second(b):') + 1 :]}"
V4A_OTHER = "*** Update File: b.py\n@@\n def first(a):\n-    one = a + 1\n+    one = 7\n"
SWAPS = [
    {"old_string": "    one = a + 1\n", "new_string": "    one = a + 10\n    check(one)\n"},
    {"old_string": "two = b + 2\n    log(b)\n", "new_string": "two = b * 2\n\n    note(two)\n"},
]
TWICE = "def f():\n    x = 1\n    go(x)\n\n\ndef g():\n    x = 1\n    go(x)\n"
FLAT = block("one = a + 1\nreturn one\n", "one = a + 10\ncheck(one)\nif one:\n    return one\n")
LONG = "def third(c):\n    three = c + 3\n    log(c)\n\n    return threee\n"

RIGHTS = [
    Right("blocks", "search_replace", "exact", SOURCE, "".join(BLOCKS), AFTER),
    Right("blocks turned", "search_replace", "exact", SOURCE, "".join(reversed(BLOCKS)), AFTER),
    Right("blocks of two files", "search_replace", "exact", SOURCE,
          f"b.py\n{OTHER_BLOCK}a.py\n{BLOCKS[0]}{BLOCKS[1]}",
          AFTER, part=1),
    Right("a line hint", "search_replace", "exact", TWICE,
          block(":start_line:7\n-------\n    x = 1\n    go(x)\n", "    x = 2\n    y = 3\n    go(x)\n"),
          "def f():\n    x = 1\n    go(x)\n\n\ndef g():\n    x = 2\n    y = 3\n    go(x)\n"),
    Right("a flat quotation", "search_replace", "reindent", SOURCE, FLAT,
          SOURCE.replace("    one = a + 1\n    return one\n",
                         "    one = a + 10\n    check(one)\n    if one:\n        return one\n")),
    Right("a blank line left out", "search_replace", "blank_lines", SOURCE,
          block("    log(c)\n    return three\n", "    note(c)\n    log(c)\n    return 3\n"),
          SOURCE.replace("    log(c)\n\n    return three\n", "    note(c)\n    log(c)\n\n    return 3\n")),
    Right("a slip", "search_replace", "misquoted", SOURCE, block(LONG, LONG.replace("c + 3", "c + 4\n    check(c)\n    note(c)")),
          SOURCE.replace("c + 3", "c + 4\n    check(c)\n    note(c)")),
    Right("right numbers", "udiff", "exact", SOURCE, NUMBERED, AFTER),
    Right("no numbers", "udiff", "exact", SOURCE, f"@@ ... @@\n{HUNKS[0]}@@ ... @@\n{HUNKS[1]}", AFTER),
    Right("a number decides", "udiff", "exact", TWICE,
          "--- a/a.py\n+++ b/a.py\n@@ -7,2 +7,3 @@\n-    x = 1\n+    x = 2\n+    y = 3\n     go(x)\n",
          "def f():\n    x = 1\n    go(x)\n\n\ndef g():\n    x = 2\n    y = 3\n    go(x)\n"),
    Right("a diff of two files", "udiff", "exact", SOURCE, OTHER_FILE + NUMBERED, AFTER, part=1),
    Right("a patch", "v4a", "exact", SOURCE, patch(V4A), AFTER),
    Right("a patch of two files", "v4a", "exact", SOURCE, patch(V4A_OTHER, V4A), AFTER, part=1),
    Right("an anchor decides", "v4a", "exact", TWICE,
          patch("*** Update File: a.py\n@@ def g():\n-    x = 1\n+    x = 2\n+    y = 3\n     go(x)\n"),
          "def f():\n    x = 1\n    go(x)\n\n\ndef g():\n    x = 2\n    y = 3\n    go(x)\n"),
    Right("an operation", "v4a", "exact", SOURCE,
          json.dumps({"type": "update_file", "path": "a.py", "diff": V4A.partition("\n")[2]}), AFTER),
    Right("one replacement", "str_replace", "exact", SOURCE,
          json.dumps({"command": "str_replace", "path": "a.py", "old_str": "a + 1", "new_str": "a + (\n        10\n    )"}),
          SOURCE.replace("a + 1", "a + (\n        10\n    )")),
    Right("several replacements", "str_replace", "exact", SOURCE, json.dumps({"file_path": "a.py", "edits": SWAPS}), AFTER),
    Right("all of them", "str_replace", "exact", TWICE,
          json.dumps({"old_string": "x = 1\n", "new_string": "x = 2\n    y = 3\n", "replace_all": True}),
          TWICE.replace("x = 1\n", "x = 2\n    y = 3\n")),
    Right("a flat replacement", "str_replace", "reindent", SOURCE,
          json.dumps({"old_string": "one = a + 1\nreturn one", "new_string": "one = a + 10\ncheck(one)\nreturn one"}),
          SOURCE.replace("    one = a + 1\n", "    one = a + 10\n    check(one)\n")),
    Right("an insertion", "insert", "exact", SOURCE,
          json.dumps({"command": "insert", "path": "a.py", "insert_line": 5, "insert_text": "    check(a)\n\n    note(a)\n"}),
          SOURCE.replace("    one = a + 1\n", "    one = a + 1\n    check(a)\n\n    note(a)\n")),
]  # fmt: skip

Run = tuple[int, int, int, int]


def runs(source: list[str], text: list[str]) -> list[Run]:
    """The changed lines: old and new ones, half open."""
    found = SequenceMatcher(None, source, text, autojunk=False).get_opcodes()
    return [(i, j, m, n) for kind, i, j, m, n in found if kind != "equal"]


def mutants(kind: str, right: Right) -> Iterator[str]:
    """Texts that a plan which is wrong in one way would make; never the right one."""
    source, text = right.source.splitlines(), right.text.splitlines()
    seen = {right.text}
    for lines in KINDS[kind](source, text):
        wrong = "".join(f"{line}\n" for line in lines)
        if wrong not in seen:
            seen.add(wrong)
            yield wrong


def _drop_a_hunk(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for i, j, m, n in runs(source, text):
        yield text[:m] + source[i:j] + text[n:]


def _do_nothing(source: list[str], text: list[str]) -> Iterator[list[str]]:
    yield source


def _swap_new_lines(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        for k in range(m, n - 1):
            yield [*text[:k], text[k + 1], text[k], *text[k + 2 :]]


def _swap_with_context(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        if 0 < m < n:
            yield [*text[: m - 1], text[m], text[m - 1], *text[m + 1 :]]


def _apply_elsewhere(source: list[str], text: list[str]) -> Iterator[list[str]]:
    """The change comes to other places, those with the same lines first."""
    for i, j, m, n in runs(source, text):
        back = text[:m] + source[i:j] + text[n:]
        places = [k for k in range(len(back) - (j - i) + 1) if k != m]
        places.sort(key=lambda k: back[k : k + j - i] != source[i:j])
        for k in places[:3]:
            yield back[:k] + text[m:n] + back[k + j - i :]


def _apply_twice(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        yield text[:n] + text[m:n] + text[n:]


def _lose_context(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        yield text[: max(m - 1, 0)] + text[m:]
        yield text[:n] + text[n + 1 :]


def _keep_the_old_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for i, j, m, n in runs(source, text):
        yield text[:m] + source[i:j] + text[m:]
        yield text[:n] + source[i:j] + text[n:]


def _drop_the_last_new_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        yield text[: max(n - 1, m)] + text[n:]


def _merge_two_lines(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        for k in range(m, min(n, len(text) - 1)):
            yield [*text[:k], text[k] + text[k + 1], *text[k + 2 :]]


def _split_a_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        for k in range(m, n):
            head, sign, rest = text[k].partition("(")
            yield [*text[:k], head + sign, rest, *text[k + 1 :]]


def _indent_one_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        for k in range(m, n):
            yield [*text[:k], f"    {text[k]}", *text[k + 1 :]]
            yield [*text[:k], text[k].removeprefix(" "), *text[k + 1 :]]


def _indent_the_context(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, _ in runs(source, text):
        yield [*text[: m - 1], f"  {text[m - 1]}", *text[m:]]


def _lose_a_blank_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for k in (k for k, line in enumerate(text) if not line):
        yield text[:k] + text[k + 1 :]


def _bring_a_blank_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        for k in (m, n):
            yield [*text[:k], "", *text[k:]]


def _exchange_hunks(source: list[str], text: list[str]) -> Iterator[list[str]]:
    found = runs(source, text)
    for (_, _, a, b), (_, _, c, d) in pairwise(found):
        yield text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _take_the_lines_of_another(source: list[str], text: list[str]) -> Iterator[list[str]]:
    found = runs(source, text)
    for (_, _, a, b), (_, _, c, d) in pairwise(found):
        yield text[:a] + text[c:d] + text[b:]
        yield text[:c] + text[a:b] + text[d:]


def _shift_by_a_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        yield text[:m] + text[n : n + 1] + text[m:n] + text[n + 1 :]
        yield text[: max(m - 1, 0)] + text[m:n] + text[max(m - 1, 0) : m] + text[n:]


def _do_the_other_file(source: list[str], text: list[str]) -> Iterator[list[str]]:
    yield ["    one = 7" if line == "    one = a + 1" else line for line in source]
    yield ["    one = 7" if line == "    one = a + 10" else line for line in text]


def _change_one_more_or_fewer(source: list[str], text: list[str]) -> Iterator[list[str]]:
    """Of equal lines another number is replaced."""
    for i, j, m, n in runs(source, text):
        yield text[:m] + source[i:j] + text[n:]
        for k in range(len(text)):
            if text[k : k + j - i] == source[i:j] and j > i:
                yield text[:k] + text[m:n] + text[k + j - i :]


def _leave_blanks_at_the_end(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, m, n in runs(source, text):
        for k in range(m, n):
            yield [*text[:k], f"{text[k]} ", *text[k + 1 :]]


def _invent_a_line(source: list[str], text: list[str]) -> Iterator[list[str]]:
    for _, _, _, n in runs(source, text):
        yield [*text[:n], "    invented()", *text[n:]]


def _change_a_line_far_away(source: list[str], text: list[str]) -> Iterator[list[str]]:
    yield [*text[:-1], f"{text[-1]}  # changed"]
    yield [f"{text[0]}, sys", *text[1:]]


def _cut_the_end(source: list[str], text: list[str]) -> Iterator[list[str]]:
    yield text[:-1]
    yield text[:-2]


Mutator = Callable[[list[str], list[str]], Iterator[list[str]]]
KINDS: dict[str, Mutator] = {
    name.removeprefix("_"): made
    for name, made in list(globals().items())
    if name.startswith("_") and getattr(made, "__annotations__", {}).get("return") == Iterator[list[str]]
}
