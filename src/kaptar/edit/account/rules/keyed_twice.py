"""The rule for edits that quote, in files without a table: no key, requirement or table of SQL comes that is there already."""

import re
from collections.abc import Callable, Mapping, Sequence

from kaptar.edit.account.facts.declared import block_head, declared
from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.rules.blocks import HEADING
from kaptar.edit.outcome import Complaint

_KEY = re.compile(r"(?:export\s+)?(?P<name>[\w.-]+)\s*[=:](?!=)")
_ATTRIBUTE = re.compile(r"(?P<name>[\w-]+)\s*=(?![=>])")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:[=<>~!]=|[<>]|$)")
_MOST = 64
"""Lines of one name that are looked at; of a name that stands so often, one more is nothing new."""


def _name(found: re.Match[str] | None) -> str:
    return found["name"] if found else ""


def _key(text: str) -> str:
    return _name(_KEY.match(text))


def _attribute(text: str) -> str:
    return _name(_ATTRIBUTE.match(text))


def _requirement(text: str) -> str:
    """The package of a line, which says nothing of when it is needed."""
    return "" if ";" in text else _name(_REQUIREMENT.match(text)).casefold().replace("_", "-").replace(".", "-")


def _made(text: str) -> str:
    return " ".join(declared(text)) if text[:1] in "cC" else ""


_NAMES: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("env", "ini", "cfg", "properties"), _key),
    **dict.fromkeys(("tf", "tfvars", "hcl"), _attribute),
    "sql": _made,
}
"""By the end of a file's name: the name of which a block has one line."""


def check_keyed_twice(difference: Difference, path: str) -> Complaint | None:
    """No new line has the name of a kept one in the same block and section, of which the new text has only that one besides."""
    name_of = _names_of(path)
    came = [n for run in difference.runs for n in range(run.new, run.new_end)]
    if name_of is None or not came:
        return None
    named: dict[tuple[str, int], list[int]] = {}
    for line, text in enumerate(difference.new):
        if name := name_of(text):
            named.setdefault((name, difference.indent(line)), []).append(line)
    for line in came:
        name = name_of(difference.new[line])
        twin = _twin(difference, named.get((name, difference.indent(line)), ()), line)
        if twin >= 0:
            return "ambiguous", (
                f"{name[:80]!r} would be there twice (lines {line + 1} and {twin + 1} of the new text); the edit does not quote "
                "the one that stands there: change that one, or quote it too"
            )
    return None


def _names_of(path: str) -> Callable[[str], str] | None:
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    if name.endswith(".txt") and name.startswith(("requirements", "constraints")):
        return _requirement
    return _key if name.startswith(".env") else _NAMES.get(name.rpartition(".")[2])


def _twin(difference: Difference, named: Sequence[int], line: int) -> int:
    """The kept line of the name in the block of a new one, where it is the only one; -1 for none."""
    if len(named) > _MOST:
        return -1
    same = [n for n in named if n != line and _block(difference, n) == _block(difference, line)]
    return same[0] if len(same) == 1 and difference.origin[same[0]] >= 0 else -1


def _block(difference: Difference, line: int) -> tuple[int, int]:
    """The head of the block that a line stands in, and the heading of its section."""
    above = range(line - 1, -1, -1)
    return block_head(difference, line), next((n for n in above if HEADING.fullmatch(difference.new[n])), -1)
