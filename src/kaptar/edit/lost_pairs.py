"""Pairs that an edit parts, in files whose parser says nothing of them: braces, `\\begin` and `\\end`, tags.

A name that paired before does so afterwards. Where all names of a text paired, one that comes has its pair too.
"""

from kaptar.edit.paired_names import PairedNames, environments, has_elements, tags


def lost_pair(source: bytes, text: bytes, path: str, *, is_prose: bool = False) -> str:
    """What paired in the old text and does not in the new one; "" for nothing. Braces are none in a text for people."""
    old, new = source.decode("utf-8", "replace"), text.decode("utf-8", "replace")
    if has_elements(old, path):
        return _odd(tags(old, path), tags(new, path), "<{}>", "</{}>")
    if odd := _odd(environments(old, path), environments(new, path), "\\begin{{{}}}", "\\end{{{}}}"):
        return odd
    counts = [(each.count("{") - each.count("}"), _by_lines(each)) for each in (old, new)]
    if not is_prose and counts[0] == (0, 0) and counts[1][0] * counts[1][1] > 0:
        return "the braces { and } do not pair any more"
    return ""


def _odd(old: PairedNames, new: PairedNames, begin: str, end: str) -> str:
    """The first name that paired and does not any more, or that comes without its pair."""
    spare = new.again - old.again
    for name, count in old.open.items():
        if count == 0 and not 0 <= new.open[name] <= spare[name]:
            return f"{end.format(name)} does not pair with its beginning any more"
    if not old.is_judged or any(count for name, count in old.open.items() if name not in old.alone):
        return ""
    for name, count in new.open.items():
        if not 0 <= count <= spare[name] and name not in old.open and name not in new.alone:
            one, other = (begin, end) if count > 0 else (end, begin)
            return f"{one.format(name)} comes without {other.format(name)}"
    return ""


def _by_lines(text: str) -> int:
    """How many more lines end with an opening brace than begin with a closing one."""
    return sum(_opens(line) for line in text.split("\n"))


def _opens(line: str) -> int:
    bare = line.strip()
    return bare.endswith("{") - bare.startswith("}")
