"""``syntax.format``: what each formatter writes, what every one keeps, and what is refused. Asked of the built modules."""

import ast
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaptar.errors import InvalidArgument, OperationFailed
from kaptar.languages import language_of
from kaptar.ops.format import FORMATTERS
from kaptar.ops.proved_format import format_proved
from kaptar.runtime.operation import Result

Asked = Callable[..., Any]
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.guest


def golden() -> Iterator[tuple[str, dict[str, Any], bytes, bytes]]:
    """Language, options, source, result: each case is a heading, the source, a line, and the result."""
    text = (ROOT / "tests" / "golden" / "formatted.txt").read_text("utf-8")
    for case in text.split("==== ")[1:]:
        heading, _, rest = case.partition("\n")
        language, _, options = heading.partition(" ")
        source, _, result = rest.partition("\n---- writes\n")
        yield language, json.loads(options), source.encode(), result.encode()


GOLDEN = list(golden())


@pytest.fixture
def form(asked: Asked) -> Callable[..., bytes]:
    def call(source: bytes, language: str, **options: Any) -> bytes:
        done = asked("guest", "syntax.format", source, language, options)
        assert isinstance(done, bytes)
        return done

    return call


Form = Callable[..., bytes]


def test_the_versions_are_those_that_the_guests_are_built_from() -> None:
    crates = tomllib.loads((ROOT / "guests/formatters/format/Cargo.toml").read_text("utf-8"))["dependencies"]
    for formatter in FORMATTERS.values():
        assert crates[formatter.crate]["version"] == f"={formatter.version}"


@pytest.mark.parametrize(("language", "options", "source", "result"), GOLDEN, ids=[f"{g[0]}{n}" for n, g in enumerate(GOLDEN)])
def test_what_formatters_write(form: Form, language: str, options: dict[str, Any], source: bytes, result: bytes) -> None:
    assert form(source, language, **options) == result
    assert form(result, language, **options) == result


SAMPLES = {
    "css": b"a {\n  b: c;\n}\n",
    "html": b"<p>a</p>\n<p>b</p>\n",
    "json": b'{\n  "a": 1\n}\n',
    "markdown": b"# a\n\nb\n",
    "toml": b"a = 1\nb = 2\n",
    "yaml": b"a: 1\nb: 2\n",
    "python": b"a = 1\nb = 2\n",
    **dict.fromkeys(("cjs", "javascript", "mjs", "tsx", "typescript"), b"a(1);\nb(2);\n"),
    "dts": b"declare const a: string;\ndeclare const b: number;\n",
}


@pytest.mark.parametrize("language", FORMATTERS)
def test_line_ends_and_the_byte_order_mark_stay(form: Form, language: str) -> None:
    plain = SAMPLES[language]
    crlf = plain.replace(b"\n", b"\r\n")
    for source in (plain, crlf, b"\xef\xbb\xbf" + plain, b"\xef\xbb\xbf" + crlf):
        assert form(source, language) == source
    assert form(crlf, language, line_end="lf") == plain
    assert form(plain, language, line_end="crlf") == crlf
    assert form(crlf, language, final_newline=False) == crlf.removesuffix(b"\r\n")
    assert form(plain.removesuffix(b"\n"), language) == plain


@pytest.mark.parametrize("language", FORMATTERS)
def test_nothing_stays_nothing(form: Form, language: str) -> None:
    assert form(b"", language) == b""
    assert form(b" \n\n", language) == b""
    assert form(b"\xef\xbb\xbf", language) == b"\xef\xbb\xbf"


BROKEN = {
    "css": b"a {}\nb {\n",
    "html": b"<p>\n</p>\n<b",
    "json": b'{\n  "a": 1,\n  "b": }\n',
    "toml": b"a = 1\nb =\n",
    "yaml": b"a: 1\nb: [1\n",
    "python": b"a = 1\n\ndef f(:\n",
    "javascript": b"let a;\nlet = = 1;\n",
    "typescript": b"let a: string;\n\ninterface A { b: }\n",
}


@pytest.mark.parametrize("language", BROKEN)
def test_what_does_not_parse_is_refused_with_its_line(form: Form, language: str) -> None:
    with pytest.raises(OperationFailed, match=r"^line [23]: \S"):
        form(BROKEN[language], language)


