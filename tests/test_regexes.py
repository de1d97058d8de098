"""No regular expression of the sources goes back over what it has read.

For most their structure proves it, for all texts. All are run on texts made from their own structure, besides: these find what is
slow without going back, and what the proof does not know.
"""

import ast
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time
from types import FrameType

import pytest
from tests.linear import CannotSay, doubt
from tests.regexes import METHODS, Hostile, Use, hostile, trees, unsafe_possessive, uses

from kaptar.checks.secrets.public import rows
from kaptar.checks.secrets.shapes import rest_of_web_token, shapes
from kaptar.edit.account.facts.spoken_markers import joined_markers

CHARACTERS = 1 << 14
TIMES = 4
MOST_GROWTH_OF_HOSTILE = 8.0
"""What goes back takes sixteen times as long for four times the text; what does not takes four times. The fastest of several runs
counts: a busy machine says nothing about an expression."""

MOST_NS = 1000
"""For each character, for what goes back by a large fixed number. Expressions of the sources need at most 350 on a quiet machine;
one that goes back by 9,000 needs 11,500."""

NOTHING_S = 0.0005
"""A text that takes less is not tried at four times its length."""

_PATIENCE_S = 1.0

MADE = {
    "api/doctor.py": "the name of a program",
    "checks/builtin/brackets.py": "marks of strings and comments, which are escaped",
    "checks/proof/runners/cargo_targets.py": "one word between its bounds",
    "checks/proof/runners/javascript_files.py": "names of files, and one that is escaped",
    "checks/secrets/needed.py": "expressions of its file, which tests/checks/secrets/test_needed.py proves",
    "checks/secrets/public.py": "`rows`, which are tried here, and patterns of the engine's names",
    "checks/secrets/shapes.py": "`shapes` and `rest_of_web_token`, which are tried here",
    "clients/install/block.py": "patterns that each client gives for its own small file",
    "clients/install/former.py": "the former name, and blanks",
    "clients/install/own_hooks.py": "addresses of hooks",
    "edit/account/facts/spoken_markers.py": "words of markers, which are escaped",
    "edit/account/rules/left_out.py": "one word between its bounds",
    "edit/account/rules/losses.py": "one word between its bounds",
    "edit/line_strings.py": "signs of strings and comments, which are escaped",
    "edit/wrapper_lines.py": "the name of a file, which is escaped",
    "edit/wrappers/enclosed.py": "one sign or word that is escaped, with fixed words behind it",
    "ops/twins/text.py": "a needle that is escaped",
}
"""Modules that make an expression within a function, from what."""

BY_LINES = {
    "edit/account/facts/comments.py": {"_STATEMENT", "_LINE", "_OTHER"},
    "edit/account/facts/rows.py": {"_ALL_STAYS"},
    "edit/account/quoting/reading/diffs.py": {"_DATE"},
    "edit/account/quoting/reading/patches.py": {"_NUMBERS"},
    "edit/account/reasons.py": {"_WORDS", "_NEW", "_BETWEEN", "_ARROW"},
    "edit/account/rules/doubles.py": {"_BINDS", "_VALUED"},
    "edit/account/rules/nesting.py": {"_LABEL"},
    "edit/account/rules/stand_ins.py": {"_GONE", "_STUB"},
    "edit/account/rules/swallowed.py": {"_BEHIND", "_DIRECTIVE"},
    "edit/account/rules/versions.py": {"_CALL"},
    "edit/edit_syntax.py": {"_DOTTED", "_ALL_STAYS", "_LEFT_OUT"},
    "edit/account/rules/hollow.py": {"_COMMENT"},
    "edit/labels.py": {"_LABEL", "_BARE"},
    "edit/leftovers.py": {"_FENCE", "_NAMES_FILE"},
    "edit/wrapper_lines.py": {"_RULED"},
    "edit/wrappers/enclosed.py": {"_BRACKET", "_COMMENT", "_INTO", "_RULE", "_SET", "_TAG"},
    "edit/placeholders.py": {
        "_INSIDE",
        "_BEHIND",
        "_EMPTY_BODY",
        "_PROSE",
        "_REST",
        "_GOES_ON",
        "_QUIET",
        "_BETWEEN_DOTS",
    },
}
"""Expressions of the edit engine over one line, which do go back: their callers have to bound the line. No other may."""


