"""Options: the words of a program as it reads them: options, their values, and the others. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kaptar.shell.texts import ShellWord


class Options(NamedTuple):
    """The words of a program.

    Attributes:
        names: the options: long ones without their value, and each letter of a group such as ``-qc``.
        values: options with their values, in order.
        plain: the other words.
    """

    names: frozenset[str]
    values: tuple[tuple[str, ShellWord], ...]
    plain: tuple[ShellWord, ...]

    def has(self, names: Iterable[str]) -> bool:
        """Whether one of some options is there."""
        return not self.names.isdisjoint(names)

    def of(self, *names: str) -> tuple[ShellWord, ...]:
        """The values of some options."""
        return tuple(value for name, value in self.values if name in names)


def options(words: Sequence[ShellWord], valued: frozenset[str] = frozenset(), glued: str = "") -> Options:
    """Read the words behind a program's name.

    Args:
        valued: options with a value, which stands in the same word or is the next one.
        glued: letters whose value, if any, stands in the same word.
    """
    names, values, plain, at = set[str](), list[tuple[str, ShellWord]](), list[ShellWord](), 0
    while at < len(words):
        word, text = words[at], words[at].text
        at += 1
        if text == "--" and word.kind == "known":
            plain += words[at:]
            break
        if not text.startswith("-") or text == "-":
            plain.append(word)
            continue
        name, sign, value = text.partition("=")
        if text.startswith("--") or name in valued:
            names.add(name)
            rest: str | None = value if sign else None
        else:
            names.add(name)
            name, rest = _in_group(text, valued, glued, names)
        if rest is not None:
            values.append((name, ShellWord(rest, word.kind)))
        elif name in valued and at < len(words):
            values.append((name, words[at]))
            at += 1
    return Options(frozenset(names), tuple(values), tuple(plain))


def _in_group(text: str, valued: frozenset[str], glued: str, names: set[str]) -> tuple[str, str | None]:
    """The last letter of a group, and what is glued to it; adds all letters to the names."""
    name = ""
    for at, letter in enumerate(text[1:], 1):
        name, rest = f"-{letter}", text[at + 1 :].removeprefix("=")
        names.add(name)
        if letter in glued or name in valued:
            return name, rest or None
    return name, None
