"""Strings that end on their line: literals into which an edit has put a real line end.

A model that writes ``\\n`` in a call may find it read: then the two halves of a literal stand on two lines. Grammars that recover
from errors do not see it, and many languages have no grammar here. So the forms of strings and comments are read on their own, in
languages whose quoted strings end on their line. Only what an edit brings counts, in a file that could be read before.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kaptar.edit import literals
from kaptar.edit.literals import OPEN, Form, going_on, line_comment, quoted, until

_SCRIPT = "<script"
_C_COMMENTS: Mapping[str, Form] = {"//": line_comment, "/*": until("/*", "*/")}
_TRIPLE: Mapping[str, Form] = {'"""': until('"""', '"""')}
_BOTH: Mapping[str, Form] = {'"': quoted('"'), "'": quoted("'")}
_BOTH_GOING_ON: Mapping[str, Form] = {'"': going_on('"'), "'": going_on("'")}
_WITH_CHARACTERS: Mapping[str, Form] = {'"': quoted('"'), "'": literals.character}


class _Forms(NamedTuple):
    """The forms of a language.

    Attributes:
        by_sign: by the signs that begin each.
        within: what begins code in a string, and what ends it; "" for none. Such code may go over lines.
    """

    by_sign: Mapping[str, Form]
    within: tuple[str, str] = ("", "")


_DOLLAR = ("${", "}")
_NOTHING = "\0"
"""Ends nothing: templates of JavaScript may stand in one another, so a string with the sign of one is not judged."""
_BY_LANGUAGE = {
    "c cc cpp cxx h hh hpp hxx cu ino mm": _Forms(
        {**_C_COMMENTS, 'R"': literals.raw_of_c, '"': going_on('"'), "'": literals.characters}
    ),
    "java": _Forms({**_C_COMMENTS, **_TRIPLE, **_WITH_CHARACTERS}),
    "cs": _Forms(
        {**_C_COMMENTS, '@"': literals.verbatim, '@$"': literals.verbatim, '$@"': literals.verbatim,
         **_WITH_CHARACTERS, '"""': literals.many_quotes}, ("{", "}"),
    ),
    "kt kts scala sc": _Forms({**_C_COMMENTS, **_TRIPLE, **_WITH_CHARACTERS}, _DOLLAR),
    "swift": _Forms({**_C_COMMENTS, **_TRIPLE, "#": literals.with_signs, '"': quoted('"')}, ("\\(", ")")),
    "dart": _Forms(
        {**_C_COMMENTS, **_TRIPLE, "'''": until("'''", "'''"), **_BOTH, 'r"': until('r"', '"'), "r'": until("r'", "'")}, _DOLLAR
    ),
    "go": _Forms({**_C_COMMENTS, "`": until("`", "`"), **_WITH_CHARACTERS}),
    "rs": _Forms(
        {**_C_COMMENTS, 'r"': literals.raw_of_rust, "r#": literals.raw_of_rust, '"': literals.over_lines('"'),
         "'": literals.character}
    ),
    "zig": _Forms({"//": line_comment, "\\\\": line_comment, **_WITH_CHARACTERS}),
    "nim nims": _Forms(
        {"#[": until("#[", "]#"), "#": line_comment, **_TRIPLE, '"': literals.plain_or_named, "'": literals.character}
    ),
    "hs": _Forms(
        {"--": literals.dashes, "{-": until("{-", "-}"), "[": literals.quasi_quote, '"': going_on('"'), "'": literals.character}
    ),
    "elm": _Forms({"--": line_comment, "{-": until("{-", "-}"), **_TRIPLE, **_WITH_CHARACTERS}),
    "lua": _Forms({"--": literals.long_bracket, "[": literals.long_bracket, **_BOTH_GOING_ON}),
    "tf tfvars hcl": _Forms({**_C_COMMENTS, "#": line_comment, "<<": literals.here_document, '"': quoted('"')}, _DOLLAR),
    "sol": _Forms({**_C_COMMENTS, **_BOTH_GOING_ON}),
    "proto thrift": _Forms({**_C_COMMENTS, "#": line_comment, **_BOTH}),
    "graphql gql": _Forms({"#": line_comment, **_TRIPLE, '"': quoted('"')}),
    "prisma": _Forms({"//": line_comment, '"': quoted('"')}),
    "rego": _Forms({"#": line_comment, "`": until("`", "`"), '"': quoted('"')}),
    "pas dpr lpr pp": _Forms({"//": line_comment, "{": until("{", "}"), "(*": until("(*", "*)"), "'": literals.doubled("'")}),
    "adb ads": _Forms({"--": line_comment, '"': literals.doubled('"'), "'": literals.character}),
    "css scss less": _Forms({**_C_COMMENTS, "url(": literals.address, **_BOTH_GOING_ON}),
    "vue svelte": _Forms(
        {**_C_COMMENTS, "/": literals.regex, "`": literals.over_lines("`"), **_BOTH_GOING_ON}, ("`", _NOTHING)
    ),
}  # fmt: skip
"""By the endings of files' names."""
_OF_PAGES = frozenset(("vue", "svelte"))
"""Of these the scripts are read, and nothing else."""


def broken_string(source: bytes, text: bytes, path: str) -> str:
    """The line on which an edit leaves a string or character open that has to end there; "" for none.

    A file with such a line before is written otherwise than it is read here, and is not judged.
    """
    _, dot, ending = path.lower().rpartition(".")
    if not dot or _forms(ending) is None or any(_opened(source, ending)):
        return ""
    return next(_opened(text, ending), "")


def _opened(text: bytes, ending: str) -> Iterator[str]:
    """The strings that are open at the end of their line, from the quote on, up to the first that has code over several lines."""
    forms = _forms(ending)
    assert forms is not None
    whole = text.decode("utf-8", "replace").replace("\r\n", "\n")
    for part in _scripts(whole) if ending in _OF_PAGES else (whole,):
        found = _signs(ending).search(part)
        while found is not None:
            end = forms.by_sign[found[0]](part, found.start())
            if end == OPEN:
                end = line_comment(part, found.start())
                opened = part[found.start() : end]
                if _goes_on(opened, *forms.within):
                    return
                yield opened
            found = _signs(ending).search(part, end)


def _scripts(page: str) -> Iterator[str]:
    lower, at = page.lower(), 0
    while (begin := lower.find(_SCRIPT, at)) >= 0 and (begin := lower.find(">", begin)) >= 0:
        end = lower.find("</script", begin)
        at = end if end >= 0 else len(page)
        yield page[begin + 1 : at]


def _goes_on(opened: str, begins: str, ends: str) -> bool:
    """Whether code within a string is not closed on its line."""
    at = opened.rfind(begins) if begins else -1
    return at >= 0 and ends not in opened[at:]


@cache
def _forms(ending: str) -> _Forms | None:
    return next((forms for endings, forms in _BY_LANGUAGE.items() if ending in endings.split()), None)


@cache
def _signs(ending: str) -> re.Pattern[str]:
    forms = _forms(ending)
    assert forms is not None
    return re.compile("|".join(map(re.escape, sorted(forms.by_sign, key=len, reverse=True))))