NOT_PROVED = {
    "checks/proof/runners/inner_tests.py": {"_HEAD"},
    "checks/proof/runners/javascript_files.py": {"_TEST", "_IMPORT"},
    "checks/proof/runners/reports.py": {"_CARGO_PANIC"},
    "checks/secrets/folder_words.py": {"_WORD"},
    "checks/secrets/names.py": {"_WORD"},
    "checks/tools/type_checkers.py": {"_TSC"},
    "decoding/toml.py": {"_TOKEN"},
    "clients/install/block.py": {r"'[^\\n]*\\n|[^\\n]+\\Z'"},
    "edit/account/facts/removed_things.py": {"_TOKENS"},
    "edit/account/facts/rows.py": {"_EDGE", "_REMOVAL"},
    "edit/account/quoting/hollow.py": {"_BEGINS"},
    "edit/account/rules/condensed.py": {"_ENTRY"},
    "edit/account/rules/hollow.py": {"_SAYS_NOTHING"},
    "edit/account/facts/open_strings.py": {"_HEREDOC", "_SHELL"},
    "edit/account/rules/sections.py": {"_RULE"},
    "edit/account/rules/stand_ins.py": {"_TELLS"},
    "edit/account/rules/unreached.py": {"_ON_CONDITION"},
    "edit/edit_syntax.py": {"_PHRASE", "_INSIDE", "_FENCE"},
    "edit/leftovers.py": {"_OTHER"},
    "edit/placeholders.py": {"_LEFT"},
    "edit/wrappers/commands.py": {"_CD", "_APPLY"},
    "edit/unseen_faults.py": {"_LINE_STRING", "_RUBY_COMMENT"},
}
"""Expressions that the proof doubts or does not know, such as those that repeat a group. Texts alone speak for them. They read
one line, a name, a value, a row of a tool's output, or a file of a client's configuration; a token of TOML lacks its end at the
end of the text alone. No new one without such a bound."""

OF_CONTENT = ("checks/builtin/", "checks/secrets/", "checks/suppress.py", "clients/", "ops/twins/")
"""Modules whose expressions are given whole files, or what a client sends."""

IN_FULL = os.environ.get("KAPTAR_CHAOS")
"""``make chaos`` takes texts of 8 and 16 MB, and all else of 64 and 256 KB."""
SIZE, LARGER, MOST_GROWTH = (8 << 20, 2, 2.2) if IN_FULL else (1 << 16, TIMES, MOST_GROWTH_OF_HOSTILE)


class TooSlow(Exception):
    """The time for one text is over."""


@contextmanager
def patience() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def seconds(use: Use, text: Hostile, size: int) -> float:
    given = text.of(size)
    start = thread_time()
    try:
        with patience():
            use.run(given)
    except TooSlow:
        return 1000.0
    return thread_time() - start


def goes_back(use: Use) -> Hostile | None:
    """A text that keeps an expression busy for longer than its length allows."""
    for text in hostile(use.pattern):
        if seconds(use, text, CHARACTERS) < NOTHING_S:
            continue
        once = min(seconds(use, text, CHARACTERS) for _ in range(3))
        if once > CHARACTERS * MOST_NS / 1e9 or _fastest(use, text, TIMES * CHARACTERS, once * MOST_GROWTH_OF_HOSTILE) is None:
            return text
    return None


def _fastest(use: Use, text: Hostile, size: int, most: float) -> float | None:
    """Seconds of the first of five runs that takes no longer than `most`; None where none does."""
    return next((took for took in (seconds(use, text, size) for _ in range(5)) if took <= most), None)


FOUND = uses()
OTHERS = [
    *(Use(f"checks/secrets/shapes.py: {each.mark!r}", each.pattern, "match") for each in shapes()),
    Use("checks/secrets/shapes.py: rest_of_web_token", rest_of_web_token(), "search"),
    *(Use(f"checks/secrets/public.py: value {row.value.pattern[:20]!r}", row.value, "fullmatch") for row in rows()),
    *(
        Use(f"checks/secrets/public.py: {each.pattern[:20]!r}", each, "search")
        for row in rows()
        for each in (row.decoded, row.near, row.before)
        if each
    ),
]


def is_by_lines(use: Use) -> bool:
    module, _, name = use.place.partition(": ")
    return name in BY_LINES.get(module, ())


def is_not_proved(use: Use) -> bool:
    module, _, name = use.place.partition(": ")
    return name in NOT_PROVED.get(module, ())


def doubted(use: Use) -> str:
    try:
        return doubt(use.pattern, use.method)
    except CannotSay as problem:
        return f"the proof does not know {problem}"


def test_the_structure_of_all_others_proves_that_they_are_linear() -> None:
    doubts = {use.place: doubted(use) for use in [*FOUND, *OTHERS] if not is_by_lines(use) and not is_not_proved(use)}
    assert {place: why for place, why in doubts.items() if why} == {}
    assert len(doubts) > 140


def test_what_is_said_to_be_not_proved_is_not() -> None:
    assert {use.place for use in FOUND if is_not_proved(use) and doubted(use)} == {
        f"{module}: {name}" for module, names in NOT_PROVED.items() for name in names
    }


