"""Lines of answers: what a hook says in plain words beside its verdict, or in place of one. Pure."""

from typing import Any

import msgspec

from kaptar.clients.adapter import HookAnswer
from kaptar.clients.reading import without_halves
from kaptar.errors import KaptarError
from kaptar.escaping import escaped

_MOST_WORDS = 600


def advised(answer: HookAnswer, advice: str) -> HookAnswer:
    """The answer with a line that stops nothing."""
    return msgspec.structs.replace(answer, stderr=advice + answer.stderr) if advice else answer


def in_words(problem: Exception) -> str:
    """What went wrong in one line of at most 600 characters; of a bug its kind too."""
    said = f"{problem}" if isinstance(problem, KaptarError) else f"{type(problem).__name__}: {problem}"
    return " ".join(said.split())[:_MOST_WORDS]


def gone_on(why: str) -> HookAnswer:
    """The answer of a hook that could not do its work and stops nothing."""
    return said_to_user(f"{why}; the edit goes on unchecked")


def said_to_user(what: str) -> HookAnswer:
    """A line for the user that stops nothing."""
    said = f"kaptar: {escaped(what)}\n"
    return HookAnswer(0, "", said, {"systemMessage": said})


def as_utf8(answer: HookAnswer) -> HookAnswer:
    """The answer without halves of surrogate pairs, which names on the disk may hold and no client reads."""
    if answer.stdout.isascii() and answer.stderr.isascii():
        return answer
    http = None if answer.http is None else _http_as_utf8(answer.http)
    return msgspec.structs.replace(
        answer, stdout=without_halves(answer.stdout), stderr=without_halves(answer.stderr), http=http
    )  # fmt: skip


def _http_as_utf8(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _http_as_utf8(each) for name, each in value.items()}
    return without_halves(value) if isinstance(value, str) else value
