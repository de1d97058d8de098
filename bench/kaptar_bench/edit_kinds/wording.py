"""Comments as people write them above definitions, in the form that the language has for it."""

import random
import re
from collections.abc import Sequence

from kaptar_bench.edit_corpus.changes import indent_of
from kaptar_bench.edit_corpus.languages import Language
from kaptar_bench.edit_kinds.definitions import Definition

_SENTENCES = (
    "Handles {words} for the caller.",
    "The caller has to check the result of {words}.",
    "Used by the public interface; see the tests of {words}.",
    "This is called once for every request, so it has to stay cheap.",
    "Errors are passed on to the caller as they are.",
    "Does nothing when there is nothing to do.",
    "Callers may pass the same value twice.",
    "The order of the results is not defined.",
)
_DOC = {"javascript", "typescript", "tsx", "jsx", "java", "kotlin", "php", "swift", "c", "cpp", "css", "scss", "less"}


def sentences(found: Definition, count: int, rng: random.Random) -> list[str]:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\W]+", " ", found.name).strip().lower() or "this"
    return [s.format(words=words) for s in rng.sample(_SENTENCES, count)]


def comment(language: Language, texts: Sequence[str], indent: str, form: str) -> list[str]:
    """Comment lines of the form "line" (a comment opener on each line), "block" (a doc block), or "inline" (one block line)."""
    if form == "line":
        opener = "///" if language.name == "rust" else language.comment
        return [f"{indent}{opener} {text}" for text in texts]
    if form == "inline":
        return [f"{indent}/** {texts[0]} */" if language.family != "style" else f"{indent}/* {texts[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {text}" for text in texts), f"{indent} */"]


def forms(language: Language) -> tuple[str, ...]:
    """The forms of comments that a language has."""
    if not language.comment:
        return ("block", "inline")
    return ("block", "inline", "line") if language.name in _DOC else ("line",)


def new_comment(language: Language, found: Definition, indent: str, count: int, rng: random.Random) -> list[str]:
    form = rng.choice([f for f in forms(language) if count == 1 or f != "inline"])
    return comment(language, sentences(found, count, rng), indent, form)


def texts_of(lines: Sequence[str]) -> list[str]:
    """What comment lines say, without their signs."""
    said = [re.sub(r"^\s*(?:///?!?|#+|/\*+|\*+(?!/))\s?|\s*\*+/\s*$", "", ln).strip() for ln in lines]
    return [s for s in said if s]


def form_of(lines: Sequence[str]) -> str:
    first = lines[0].strip()
    return ("inline" if len(lines) == 1 else "block") if first.startswith("/*") else "line"


def opener_of(line: str) -> str:
    """The sign that begins a line comment."""
    found = re.match(r"\s*(///?!?|#+:?)", line)
    return found[1] if found else ""


def reworded(lines: Sequence[str], rng: random.Random) -> list[str] | None:
    """A comment with one word of one line replaced by two."""
    places = [(n, m) for n, ln in enumerate(lines) for m in re.finditer(r"(?<=[a-z,] )[a-z]{4,}(?= [a-z])", ln)]
    if not places:
        return None
    n, found = rng.choice(places)
    out = list(lines)
    out[n] = f"{lines[n][: found.start()]}{rng.choice(('exactly', 'only', 'also'))} {found[0]}{lines[n][found.end() :]}"
    return out


def indent_like(lines: Sequence[str]) -> str:
    return indent_of(lines[0])
