"""Texts for which the engine need not be loaded: none of its rules can match there."""

import base64
import random
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.checks.secrets.looking import HEXADECIMAL, looked, made
from tests.linear import doubt

from kaptar.checks.secrets.detector import Detector, detector_of
from kaptar.checks.secrets.engine import Engine, Kingfisher, engine_name, installed_version
from kaptar.checks.secrets.needed import MOST_BYTES, Needed, NeededText, needed_by
from kaptar.errors import InputError
from kaptar_bench.engine_rules.__main__ import rules, text
from kaptar_bench.engine_rules.expression import WIDE, Chars, Either, Node, Repeated, Several, parsed
from kaptar_bench.engine_rules.needed import pattern_of, words_of

ROOT = Path(__file__).parents[3]
PLAIN = b"export function area(width: number): number {\n  return width * 2;\n}\n"
TOKENS = ["dop_v1_" + made(64, HEXADECIMAL), "gsk_" + made(52), "SG." + made(22) + "." + made(43), "hvs." + made(95)]


@pytest.fixture(scope="module")
def needed() -> Needed:
    found = needed_by(installed_version())
    assert found is not None
    return found


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Kingfisher(str(tmp_path_factory.mktemp("cache")))


@cache
def expressions() -> tuple[tuple[str, str], ...]:
    return tuple(rules())


def test_the_file_is_made_from_the_rules_of_the_engine() -> None:
    assert (ROOT / "src/kaptar/checks/secrets/needed.json").read_text() == text()


def test_of_another_version_nothing_is_known() -> None:
    assert needed_by("0.0.1") is None


def example(node: Node, chance: random.Random) -> str:
    """A text that the expression matches."""
    if isinstance(node, Chars):
        return chr(chance.choice([code for code in sorted(node.of) if code != WIDE] or [0xE9]))
    if isinstance(node, Several):
        return "".join(example(part, chance) for part in node.parts)
    if isinstance(node, Either):
        return example(chance.choice(node.branches), chance)
    assert isinstance(node, Repeated)
    most = min(node.least + 3, node.least + 3 if node.most is None else node.most)
    return "".join(example(node.part, chance) for _ in range(chance.randint(node.least, most)))


def examples() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(12)
    for name, expression in expressions():
        node = parsed(expression)
        for _ in range(3):
            found = example(node, chance)
            yield name, "".join(chance.choice((str.upper, str.lower))(each) for each in found).encode()
            yield name, f"{''.join(chance.choices(string.printable, k=30))} {found} ".encode()


def test_no_text_that_a_rule_matches_is_ruled_out(needed: Needed) -> None:
    missed = [(name, text) for name, text in examples() if not needed.may_match(text)]
    assert missed == []


def test_what_the_engine_finds_was_never_ruled_out(needed: Needed, engine: Engine) -> None:
    found = [text for _, text in examples() if engine.find(b'x = "' + text + b'"\n', ".py", 5)]
    assert len(found) > 100
    assert all(map(needed.may_match, found))


@pytest.mark.parametrize("layers", [0, 1, 2])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("token", TOKENS)
def test_tokens_in_base64_are_seen(token: str, encode: object, layers: int, needed: Needed, engine: Engine) -> None:
    assert callable(encode)
    content = b"?>?>" + f"token={token}\n".encode()
    for _ in range(layers):
        content = encode(content)
    for before in (b"data: ", b'"', b"abc/", b"x-y_"):
        assert needed.may_match(before + content)
    assert engine.find(b"data: " + content + b"\n", ".txt", 5)


@pytest.mark.parametrize(
    "content",
    [
        b"\0" + PLAIN,
        "a".encode("utf-16"),
        PLAIN * (MOST_BYTES // len(PLAIN) + 1),
        "a = 'g\u017fk_'".encode(),
        "a = '\u212ay'".encode(),
    ],
    ids=["zero", "utf-16", "large", "long s", "kelvin"],
)
def test_what_cannot_be_told_may_match(content: bytes, needed: Needed) -> None:
    assert needed.may_match(content)


def test_other_letters_stand_for_themselves() -> None:
    node = parsed(r"(?i)(?:café|key)[\w.]{0,3}=(.{2}[^a-z]{2}\d{4})")
    rule = NeededText(pattern_of(node).encode("latin-1"), tuple(map(str.encode, words_of(node))))
    needed = Needed((rule,))
    for content in ("Key=äö😀😀1234", "x key.é=ab__1234", "KEYäöü=abŽŽ\u0661\u0662\u0663\u0664"):
        assert needed.may_match(content.encode()), content
    for content in ("key1234", "key=ab__xy", "kez=ab__1234"):
        assert not needed.may_match(content.encode()), content


def test_most_sources_need_no_engine(needed: Needed) -> None:
    files = sorted((ROOT / "src/kaptar").rglob("*.py"))
    assert sum(needed.may_match(file.read_bytes()) for file in files) < len(files) / 10


def test_the_expressions_take_linear_time() -> None:
    for _, expression in expressions():
        pattern = re.compile(pattern_of(parsed(expression)).encode("latin-1"), re.IGNORECASE)
        assert doubt(pattern, "search") == "", pattern.pattern


@pytest.mark.parametrize("unknown", [r"a(?=b)", r"[a&&b]", r"\p{L}", r"a(", "*a", r"(?x: a)", r"[[a]]", "a{,3}", ")"])
def test_syntax_that_is_not_known_is_refused(unknown: str) -> None:
    with pytest.raises(InputError):
        parsed(unknown)


def loaded_never() -> Engine:
    raise AssertionError("loaded")


def test_a_check_does_not_load_the_engine_for_a_text_without_its_words(needed: Needed) -> None:
    detector = Detector(loaded_never, needed=lambda: needed)
    assert detector.has_looked(PLAIN)
    assert looked("a.ts", PLAIN, detector) == ()
    assert detector.state == "idle"
    assert not detector.has_looked(TOKENS[0].encode())
    assert not Detector(None).has_looked(PLAIN)
    assert not Detector(loaded_never).has_looked(PLAIN)


def test_the_detector_of_a_process_knows_what_the_engine_needs(tmp_path: Path) -> None:
    detector = detector_of(wanted=True, cache=str(tmp_path))
    assert detector.has_looked(PLAIN)
    assert not detector.has_looked(TOKENS[1].encode())
    assert not detector_of(wanted=False).has_looked(PLAIN)
    assert engine_name().endswith(installed_version())
