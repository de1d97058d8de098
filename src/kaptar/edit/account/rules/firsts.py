"""The rule for lines that must be first: nothing comes above a hidden docstring, directive or head of a file."""

import re

from kaptar.edit.account.facts.lines import Difference
from kaptar.edit.account.facts.rows import is_comment
from kaptar.edit.account.facts.shown import Shown
from kaptar.edit.verify import Complaint

_FIRST = re.compile(r"[rRuUbB]{0,2}(?:\"\"\"|''')|[\"']use \w+[\"'];?$|(?:global|nonlocal)\s|super\(")
"""What has a meaning only as the first line of its block."""
_HEAD = re.compile(
    r"#!|<\?|<!doctype|package\s|syntax\s*=|from __future__|@charset|module\s|defmodule\s|#pragma once|#ifndef|---$",
    re.IGNORECASE,
)
"""What has a meaning only as the first line of a file."""


def check_firsts(difference: Difference, shown: Shown) -> Complaint | None:
    """No line comes directly above a hidden line that must be first, nor above the hidden comment that a file begins with."""
    top = next((n for n, text in enumerate(difference.old) if text), -1)
    for run in difference.runs:
        if not any(difference.new[run.new : run.new_end]) or any(difference.old[run.old : run.old_end]):
            continue
        below = next((n for n in range(run.new_end, len(difference.new)) if difference.new[n]), -1)
        if below < 0 or shown.row_of[below] >= 0:
            continue
        text = difference.new[below]
        is_top = difference.origin[below] == top
        if _FIRST.match(text) or (is_top and (_HEAD.match(text) or is_comment(text))):
            came = next(line for line in difference.new[run.new : run.new_end] if line)
            return "ambiguous", (
                f"{came[:80]!r} would come above {text[:80]!r}, which must be first; show that line, with the new one below it"
            )
    return None
