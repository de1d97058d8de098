"""Quotations that are wrong in the ways in which models misquote a file. Pure: lines in, damaged lines out, seeded."""

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{3,}")
_KEYWORDS = frozenset(
    """
    abstract async await break case catch class const continue declare default defer elif else enum except export
    extends extern false final finally from func function global impl implements import include instanceof
    interface internal lambda match module namespace none null open override package pass private protected public
    raise readonly return self static struct super switch then this throw throws trait true type typedef typeof
    undefined union using void volatile when where while with yield
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_PARTS = ("current", "local", "other", "first", "input")
_SAME = (
    ("'", '"'), ('"', "'"), (" == ", " is "), (" === ", " == "), ("const ", "let "), ("None", "null"), ("not ", "!"),
    (" = ", "="), (", ", ","), ("return ", "yield "), ("self.", "this."), ("this.", "self."), (" && ", " and "), (" || ", " or "),
)  # fmt: skip
_COMMENT = re.compile(r"^\s*(#|//|\*|/\*)|\s(#|//)\s.*$")


class Quotation(NamedTuple):
    """Lines as a model quotes them, and which of them it means to change."""

    lines: tuple[str, ...]
    target: int

    def with_line(self, at: int, line: str) -> "Quotation":
        return Quotation((*self.lines[:at], line, *self.lines[at + 1 :]), self.target)

    def without(self, at: int) -> "Quotation":
        return Quotation((*self.lines[:at], *self.lines[at + 1 :]), self.target - (at < self.target))

    def around(self) -> list[int]:
        """The lines that say something, the one to change aside."""
        return [n for n, line in enumerate(self.lines) if n != self.target and names_in(line)]


Damage = Callable[[Quotation, Random], Quotation | None]


def names_in(line: str) -> list[re.Match[str]]:
    """The words of a line that are names, as far as words tell."""
    return [found for found in _WORD.finditer(line) if found.group().lower() not in _KEYWORDS]


def changed_word(line: str, rng: Random) -> str | None:
    """The line with one word replaced by another that means about the same; None when it has no word."""
    words = names_in(line)
    if not words:
        return None
    found = rng.choice(words)
    return line[: found.start()] + renamed(found.group(), rng) + line[found.end() :]


def renamed(word: str, rng: Random) -> str:
    """Another name for a word: one of its parts replaced, or one more part."""
    part = rng.choice([p for p in _PARTS if not word.lower().startswith(p)])
    if "_" in word.strip("_"):
        return part + "_" + word.strip("_").split("_", 1)[1]
    humps = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", word)
    return part + "".join(h.capitalize() for h in humps[1:]) if len(humps) > 1 else f"{part}_{word}"


def word(quoted: Quotation, rng: Random) -> Quotation | None:
    """A word of one line next to the one to change is another."""
    return _one_line(quoted, rng, lambda line: changed_word(line, rng))


def two_words(quoted: Quotation, rng: Random) -> Quotation | None:
    """As `word`, in two lines."""
    first = word(quoted, rng) if len(quoted.around()) > 2 else None
    second = first and word(first, rng)
    return second if second and sum(a != b for a, b in zip(second.lines, quoted.lines, strict=True)) == 2 else None


def letter(quoted: Quotation, rng: Random) -> Quotation | None:
    """Two letters of a word have changed places."""

    def swap(line: str) -> str | None:
        names = names_in(line)
        if not names:
            return None
        found = rng.choice(names)
        at = found.start() + rng.randrange(len(found.group()) - 1)
        return line[:at] + line[at + 1] + line[at] + line[at + 2 :]

    return _one_line(quoted, rng, swap)


def target_word(quoted: Quotation, rng: Random) -> Quotation | None:
    """A word of the very line to change is another."""
    line = changed_word(quoted.lines[quoted.target], rng)
    return quoted.with_line(quoted.target, line) if line else None


def line_dropped(quoted: Quotation, rng: Random) -> Quotation | None:
    """A line in the middle is left out."""
    inner = [n for n in quoted.around() if 0 < n < len(quoted.lines) - 1]
    return quoted.without(rng.choice(inner)) if inner and len(quoted.lines) > 3 else None


def line_added(quoted: Quotation, rng: Random) -> Quotation | None:
    """A line comes in that the file does not have there: another one with a word changed."""
    if len(quoted.lines) < 3:
        return None
    at = rng.randrange(1, len(quoted.lines))
    line = changed_word(quoted.lines[rng.randrange(len(quoted.lines))], rng)
    return Quotation((*quoted.lines[:at], line, *quoted.lines[at:]), quoted.target + (at <= quoted.target)) if line else None


def indent_one(quoted: Quotation, rng: Random) -> Quotation | None:
    """One line stands further in or out."""

    def move(line: str) -> str | None:
        if line.startswith("  ") and rng.random() < 0.5:
            return line[2:]
        return ("\t" if line.startswith("\t") else "  ") + line

    return _one_line(quoted, rng, move)


def rename(quoted: Quotation, rng: Random) -> Quotation | None:
    """A name that occurs in several lines is another in all of them."""
    counts: dict[str, int] = {}
    for line in quoted.lines:
        for name in {found.group() for found in names_in(line)}:
            counts[name] = counts.get(name, 0) + 1
    several = sorted(name for name, n in counts.items() if 1 < n < len(quoted.lines))
    if not several:
        return None
    old = rng.choice(several)
    new = renamed(old, rng)
    return Quotation(tuple(re.sub(rf"(?<![\w$]){re.escape(old)}(?![\w$])", new, line) for line in quoted.lines), quoted.target)


def comment_lost(quoted: Quotation, rng: Random) -> Quotation | None:
    """A comment is left out: its line, or the end of the line that it stands behind."""
    found = [(n, match) for n in range(len(quoted.lines)) if n != quoted.target and (match := _COMMENT.search(quoted.lines[n]))]
    if not found or len(quoted.lines) < 3:
        return None
    at, match = rng.choice(found)
    return quoted.without(at) if match.group(1) else quoted.with_line(at, quoted.lines[at][: match.start()])


def paraphrase(quoted: Quotation, rng: Random) -> Quotation | None:
    """One line says about the same in other signs."""

    def reword(line: str) -> str | None:
        body = line.lstrip()
        lead = line[: len(line) - len(body)]
        for old, new in rng.sample(_SAME, len(_SAME)):
            body = body.replace(old, new) if old in body and rng.random() < 0.7 else body
        return lead + body

    return _one_line(quoted, rng, reword)


def truncated(quoted: Quotation, rng: Random) -> Quotation | None:
    """The end of one line is missing."""
    return _one_line(quoted, rng, lambda line: line[: len(line) * 6 // 10] if len(line.strip()) > 12 else None)


def reflowed(quoted: Quotation, rng: Random) -> Quotation | None:
    """Two lines are written as one, or one as two."""
    at = [n for n in quoted.around() if n + 1 < len(quoted.lines) and quoted.target not in (n, n + 1)]
    if not at or len(quoted.lines) < 4:
        return None
    n = rng.choice(at)
    line, below = quoted.lines[n], quoted.lines[n + 1]
    if below.strip() and rng.random() < 0.5:
        return quoted.with_line(n, f"{line} {below.strip()}").without(n + 1)
    cut = line.find(" ", len(line) - len(line.lstrip()) + 6)
    if cut < 0:
        return None
    halves = (line[:cut], line[: len(line) - len(line.lstrip())] + line[cut + 1 :])
    return Quotation((*quoted.lines[:n], *halves, *quoted.lines[n + 1 :]), quoted.target + (n < quoted.target))


def blanks_lost(quoted: Quotation, rng: Random) -> Quotation | None:
    """The blank lines are left out."""
    blank = [n for n, line in enumerate(quoted.lines) if not line.strip()]
    for n in reversed(blank):
        quoted = quoted.without(n)
    return quoted if blank else None


def several(quoted: Quotation, rng: Random) -> Quotation | None:
    """Three kinds of damage at once."""
    kinds = rng.sample([word, line_dropped, line_added, rename, comment_lost, paraphrase, truncated, reflowed, target_word], 5)
    done = 0
    for damage in kinds:
        damaged = damage(quoted, rng) if done < 3 else None
        if damaged is not None:
            quoted, done = damaged, done + 1
    return quoted if done == 3 else None


def every_line(quoted: Quotation, rng: Random) -> Quotation | None:
    """A word of every line is another: the file is quoted from memory."""
    lines = tuple(changed_word(line, rng) or line for line in quoted.lines)
    return Quotation(lines, quoted.target) if sum(a != b for a, b in zip(lines, quoted.lines, strict=True)) > 1 else None


def _one_line(quoted: Quotation, rng: Random, change: Callable[[str], str | None]) -> Quotation | None:
    around = quoted.around()
    if not around:
        return None
    at = rng.choice(around)
    line = change(quoted.lines[at])
    return quoted.with_line(at, line) if line is not None and line != quoted.lines[at] else None


DAMAGES: dict[str, Damage] = {
    "word": word, "two words": two_words, "letter": letter, "target word": target_word, "line dropped": line_dropped,
    "line added": line_added, "indentation of one line": indent_one, "name": rename, "comment lost": comment_lost,
    "paraphrased line": paraphrase, "truncated line": truncated, "reflowed lines": reflowed, "blank lines lost": blanks_lost,
    "several at once": several, "every line": every_line,
}  # fmt: skip
