"""Test scripts of package.json: the variables, node options and configuration that the tests need. Pure."""

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

_WITH_VALUE = (
    "--import",
    "--require",
    "-r",
    "--loader",
    "--experimental-loader",
    "--conditions",
    "-C",
    "--env-file",
    "--tsconfig",
)
ALONE = ("--experimental-strip-types", "--experimental-transform-types", "--experimental-test-module-mocks",
          "--experimental-vm-modules", "--no-warnings", "--enable-source-maps")  # fmt: skip
_CONFIGURATION = ("--config", "-c")
_PREFIXES = ("cross-env", "cross-env-shell", "env")
_VITEST, _JEST = re.compile(r"\bvitest\b"), re.compile(r"\bjest\b")


def _has_vitest(text: str) -> bool:
    return _VITEST.search(text) is not None


def _has_jest(text: str) -> bool:
    return _JEST.search(text) is not None


def _has_node(text: str) -> bool:
    """Whether one of the commands is ``node`` or ``tsx`` with ``--test``."""
    for words in map(str.split, re.split(r"[;&|]", text)):
        start = next((at for at, word in enumerate(words) if word.rpartition("/")[2] in ("node", "tsx")), len(words))
        if "--test" in words[start + 1 :]:
            return True
    return False


_RUNNERS = {"vitest": _has_vitest, "jest": _has_jest, "node": _has_node}


class Script(NamedTuple):
    """A script's way to start a runner.

    Attributes:
        program: the runner's; for node's own runner ``node`` or ``tsx``.
        options: of node, such as loaders.
        configuration: options that name the runner's configuration.
        variables: names and values.
    """

    runner: str
    program: str = ""
    options: tuple[str, ...] = ()
    configuration: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str | None]:
        """The variables; for a runner that is not node itself, node's options are among them."""
        found: dict[str, str | None] = dict(self.variables)
        if self.options and self.runner != "node":
            found["NODE_OPTIONS"] = " ".join((*filter(None, [found.get("NODE_OPTIONS")]), *self.options))
        return found


def read_script(text: str) -> Script | None:
    """The first command of a script that starts a runner that is known."""
    for runner, is_in in _RUNNERS.items():
        if is_in(text):
            command = next((part for part in re.split(r"&&|\|\||[;|]", text) if is_in(part)), text)
            return _read(runner, _words(command))
    return None


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def _read(runner: str, words: list[str]) -> Script:
    while words and words[0] in _PREFIXES:
        words = words[1:]
    variables = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            break
        variables.append((name, value))
    words = words[len(variables) :]
    program = next((name for word in words if (name := word.rpartition("/")[2]) in ("node", "tsx")), "")
    options = _kept(words, _WITH_VALUE, ALONE) if program else ()
    configuration = _kept(words, _CONFIGURATION, ()) if runner != "node" else ()
    return Script(runner, (program or "node") if runner == "node" else runner, options, configuration, tuple(variables))


def _kept(words: Sequence[str], with_value: Sequence[str], alone: Sequence[str]) -> tuple[str, ...]:
    kept: list[str] = []
    values = 0
    for word in words:
        if values:
            kept.append(word)
            values -= 1
        elif word.partition("=")[0] in with_value:
            kept.append(word)
            values = 0 if "=" in word else 1
        elif word in alone:
            kept.append(word)
    return tuple(kept)
