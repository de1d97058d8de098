"""Heads of blocks: which ones name their block, so that nobody writes a second block with the same head."""

import re

_LONGEST = 200
"""Characters of a head that are looked at, at most."""
_DECLARES = re.compile(
    r"\b(?:def|defp|defmodule|class|function|fn|func|fun|sub|struct|enum|trait|interface|type|mod|module|namespace|record|object"
    r"|protocol|extension|impl|const|let|var|val|my|local|static|package|message|rpc|table|view|procedure|proc|macro|if|elsif"
    r"|elif|unless|switch|match|case|when)[\s(]++[\w$@:\"'!]|\b(?:const|let|var)\s++[{\[(]"
)
"""A word that declares a name, or asks a condition."""
_TEXT = re.compile(r"[\w.$@-]{1,80}+(?: ?\( ?| )(?:[\"'`/]|:\w|r\")")
"""A call or a block with a text, a symbol or a path as its name: ``it("adds"``, ``resource "a"``, ``location /a``."""
_AGAIN = re.compile(
    r"(?>(?:[\w$@-]{1,60}+\.){0,6})(?:on|one|once|off|use|bind|watch|hook|listen|observe|subscribe|publish|emit|dispatch|send|before"
    r"|after|around|addEventListener|addListener|prependListener|add_action|add_filter|fetch|get|post|put|patch|delete|request"
    r"|log|info|warn|error|debug|print\w{0,8}|query|execute|raise|uses|run|provisioner|dynamic|with|for|while|return|await"
    r"|yield|go|defer|before_\w{1,40}|after_\w{1,40}|around_\w{1,40})\b"
)
"""What may be done with one text, time and again."""
_ROUTER = re.compile(r"(?:app|router|routes?|server|api|fastify|r|e|mux|http)\.(?:get|post|put|patch|delete)\b")
"""A route is there once."""
_WORDS = re.compile(
    r"(?!(?:try|else|do|finally|begin|loop|unsafe|init|with|defer|go|async|for|while|return|except|catch)\b)"
    r"(?:[\w-]{1,40}+ [\w.~^*/\"'$:-]{1,80}+ ?\{$|[\w.\"'-]{1,80}+ ?[:=](?:[ \[{(]|$)|[.#@&:*\[])"
)
"""Two words and a brace, a key, or a selector."""
_MEMBER = re.compile(r"(?>(?:[\w:<>*&\[\],?.]{1,60}+ ++){1,6})[\w$~:]{1,60}+ ?\(")
"""The head of a function that has a type before its name."""
_IDENTITY = re.compile(r"[\s:](?:id|key|name|for|href|src|value|path|slot|data-[\w-]{1,60})=")
"""An attribute of an element that those beside it do not share."""
_ENTRY = re.compile(r"-\s+[\"']?(?:name|id|key|alias|path|title|label|job_name|alert|record)[\"']?\s*:")
"""The first line of an entry that names it."""


def names_its_block(text: str) -> bool:
    """Whether a head names its block by its text: it declares, asks a condition, or has a text or key of its own."""
    text = text[:_LONGEST]
    if text.startswith("- "):
        return _ENTRY.match(text) is not None
    if text.startswith("<"):
        return _IDENTITY.search(text) is not None
    if _DECLARES.search(text):
        return True
    if _AGAIN.match(text):
        return _ROUTER.match(text) is not None and _TEXT.match(text) is not None
    is_member = _MEMBER.match(text) is not None and "=>" not in text and "function" not in text
    return is_member or _TEXT.match(text) is not None or _WORDS.match(text) is not None