@pytest.mark.parametrize(
    "use",
    [use for use in [*FOUND, *OTHERS] if use.place.startswith(OF_CONTENT) and not is_by_lines(use)],
    ids=lambda use: use.place[:80],
)
def test_a_larger_text_takes_as_much_more_time(use: Use) -> None:
    """On the text that keeps the expression busiest."""
    texts = sorted([Hostile("", "a ", ""), *hostile(use.pattern)], key=lambda text: seconds(use, text, CHARACTERS))
    least = 0.05 if IN_FULL else 0.005  # below it the memory decides
    once = min(timed(use, texts[-1], SIZE) for _ in range(3))
    assert any(timed(use, texts[-1], LARGER * SIZE) <= max(once, least) * MOST_GROWTH for _ in range(5))


def timed(use: Use, text: Hostile, size: int) -> float:
    given = text.of(size)
    start = thread_time()
    use.run(given)
    return thread_time() - start


@pytest.mark.parametrize("use", [use for use in [*FOUND, *OTHERS] if not is_by_lines(use)], ids=lambda use: use.place[:80])
def test_no_expression_goes_back(use: Use) -> None:
    assert goes_back(use) is None


def test_what_is_said_to_go_by_lines_is_there() -> None:
    assert {use.place for use in FOUND if is_by_lines(use)} == {
        f"{module}: {name}" for module, names in BY_LINES.items() for name in names
    }


def test_every_expression_is_found() -> None:
    """Of all calls of `re` in functions, those whose expression is no plain text are listed, with what they are made from."""
    made = set()
    for place, tree in trees():
        inside = (node for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) for node in ast.walk(each))
        for node in inside:
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=method), args=[first, *_]) if method in (
                    *METHODS,
                    "compile",
                    "subn",
                ) and not isinstance(first, ast.Constant):
                    made.add(place)
    assert made == MADE.keys()
    assert len(FOUND) > 150


def test_every_possessive_repeat_is_right_in_each_python() -> None:
    """``(?>(?:...)*)`` says the same as ``(?:...)*+``, and is right everywhere."""
    made = [Use("edit/account/facts/spoken_markers.py: joined_markers", first, "match") for first, _ in joined_markers()]
    assert [use.place for use in [*FOUND, *OTHERS, *made] if unsafe_possessive(use.pattern)] == []


@pytest.mark.parametrize(
    ("pattern", "unsafe"),
    [
        (r"(?:ab?c|c)*+", True), (r"x(?:[A-Z]?[a-z])++", True), (r"(?=(?:(?!a)b){2,3}+)", True), (r"(?:y(?:a+b)?+)*", True),
        (r"(?:(a)|b)*+", True), (r"(?:(?>a)|b)*+", True), (r"(?:[^x]|x(?!y))*+", True), (r"(?>(?:ab?c|c)*)", False),
        (r"[a-z]++\s?+x{2,3}+", False), (r"(?:[-~]|<)?+", False), (r"(?:a(?:b|cd?))*+", True), (r"(?:ab)+", False),
        (r"(?:-[a-z]++-)*+", True), (r"(?:-[a-z]++)*+", True), (r"(?:-[a-z]*+)*+", False), (r"(?:(?:ab|c)d)*+", False),
        (r"(?:(?:ab|a)c)*+", True), (r"(?:ab|ac-)*+", True), (r"(?:[a-z]++-|x)*+", False),
        (r'"(?:[^"\\]|\\.?)*+"', False),
    ],
)  # fmt: skip
def test_an_unsafe_possessive_repeat_is_seen(pattern: str, unsafe: bool) -> None:
    assert unsafe_possessive(re.compile(pattern)) is unsafe


BACK = [
    (r"(a+)+$", "match"), (r"\s*x", "search"),
    (r"a.*b.*c", "search"), (r"(?:a|b)*?c", "search"), (r"#\s*(.*?)\s*#*\s*$", "match"),
    (r"(`+)(?:(?!\1).)*\1", "search"), (r"eyJ[\w-]{14,9000}\.", "search"), (r"^\s*y", "finditer"), (r"<!--.*?-->", "sub"),
    (r"[a-z]+@[a-z]+", "findall"), (r"(?:x|[^x]\w*)+;", "fullmatch"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "method"), BACK)
def test_what_goes_back_is_seen(pattern: str, method: str) -> None:
    flags = re.MULTILINE if pattern.startswith("^") else re.DOTALL
    use = Use("", re.compile(pattern, flags), method)
    assert goes_back(use) is not None
    assert doubted(use)


@pytest.mark.parametrize("pattern", [r"[a-z]+", r"#\s++x", r"a{1,9}b", r"^[ \t]*+x"])
def test_what_does_not_is_let_by(pattern: str) -> None:
    use = Use("", re.compile(pattern, re.MULTILINE), "finditer")
    assert goes_back(use) is None
    assert doubted(use) == ""


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r'"(?:[^"\\]|\\.)*"', "finditer"), (r"^<<\n(.*?)^==\n", "findall"), (r"(?:a|a)*b", "match"), (r"(?:a*b?)*c", "match")],
)
def test_what_no_text_of_ours_finds_is_doubted(pattern: str, method: str) -> None:
    assert doubted(Use("", re.compile(pattern, re.MULTILINE | re.DOTALL), method))