@pytest.mark.parametrize("language", FORMATTERS)
def test_what_is_no_text_is_refused(form: Form, language: str) -> None:
    for wrong in (b"\xff\xfe", b"a\rb\n"):
        with pytest.raises(OperationFailed, match=r"^line 1: "):
            form(wrong, language)


def test_wrong_calls(form: Form) -> None:
    for language, options in (
        ("rust", {}),
        ("nothing", {}),
        ("json", {"line_width": 5}),
        ("json", {"indent_width": 17}),
        ("json", {"quotes": "curly"}),
        ("json", {"width": 80}),
    ):
        with pytest.raises(InvalidArgument):
            form(b"{}", language, **options)


def test_a_file_of_a_megabyte(form: Form) -> None:
    value = {f"key {n}": [n, {"nested": "text " * 5}] for n in range(20_000)}
    source = json.dumps(value, indent=1).encode()
    assert len(source) > 1 << 20
    done = form(source, "json")
    assert json.loads(done) == value
    lines = b"".join(b"function f%d( a,b ){return a+b*%d}\n" % (n, n) for n in range(28_000))
    assert len(lines) > 1 << 20
    assert form(lines, "javascript").count(b"\n") == 3 * 28_000


@pytest.mark.parametrize(
    ("language", "opening", "closing"),
    [("json", b"[", b"]"), ("javascript", b"(", b")"), ("python", b"(", b")"), ("yaml", b"[", b"]"), ("css", b"a{", b"}")],
)
def test_deep_nesting_is_an_error_and_no_end_of_the_process(form: Form, language: str, opening: bytes, closing: bytes) -> None:
    from kaptar.errors import GuestError

    with pytest.raises((GuestError, OperationFailed)):
        form(opening * 50_000 + b"1" + closing * 50_000, language)
    assert form(SAMPLES[language], language) == SAMPLES[language]


REAL_FILES = (
    *("*.md", "docs/*.md", "*.toml", "guests/**/Cargo.toml", "tests/ops/project/*", "guests/trees/tests/golden/sample.*"),
    *("src/kaptar/ops/*.py", "tests/ops/*.py", "tests/**/golden/*.json", "src/**/*.js"),
)
"""Sources of this repository: documentation, manifests, Python, and what its tests and benches have of the others."""


def real_files() -> Iterator[Path]:
    for pattern in REAL_FILES:
        yield from sorted(path for path in ROOT.glob(pattern) if not {"target", "local"} & set(path.parts))


LEFT_OUT_END_TAGS = "guests/trees/tests/golden/sample.html"
REAL = [
    path
    for path in real_files()
    if (language := language_of(path)) and language.dialect in FORMATTERS and path != ROOT / LEFT_OUT_END_TAGS
]


@pytest.mark.parametrize("path", REAL, ids=[path.relative_to(ROOT).as_posix() for path in REAL])
def test_real_files_keep_their_meaning_and_come_to_rest(runtime: Any, form: Form, path: Path) -> None:
    language = language_of(path)
    assert language is not None
    form(b"", language.dialect)  # skips where the guest was not built

    def call(name: str, *args: Any) -> Result:
        result: Result = runtime.call(name, *args)
        return result

    source = path.read_bytes()
    done = format_proved(call, source, language.dialect, {}).value
    assert format_proved(call, done, language.dialect, {}).value == done
    assert meaning(language.dialect, source) == meaning(language.dialect, done)


def meaning(language: str, source: bytes) -> Any:
    """What may not change, where the standard library can tell."""
    match language:
        case "json":
            return json.loads(source)
        case "toml":
            return tomllib.loads(source.decode())
        case "python":
            return ast.dump(ast.parse(source))
        case _:
            return None


def test_html_whose_end_tags_are_left_out_is_refused(form: Form) -> None:
    """Browsers read it; the formatter does not, and says so."""
    with pytest.raises(OperationFailed, match="expected close tag"):
        form((ROOT / LEFT_OUT_END_TAGS).read_bytes(), "html")


def test_the_repository_s_python_is_as_ruff_writes_it(form: Form) -> None:
    """Two releases of ruff, the wheel and the crates: equal on all of these."""
    for path in sorted((ROOT / "src" / "kaptar" / "ops").glob("*.py")):
        assert form(path.read_bytes(), "python", line_width=130) == path.read_bytes()
