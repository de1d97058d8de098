"""``syntax.same``: each language by its guest, JSON and Python by their twins too; and that no formatter gets past it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaptar.config.load import load_config
from kaptar.errors import InvalidArgument, NotProved, OperationFailed, Unavailable
from kaptar.ops import OPERATIONS
from kaptar.ops.format import FORMATTERS
from kaptar.ops.same import prove_same
from kaptar.ops.twins.same import COMPARED, Discrepancy
from kaptar.runtime.operation import GuestCall, Operation, Result
from kaptar.runtime.runtime import Runtime

Asked = Callable[..., Any]

SOURCES = {
    "css": b"@media (min-width: 1px) {\n  .a > b:hover {\n    /* c */\n    margin: 0 -1px;\n    content: 'x y';\n  }\n}\n",
    "html": b"<!-- c -->\n<p class=\"a b\">one <b>two</b> three</p>\n<pre>\n  x\n</pre>\n",
    "json": b'{\n  // c\n  "a": [1.50, true, null, "x y"],\n  "a": {}\n}\n',
    "markdown": b"# One\n\ntwo *three* `four`\n\n- a\n- b [c](d)\n\n```py\nx = 1\n```\n",
    "toml": b"# c\na = 'x y'\n[b.d]\ne = [1, 2.50]\nf = 2020-01-01\n",
    "yaml": b"# c\na: &x [1, 'b c']\nd: *x\ne: !f |+\n  \tg\n  #h\n\n",
    "python": b'# c\ndef f(a, *, b=1):\n    """D."""\n    return a if b else -a + 0x10, "x y"\n',
    **dict.fromkeys(
        ("cjs", "javascript", "mjs"), b"// c\nfunction f(a, { b }) {\n  return a ?? -b + `x ${a}` + /r+/g.test('x y');\n}\n"
    ),
    **dict.fromkeys(("tsx", "typescript"), b"// c\nexport const f = <T,>(a: T, b?: string[]): T | null => (b ? a : null);\n"),
    "dts": b"// c\nexport declare function f<T>(a: T, b?: string[]): T | null;\n",
}  # fmt: skip


def test_each_formatter_has_a_source_here() -> None:
    assert set(SOURCES) == set(FORMATTERS)


@pytest.mark.guest
@pytest.mark.parametrize("language", FORMATTERS)
def test_a_formatter_that_loses_a_character_is_refused(language: str, tmp_path: Any) -> None:
    """The mutant takes each character in turn out of what it is given. What comes through says the same as before."""
    source = SOURCES[language]
    now = b""

    def mutant(_source: bytes, _language: str, _options: Any) -> bytes:
        return now

    def none(*_args: Any) -> GuestCall | None:
        return None

    operation: Operation = replace(OPERATIONS["syntax.format"], guest=none, twin=mutant)
    with Runtime(load_config(tmp_path), {**OPERATIONS, operation.name: operation}, plugins=tmp_path) as runtime:
        let_through = []
        for at in range(len(source)):
            now = source[:at] + source[at + 1 :]
            try:
                let_through.append((source[at : at + 1], runtime.call("syntax.format", source, language).value))
            except NotProved:
                continue
    seen = {lost for lost, _ in let_through}
    assert seen <= {bytes([each]) for each in b" \n\t" + LAYOUT[language]}, let_through
    assert len(let_through) < len(source) / 3


SCRIPT = b",;'\"()"
LAYOUT = {
    "css": b";'\"", "html": b"\"", "json": b",", "markdown": b"-", "toml": b"", "yaml": b"'", "python": b"",
    **dict.fromkeys(("cjs", "javascript", "mjs", "tsx", "typescript", "dts"), SCRIPT),
}  # fmt: skip
"""The signs that say nothing in the sources above, by language."""


PAIRS = [
    ("typescript", b"export const same = (n: number) => - -n;\n", b"export const same = (n: number) => --n;\n"),
    ("yaml", b"a: |\n  \tx\n  second\n  #third\n", b"a: |\n  x\n  econd\n  third\n"),
    ("yaml", b"a: |+\n  x\n\n", b"a: |+\n  x\n"),
    ("markdown", b"~a~\n", b"~~a~~\n"),
    ("json", b'{"a": 1.0, "a": 2}', b'{"a": 2}'),
    ("python", b"- -n\n", b"n\n"),
    ("json", b"[] // http://x/", b"[] // http://x"),
]


@pytest.mark.guest
@pytest.mark.parametrize(("language", "before", "after"), PAIRS)
def test_what_formatters_were_seen_to_lose(asked: Asked, language: str, before: bytes, after: bytes) -> None:
    for backend in ("guest", "host") if language in COMPARED else ("guest",):
        assert isinstance(asked(backend, "syntax.same", before, after, language), Discrepancy)
    assert asked("guest", "syntax.same", before, before, language) is None


READ = [
    ("typescript", "//# sourceMappingURL=a.js.map", "//@ts-check", '/// <reference types="a" />', "/*! licence */", "/** doc */"),
    ("json", "//# sourceMappingURL=a", "/*! licence */", "//: a"),
    ("css", "/*# sourceMappingURL=a.css.map */", "/*! licence */"),
    ("html", "<!--[if IE]>a<![endif]-->", '<!--#include virtual="a" -->'),
    ("toml", "#:schema ./a.json", "#!a", "##a"),
    ("yaml", "#:a", "#!a", "#@ a"),
    ("python", "#:a", "#!a", "##a"),
]
BODY = {
    "css": "a {\n}\n",
    "html": "<p>a</p>\n",
    "json": "{}\n",
    "toml": "a = 1\n",
    "yaml": "a: 1\n",
    "typescript": "a;\n",
    "python": "a\n",
}


@pytest.mark.guest
@pytest.mark.parametrize(("language", "comment"), [(language, each) for language, *all_ in READ for each in all_])
def test_a_comment_that_a_program_reads_keeps_its_first_characters(asked: Asked, language: str, comment: str) -> None:
    opener = next(sign for sign in ("<!--", "//", "/*", "#") if comment.startswith(sign))
    moved = f"{opener} {comment.removeprefix(opener)}"
    for backend in ("guest", "host") if language in ("json", "python") else ("guest",):
        before, apart, ended = (f"{BODY[language]}{text}\n".encode() for text in (comment, moved, f"{comment}  "))
        assert isinstance(asked(backend, "syntax.same", before, apart, language), Discrepancy)
        assert asked(backend, "syntax.same", before, ended, language) is None


@pytest.mark.guest
@pytest.mark.parametrize("language", ["json", "python", "toml", "typescript", "yaml"])
def test_a_blank_before_plain_words_of_a_comment_says_nothing(asked: Asked, language: str) -> None:
    sign = "//" if language in ("json", "typescript") else "#"
    for backend in ("guest", "host") if language in ("json", "python") else ("guest",):
        before, after = (f"{BODY[language]}{sign}{blank}words\n".encode() for blank in ("", " "))
        assert asked(backend, "syntax.same", before, after, language) is None


JSON = st.lists(
    st.sampled_from(
        [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            '"a"',
            "1",
            "1.0",
            " ",
            "\n",
            "// c\n",
            "// c/\n",
            "//# c\n",
            "// # c\n",
            "///* c*\n",
            "/* d\n * e */",
            "/*/* d */",
            "/*/ d/ */",
            "/**/",
        ]
    ),
    max_size=12,
)
PYTHON = st.lists(
    st.sampled_from(
        [
            "a = 1\n",
            "a = (1)\n",
            "del (a, b)\n",
            "del a, b\n",
            "# c\n",
            "#c\n",
            "#:c\n",
            "# :c\n",
            "f('x')\n",
            'f("x")\n',
            "- -n\n",
            "-n\n",
        ]
    ),
    max_size=5,
)


@pytest.mark.guest
@settings(max_examples=150, deadline=None)
@given(st.one_of(st.tuples(st.just("json"), JSON, JSON), st.tuples(st.just("python"), PYTHON, PYTHON)))
def test_guest_and_host_agree(asked: Asked, drawn: tuple[str, list[str], list[str]]) -> None:
    language, *texts = drawn
    before, after = ("".join(parts).encode() for parts in texts)
    guest, host = (asked(backend, "syntax.same", before, after, language) for backend in ("guest", "host"))
    assert (guest is None) == (host is None)


def ask_host(name: str, *args: Any) -> Result:
    twin = OPERATIONS[name].twin
    assert twin is not None
    return Result(twin(*args), "host", 1.0)


def test_a_refusal_names_both_places() -> None:
    with pytest.raises(NotProved, match=r"^f would change what the file says: `2` in line 2 is `3` in line 3$"):
        prove_same(ask_host, b"[1,\n2]", b"[1,\n\n3]", "json", "f")
    with pytest.raises(NotProved, match="`comment #a` in line 1 is gone"):
        prove_same(ask_host, b"# a\n", b"", "python", "f")
    with pytest.raises(NotProved, match="cannot be compared with the file: in the new text, "):
        prove_same(ask_host, b"a\n", b"a(\n", "python", "f")
    prove_same(ask_host, b"a", b"a", "css", "f")
    with pytest.raises(Unavailable, match="switch guests on"):
        prove_same(ask_host, b"a{}", b"a {}", "css", "f")


def test_languages_that_nobody_compares(asked: Asked) -> None:
    for language in ("java", "nothing"):
        with pytest.raises(InvalidArgument, match="this operation knows css"):
            asked("host", "syntax.same", b"", b"", language)
    for source in (b"a = (", b"\xff", b"a\0"):
        with pytest.raises(OperationFailed):
            asked("host", "syntax.same", source, b"", "python")
