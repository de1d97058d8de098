"""Signs of Kaptar's own hooks in a client's file: the exact shape of a command, or the address of the hive."""

import re
import shlex
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from kaptar.clients.install.json_text import Plain

FORGET = "unset PYTHONEXECUTABLE __PYVENV_LAUNCHER__;"
"""Words for a POSIX shell: Python would load its own modules from beside the program that such a variable names, also with -I."""


class OwnHooks(NamedTuple):
    """The hooks of one client.

    Attributes:
        file: the name of the script that commands run.
        client: its name in commands.
        address: an expression for the whole URL of an HTTP hook; "" where there is none.
    """

    file: str
    client: str
    address: str = ""

    def has(self, hook: Plain) -> bool:
        """Whether a hook is one of these."""
        members = dict(hook.items) if hook.kind == "object" else {}
        command, url, kind = (members.get(key, Plain("other")) for key in ("command", "url", "type"))
        if command.kind == "string":
            return runs(command.text, self.file, self.client)
        return bool(self.address and kind.text == "http" and re.fullmatch(self.address, url.text))

    def may_be_in(self, text: str) -> bool:
        """Whether a text that is no JSON may have such hooks."""
        return self.file in text or bool(self.address and "/hook/" in text)


def address(port: str = r"\d{1,5}") -> str:
    """An expression for the address of Claude Code's HTTP hook at a hive's port, by default at any."""
    return rf"http://127\.0\.0\.1:{port}/hook/claude/\w+(?:\?http=1)?"


def runs(command: str, file: str, client: str) -> bool:
    """Whether a shell line is one that ``init`` wrote: ``PYTHON -I -S FILE [--strict] CLIENT EVENT``, alone or in its test,
    which earlier versions wrote without `FORGET`.

    Args:
        file: the script's name, in whatever folder.
    """
    words = _words(command)
    if words[:1] != ["if"]:
        return _is_call(words, file, client)
    if "exec" not in words or len(words) < 20:
        return False
    begin = words.index("exec") + 1
    end = words.index(";", begin) if ";" in words[begin:] else begin
    call, tail = words[begin:end], words[end:]
    if not _is_call(call, file, client):
        return False
    head = ["if", "test", "-x", call[0], "&&", "test", "-f", call[3], ";", "then"]
    heads = ([*head, "exec"], [*head, *_words(FORGET), "exec"])
    return words[:begin] in heads and tail[:3] == [";", "else", "echo"] and tail[4:] in _ENDS


_ENDS = ([">&", "2", ";", "fi"], [">&", "2", ";", "exit", "2", ";", "fi"])


def _is_call(words: Sequence[str], file: str, client: str) -> bool:
    if len(words) < 6 or list(words[1:3]) != ["-I", "-S"] or PurePosixPath(words[3]).name != file:
        return False
    rest = words[5:] if words[4] == "--strict" else words[4:]
    return len(rest) == 2 and rest[0] == client and rest[1].isalnum()


def _words(command: str) -> list[str]:
    """A shell line's words and signs; none where its quotation marks are not closed."""
    reader = shlex.shlex(command, posix=True, punctuation_chars=True)
    reader.whitespace_split, reader.commenters = True, ""
    try:
        return list(reader)
    except ValueError:
        return []
