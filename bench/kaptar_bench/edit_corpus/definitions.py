"""The definition that a change is about."""

import re

from kaptar_bench.edit_corpus.changes import Change
from kaptar_bench.edit_corpus.scopes import Scope

MAX_DEFINITION = 150  # lines


def only_definition(change: Change, scope: Scope) -> bool:
    """Whether no second definition of the name is in sight: no equal scope, overload, setter or assignment."""
    bare = scope.name.rsplit("·", 1)[-1]
    name = re.escape(bare)
    keyword = "function\\*?|def|class|interface|enum|const|let|var|fun|func|fn|type"
    modifier = "public|private|protected|static|async|override|readonly|get|set"
    declares = re.compile(
        rf"^\s*(?:(?!return|await|throw|else|yield)[\w@*]+\s+)*?(?:{keyword})\s+{name}\b"
        rf"|^\s*(?:(?:{modifier})\s+)*\*?{name}\s*(?:<[^>]*>\s*)?\(.*(?:[{{]|\)\s*:.*;)$"
        rf"|^\s*(?:[\w.]+\.)?{name}\s*[:=]\s*(?:async\s*)?(?:function\b|\()"
    )
    return all(
        sum(s.name == scope.name for s in info.scopes) == 1
        and not any(bare in ln and declares.match(ln) for i, ln in enumerate(lines) if i not in found.header)
        for info, lines in ((change.outline_before, change.before), (change.outline_after, change.after))
        for found in [info.by_path(scope.path)]
        if found is not None
    )


def smallest_definition(change: Change, *, unique: bool = True) -> tuple[Scope, Scope] | None:
    """The smallest definition, as (in before, in after), that takes all of a change and nothing but it."""
    old_info, new_info = change.outline_before, change.outline_after
    if not change.is_sound:
        return None
    for new in reversed(new_info.scopes):
        old = old_info.by_path(new.path)
        if old is None or new.kind not in ("function", "class") or new_info.by_path(new.path) is None:
            continue
        text = change.after[new.start : new.end + 1]
        if change.before[: old.start] + text + change.before[old.end + 1 :] != change.after:
            continue
        if len(new.lines) > MAX_DEFINITION or len(old.lines) >= len(change.before) - 3:
            return None
        return (old, new) if only_definition(change, new) == unique else None
    return None
