"""Ways out for a user who finds a finding wrong: the comment to write, the setting, the baseline. Pure."""

import json
import re

from kaptar.checks.finding import Finding
from kaptar.checks.suppress import MARK
from kaptar.languages import language_of

_HASH, _SLASHES, _DASHES, _SEMICOLON, _PERCENT = ("# ", ""), ("// ", ""), ("-- ", ""), ("; ", ""), ("% ", "")
_STARS, _TAG = ("/* ", " */"), ("<!-- ", " -->")
_BY_DIALECT = {
    **dict.fromkeys(("python", "ruby", "yaml", "toml", "bash", "php"), _HASH),
    **dict.fromkeys(("html", "markdown"), _TAG),
    "lua": _DASHES,
    "css": _STARS,
}
"""How a comment begins and ends; in the other languages that Kaptar parses, with two slashes."""
_BY_ENDING = {
    **dict.fromkeys(("scss", "less", "dart", "zig", "proto", "gradle", "groovy", "jsonc", "json5", "sol", "mm"), _SLASHES),
    **dict.fromkeys(("sql", "hs", "elm", "ada", "adb", "vhd"), _DASHES),
    **dict.fromkeys(("vue", "svelte", "xml", "svg", "xhtml", "astro"), _TAG),
    **dict.fromkeys(("clj", "cljs", "lisp", "el", "scm", "asm", "ini"), _SEMICOLON),
    **dict.fromkeys(("tex", "sty", "erl"), _PERCENT),
}
_WITHOUT = {
    **dict.fromkeys(("json", "jsonl", "ndjson", "geojson", "webmanifest", "har", "map", "ipynb"), "JSON has no comments"),
    **dict.fromkeys(("csv", "tsv", "pem", "key"), "files of this kind have no comments"),
}
"""Files in which no comment can stand on the line of a finding, and why not."""
_GUARD = "protected/"
"""Rules that no comment silences, and whose softening the recommendation names."""
_GLOB = re.compile(r"[*?\[\]{}\\]")


def ways_out(finding: Finding) -> tuple[str, ...]:
    """What a user does who finds this finding wrong, in at most two lines; nothing where the finding says it itself."""
    return _ways(finding, "for all that is there")


def ways_before(finding: Finding) -> tuple[str, ...]:
    """The same for content that is in no file yet: a baseline is written from files."""
    return _ways(finding, "once the user has written it")


def _ways(finding: Finding, baseline: str) -> tuple[str, ...]:
    if finding.rule.startswith(_GUARD):
        return ()
    comment = comment_for(finding)
    first = (f"the comment  {comment}  on line {finding.line}, or alone on the line before",) if comment else ()
    why = f"{_WITHOUT[ending]}: " if finding.line and (ending := _ending(finding)) in _WITHOUT else ""
    return (*first, f"{why}in kaptar.toml  {setting_for(finding.rule, finding.path)}, or `kaptar baseline` {baseline}")


def comment_for(finding: Finding) -> str:
    """The comment that silences a finding in the language of its file; "" where none can: a whole file, JSON, a notebook."""
    if not finding.line:
        return ""
    ending, language = _ending(finding), language_of(finding.path)
    if ending in _WITHOUT:
        return ""
    begin, end = _BY_ENDING.get(ending) or (_BY_DIALECT.get(language.dialect, _SLASHES) if language else _HASH)
    return f"{begin}{MARK.decode()}[{finding.rule}] -- REASON{end}"


def _ending(finding: Finding) -> str:
    return finding.path.rpartition("/")[2].rpartition(".")[2].lower()


def setting_for(rule: str, path: str) -> str:
    """The setting that makes a finding of a file an information, of one in another worktree for all files."""
    named = json.dumps(rule)
    if not path or path.startswith("/"):
        return f'[hooks.severity] {named} = "info"'
    pattern = json.dumps(_GLOB.sub("?", path), ensure_ascii=False)
    return f'[hooks.severity_in] {pattern} = {{ {named} = "info" }}'
