"""Names of tools and commands: a call is carried out only where its name says what its keys say."""

import re

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.account.quoting.reading.keys import is_void
from kaptar.edit.account.whole import WRITES

_AROUND = frozenset(("function", "tool", "use", "call", "message", "assistant", "editor", "custom"))
"""Words of the names of any call."""
_REPLACING = frozenset((
    "edit", "edits", "replace", "replacement", "update", "modify", "change", "search", "find", "substitute", "swap", "str",
    "string", "text", "content", "file", "files", "in", "and", "or", "multi", "multiple", "single", "existing", "apply", "diff",
    "based", "block", "code", "literal", "local", "fs", "filesystem", "into", "insert",
))  # fmt: skip
"""Words of the names of tools that replace texts."""
_VERBS = frozenset(("edit", "edits", "replace", "update", "modify", "change", "substitute", "swap", "editor"))
_OWN = {"insert": frozenset({"insert"}), "create": frozenset({"create", "write", "save"})}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^a-z]")
_MODES = ("literal", "replace", "exact")
_LONGEST = 100


def check_name(key: str, value: object, form: str) -> None:
    """The name of a tool or command is one that does what a call of this form says. Raises NotRead.

    Args:
        form: ``swap``, ``list``, ``numbered``, ``snippet``, ``operation``, ``insert``, ``create``, ``content``.
    """
    if is_void(value) or (key == "mode" and value in _MODES):
        return
    if not isinstance(value, str) or not fits_name(value, form):
        raise NotRead(
            f"the call has {str(value)[:60]!r} as its {key!r}, which is not known as a tool or command that edits a file so"
        )


def fits_name(name: str, form: str) -> bool:
    """Whether a tool of that name can do what a call of that form says."""
    if len(name) > _LONGEST or form == "content":
        return form == "content" and WRITES.fullmatch(name) is not None
    own = _HUMP.sub("_", re.split(r"[.:/]|__", name)[-1]).lower()
    words = {word for word in _NO_LETTER.split(own) if word}
    if not words or words <= _AROUND:
        return bool(words)
    more = _OWN.get(form, frozenset[str]())
    if form == "operation" and words <= {"apply", "patch", "applypatch", *_AROUND}:
        return True
    if form in ("insert", "create"):
        return words <= more | _REPLACING | _AROUND and not words.isdisjoint(more | _VERBS)
    return words <= _REPLACING | _AROUND and not words.isdisjoint(_VERBS) and not ("insert" in words and form != "snippet")
