"""The rule for lines that must be first: nothing comes above a hidden docstring, directive or head of a file."""

import re

from kaptar.edit.account.facts.lines import Difference, Exchange
from kaptar.edit.account.facts.rows import CLOSERS
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.outcome import Complaint

_FIRST = re.compile(r"[rRuUbB]{0,2}(?:\"\"\"|''')|[\"']use \w+[\"'];?$|(?:global|nonlocal)\s|super\(")
"""What has a meaning only as the first line of its block."""
_HEAD = re.compile(
    r"#!|<\?|<!doctype|package\s|syntax\s*=|from __future__|@charset|module\s|defmodule\s|#pragma once|#ifndef|---$",
    re.IGNORECASE,
)
"""What has a meaning only as the first line of a file."""


_LAST = re.compile(r"(?:case\s+)?_\s*(?:=>|:|->)|default\s*(?::|->|=>)|else\s*->|when\s+others\b")
"""What takes all that the branches above it leave, so that none below it is reached."""
_ALL_ROUTES = re.compile(
    r"(?:[\w.$]{1,60}+(?:::\w{1,20}+)?[( ] ?[\"'`]/?(?:\*\*?|\(\.\*\)|\.\*|\{?\*\w{0,40}+\}?)[\"'`]|\w{0,20}+::fallback\("
    r"|(?:\{ ?)?path: ?[\"'](?:\*\*?|/:pathMatch[^\"']{0,40}+)[\"']|<Route path=[\"']/?\*[\"']"
    r"|(?:app|router|server)\.use\((?:async )?(?:function ?)?\((?:err\b|error\b|_?req\w{0,5}+, ?_?res\w{0,6}+\)))"
)
"""A route, or a handler without a path, that answers all requests that come to it."""


def check_firsts(difference: Difference, shown: Shown) -> Complaint | None:
    """No line comes directly above a hidden line that must be first, nor above the hidden comment that a file begins with."""
    top = next((n for n, text in enumerate(difference.old) if text), -1)
    for run in difference.runs:
        if not any(difference.new[run.new : run.new_end]) or any(difference.old[run.old : run.old_end]):
            continue
        if (taken := _below_last(difference, shown, run)) is not None:
            return "ambiguous", (
                f"{difference.new[run.new][:80]!r} would come below {difference.new[taken][:80]!r}, which takes the rest; "
                "show that line"
            )
        below = next((n for n in range(run.new_end, len(difference.new)) if difference.new[n]), -1)
        if below < 0 or shown.row_of[below] >= 0:
            continue
        text = difference.new[below]
        is_top = difference.origin[below] == top
        if _FIRST.match(text) or (is_top and (_HEAD.match(text) or difference.is_comment(text))):
            came = next(line for line in difference.new[run.new : run.new_end] if line)
            return "ambiguous", (
                f"{came[:80]!r} would come above {text[:80]!r}, which must be first; show that line, with the new one below it"
            )
    return None


def _below_last(difference: Difference, shown: Shown, run: Exchange) -> int | None:
    """A hidden branch for all the rest directly above new lines that are as deep; None for none."""
    came = next(n for n in range(run.new, run.new_end) if difference.new[n])
    depth = difference.indent(came)
    for line in range(came - 1, -1, -1):
        if not difference.new[line] or difference.indent(line) > depth or difference.new[line].startswith(CLOSERS):
            continue
        hidden = shown.row_of[line] < 0 and difference.indent(line) == depth
        takes_all = _LAST.match(difference.new[line]) or _ALL_ROUTES.match(difference.new[line])
        return line if hidden and takes_all else None
    return None
