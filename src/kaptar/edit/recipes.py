"""Recipes of a Makefile begin with a tab. Models write blanks, and make says "missing separator"."""

import re
from pathlib import PurePosixPath

_NAMES = ("makefile", "gnumakefile", "bsdmakefile")
_ENDINGS = (".mk", ".mak", ".make")
_RULE = re.compile(r"[^\s#:=][^#:=]*+::?(?![:=])[^=#]*+(?:==[^=#]*+)*+(?:#.*+)?")
"""Targets and what they need; no line that sets a variable."""
_NO_RECIPE = re.compile(
    r"(?:ifn?eq|ifn?def|else|endif|-?include|sinclude|export|unexport|override|define|endef|vpath|undefine|private)\b"
    r"|\$[({](?:eval|call|info|warning|error|foreach|if)\b|[\w.()${}-]+\s*[:+?!]{0,3}=|#"
)
"""What may be indented by blanks: words of make itself."""
_CONDITIONS = ("if", "else", "endif")
_LONGEST = 400
"""Characters of a line that can be a rule, at most."""


def blank_recipe(source: bytes, text: bytes, path: str) -> str:
    """The first recipe line that an edit brings with blanks in the place of its tab; "" for none.

    A file that had such lines is left alone: it may set another sign for them.
    """
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    if not (name.startswith(_NAMES) or name.endswith(_ENDINGS)) or b".RECIPEPREFIX" in text:
        return ""
    found = _with_blanks(text)
    return found if found and not _with_blanks(source) else ""


def _with_blanks(text: bytes) -> str:
    in_rule = in_text = continued = False
    for line in text.decode("utf-8", "replace").split("\n"):
        bare, goes_on = line.strip(), line.rstrip("\r").endswith("\\")
        if continued or not bare:
            continued = goes_on and continued
            continue
        continued = goes_on
        in_text = not bare.startswith("endef") and (in_text or bare.startswith("define "))
        if in_text or line.startswith(("\t", "#")):
            continue
        if line[0] != " ":
            is_rule = len(line) <= _LONGEST and _RULE.fullmatch(bare) is not None
            in_rule = is_rule or (in_rule and bare.startswith(_CONDITIONS))
        elif in_rule and _NO_RECIPE.match(bare) is None:
            return bare
    return ""
