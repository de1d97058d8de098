"""Values of a call's keys: texts that stand for numbers, and keys that say what is so anyway."""

from collections.abc import Mapping

from kaptar.edit.account.quoting.reading import NotRead

_OFF = frozenset((
    "use_regex", "useRegex", "regex", "is_regex", "isRegex", "ignore_case", "ignoreCase", "case_insensitive", "whole_word",
    "wholeWord", "dryRun", "dry_run", "preview", "delete", "prepend", "append", "EmptyFile",
))  # fmt: skip
"""Keys of which false says what is so anyway."""
_ON = frozenset(("case_sensitive", "caseSensitive", "match_case", "matchCase", "literal"))
"""Keys of which true says what is so anyway."""
_TRUE, _FALSE = ("true", "True"), ("false", "False", "")
_WHY = {
    "use_regex useRegex regex is_regex isRegex regex_flags": "patterns are not carried out; send the text itself",
    "ignore_case ignoreCase case_insensitive case_sensitive caseSensitive match_case matchCase whole_word wholeWord":
        "texts are compared to the letter; send each text as it stands in the file",
    "dryRun dry_run preview": "a call is carried out; to only see it, leave the key out and run `kaptar apply` without --write",
    "occurrence count line position anchor after before where insert_column":
        "the place is told by the old text; quote more lines, so that it stands in the file once",
}  # fmt: skip


def without_idle(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields without those that say what is so anyway. Raises NotRead for those of them that ask for something else."""
    kept: dict[str, object] = {}
    for key, value in fields.items():
        said = _said(value)
        if (key in _OFF and said is False) or (key in _ON and said is True) or value is None:
            continue
        if key == "encoding" and str(value).lower() in ("utf-8", "utf8"):
            continue
        if why := next((why for keys, why in _WHY.items() if key in keys.split()), ""):
            raise NotRead(f"the call has the key {key!r}: {why}")
        kept[key] = value
    return kept


def flag(key: str, value: object) -> bool:
    """A truth that may be a text. Raises NotRead for anything else."""
    said = False if value is None else _said(value)
    if said is None:
        raise NotRead(f"the value of {key!r} is {str(value)[:40]!r}, and not true or false")
    return said


def number(key: str, value: object) -> int:
    """A number from 0 on that may be a text. Raises NotRead for anything else."""
    text = str(value).strip() if isinstance(value, str) else ""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotRead(f"the value of {key!r} is {str(value)[:40]!r}, and not a number from 0 on")
    return value


def _said(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return True if value in _TRUE else False if value in _FALSE else None
