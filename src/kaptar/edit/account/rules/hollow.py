"""The rule for functions whose body becomes nothing: a stub stands for the code that is there."""

import re

from kaptar.edit.account.facts.definition import Definition
from kaptar.edit.account.facts.matching import Matching, Side
from kaptar.edit.account.facts.scene import Scene
from kaptar.edit.outcome import Complaint
from kaptar.ops.table import RecordKind

_CALLED = frozenset((int(RecordKind.FUNCTION), int(RecordKind.METHOD), int(RecordKind.TEST)))
_COMMENT = re.compile(rb"/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*|(?<![\w\"'])#[^\n]*")
_SAYS_NOTHING = re.compile(
    rb"(?:[\s{}();:=>-]|\bend\b|\bdo\b|\bpass\b|\.\.\.|\?\?\?|\xe2\x80\xa6"
    rb"|\b(?:todo|unimplemented|unreachable)!\([^()\n]{0,80}\)"
    rb"|\b(?:TODO|fatalError|NotImplementedError|notImplemented)\([^()\n]{0,80}\)"
    rb"|\b(?:raise|throw|new)\b|\bNotImplementedError\b|\b(?:\w+\.)?(?:NotImplemented|UnsupportedOperation|NotSupported)\w*(?:\([^()\n]{0,80}\))?"
    rb"|\b(?:\w+\.)?\w*(?:Error|Exception)(?:\.new)?\([\"'](?:not shown|unchanged|omitted|not implemented|unimplemented|todo"
    rb"|same)[^\"'\n]{0,80}[\"']\)|\bnil\b"
    rb"|\bpanic!?\(\"(?:unchanged|todo|not implemented|unimplemented)[^\"\n]{0,80}\"\)|[\"'](?:\.\.\.|unchanged)[\"'])*",
    re.IGNORECASE,
)
"""What a body has that does nothing: a stub in one of its spellings, or nothing at all."""
_LONGEST = 400
"""Bytes of a new body without its comments, at most: a longer one is no stub."""
_MOST_COMMENTED = 20_000
"""Bytes of a new body with its comments, at most: a longer one is no stub."""


def check_hollow(scene: Scene, matching: Matching) -> Complaint | None:
    """No shown function loses all of its body, whatever stands there instead."""
    for pair in matching.pairs:
        if (
            pair.old.kind in _CALLED
            and scene.shows(pair.new)
            and _is_hollow(scene.new, pair.new)
            and not _is_hollow(scene.old, pair.old)
        ):
            return "ambiguous", (
                f"the body of `{pair.new.name}` would be empty or a stub; if it stands for code that stays, write "
                "`... existing code ...` in a comment, else use a format that quotes what goes"
            )
    return None


def _is_hollow(side: Side, definition: Definition) -> bool:
    body = side.records.body(definition)
    rest = _COMMENT.sub(b"", body) if len(body) <= _MOST_COMMENTED else body
    return len(rest) <= _LONGEST and _SAYS_NOTHING.fullmatch(rest) is not None
