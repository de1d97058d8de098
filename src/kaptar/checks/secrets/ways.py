"""Ways in which languages and data say a name and its value: a table, with what is read between the two. Pure, in linear time.

Each expression is tried from the end of a name, and reads up to the value.
"""

import re
from typing import NamedTuple


class Way(NamedTuple):
    """One way to write a name and its value.

    Attributes:
        example: what it looks like, and where.
        behind: from the end of the name to the value.
        before: what stands before the name; None: anything.
        ends: the value is a word, and one of these stands behind it; none: it is text between quotes, or a bare one where files
            have those.
        only_sure: a name and a text stand like this for other reasons too, so that only what a generator makes counts.
        plain: no unknown word is in the name, as in ``checkPassword("…")``.
    """

    example: str
    behind: re.Pattern[bytes]
    before: re.Pattern[bytes] | None = None
    ends: tuple[bytes, ...] = ()
    only_sure: bool = False
    plain: bool = False


MOST_BEFORE = 48
"""Bytes before a name that are looked at."""

_CLOSE = rb"\\{0,3}+[\"'`\])?!]{0,3}+\s{0,8}+(?:\[[0-9]{0,4}\]\s{0,4}+)?"
_TYPE = (
    rb"[&*?]{0,2}+(?>(?:'static\s|\[[0-9]{0,4}\](?:const\s)?|const(?:ant)?\s|mut\s)?)[A-Za-z_][A-Za-z0-9_.:]{0,40}+"
    rb"(?>(?:[\[<][^\]>=\n(){};]{0,60}+[\]>]{1,3}+)?)(?>(?:\[\])?)[?*!]{0,2}+\s{0,4}+"
)
_TYPED = (
    rb"(?>(?::{0,2}+\s{0,4}+" + _TYPE + rb"(?>(?:[|&]\s{0,2}+" + _TYPE + rb"){0,3})(?=:?=)"
    rb"|[Aa]s\s{1,4}+" + _TYPE + rb"(?==)|<[a-z]{1,12}+>\s{0,4}+(?==)|\{[a-z; ]{3,40}+\}\s{0,4}+(?==))?)"
)
"""A type before ``=``: ``: str | None``, ``[]const u8``, ``As String``, ``<const>``, ``{ get; set; }``."""
_OPERATOR = rb"(?::=|=>|={1,3}+|<{1,2}-|:-|\?=|:|(?<=[\"'`]),|\|\||\?\?|\?:|>|\s{1,4}+value\s?=)"
_TO_VALUE = rb"\s{0,24}+(?:\(\s{0,24}+)?(?:default\s?=\s?)?(?=[^\s,;(){}\]])"
ASSIGNED = Way("name: type = …", re.compile(_CLOSE + _TYPED + rb"(?P<operator>" + _OPERATOR + rb")" + _TO_VALUE))
ASSIGNED_BARE = Way("name: …", re.compile(_CLOSE + rb"(?P<operator>" + _OPERATOR + rb")" + _TO_VALUE))
"""The same where values stand without quotes: what stands before ``=`` is no type there."""

_KEY = rb"(?:(?:[Pp]arameter|[Dd]efault|[Ss]tring|[Pp]lain)?_?[Vv]alue|VALUE|[Dd]efault|DEFAULT)[\"']?[ \t]{0,8}+[:=]"
_SCALAR = rb"(?:\"[^\"\r\n]{0,120}+\"|'[^'\r\n]{0,120}+'|[A-Za-z0-9_./-]{1,60}+)[ \t]{0,4}+[,;]?+\s{0,40}+"
_NO_KEY = rb"(?![\"']?" + _KEY + rb")"
_NAMED = rb"[\"']?[A-Za-z_-]{1,30}+[\"']?[ \t]{0,8}+[:=][ \t]{0,8}+"
_TO_KEY = rb"(?>(?:" + _NO_KEY + _NAMED + _SCALAR + rb"){0,4})[\"']?" + _KEY + rb"[ \t]{0,8}+(?=\S)"
"""Up to four fields, and then the one with the value."""
_TO_ARGUMENT = rb"(?>(?:" + _NO_KEY + rb"(?:" + _NAMED + rb")?" + _SCALAR + rb"){0,4})[\"']?" + _KEY + rb"[ \t]{0,8}+(?=\S)"
"""The same in a call, where a value may have no name."""

WAYS = (
    Way("- name: API_KEY\\n  value: …  of Kubernetes, ECS, Postman, Terraform, CloudFormation",
        re.compile(rb"(?=[\"',;\r\n])[\"']?[ \t]{0,8}+[,;]?\s{1,40}+" + _TO_KEY),
        before=re.compile(rb"(?i)(?:\b|_|r)(?:name|key|id|variable|var|field|header)[\"']?[ \t]{0,8}+[:=][ \t]{0,8}+[\"']?\Z")),
    Way("variable \"api_key\" { default = … }  of Terraform, JSON schemas, calls with options",
        re.compile(rb"[\"']?[ \t]{0,8}+(?:,[ \t]{0,4}+)?[:=]?[ \t]{0,4}+(?:[A-Za-z_.]{1,40}+\(|\{)\s{0,40}+" + _TO_KEY)),
    Way("api_key: str = Field(default=…)  of pydantic, Django",
        re.compile(_TYPED + rb"=\s{0,4}+[A-Za-z_.]{1,40}+\(\s{0,40}+" + _TO_KEY)),
    Way("--api-key\", type=str, default=…  of argparse, click",
        re.compile(rb"[\"'][ \t]{0,4}+,\s{1,40}+" + _TO_ARGUMENT), before=re.compile(rb"[\"']-{0,2}\Z")),
    Way("api_key:\\n  default: …  of YAML",
        re.compile(rb"[\"']?:[ \t]{0,8}+\r?\n[ ]{2,40}+" + _TO_KEY)),
    Way("<key>APIKey</key> <string>…</  of property lists, Hadoop",
        re.compile(rb"</[A-Za-z-]{1,30}+>\s{0,40}+<[A-Za-z-]{1,30}+>(?=[^\s<>])"), before=re.compile(rb">\Z"),
        ends=(b"</",)),
    Way("#define API_KEY …", re.compile(rb"[ \t]{1,16}+(?:\([ ]?)?(?:[A-Za-z_]{1,16}+\()?(?=\S)"),
        before=re.compile(rb"#[ \t]{0,8}define[ \t]{1,8}\Z")),
    Way("-define(API_KEY, …), {api_key, …}  of Erlang", re.compile(rb"[ ]?,[ ]?(?:<<)?(?=\S)"),
        before=re.compile(rb"(?:define\(|\{)[ ]?\Z")),
    Way("(def api-key …), (setq api-key …), :api-key …  of Lisp and Clojure", re.compile(rb"\*?\s{1,8}+(?=\")"),
        before=re.compile(rb"(?:\((?:def[a-z]{0,12}|setq|setf|define|setq-default)\s{1,4}(?:\^\S{1,20}\s)?\*?|(?:\A|[\s{(,]):)\Z")),
    Way("@api_key …  of Elixir", re.compile(rb"[ ]{1,4}+(?=[\"'])"), before=re.compile(rb"(?:\A|\n)[ ]{0,8}@\Z")),
    Way("--api-key …  of a command; between backticks stands code",
        re.compile(rb"[ \t]{1,4}+(?=[^\s`])"), before=re.compile(rb"(?:\A|[\s\"'])-{0,2}\Z"), only_sure=True),
    Way("api_key{…}, kApiKey(…), .apiKey(…)  of C++ and builders", re.compile(rb"[ ]?[({]\s{0,24}+(?=[\"'LR@])"), plain=True,
        only_sure=True),
    Way("api_key = 1 [default = …]  of protobuf", re.compile(rb"[ ]?=[ ]?[0-9]{1,6}+[ ]?\[[ ]?default[ ]?=[ ]?(?=\S)")),
    Way("${API_KEY:-…}  of shells, Compose, Spring", re.compile(rb"(?::?[-=]|:)[\"']?(?=\S)"),
        before=re.compile(rb"\$\{[ ]?\Z"), ends=(b"}", b'"}', b"'}")),
    Way("getenv(\"API_KEY\").unwrap_or(…), or …, default(…)",
        re.compile(rb"[\"'`\])}]{0,3}+\s{0,8}+(?:or\s{1,4}+|//=?\s{1,4}+|\|\s?default\(\s?|"
                   rb"\.(?:unwrap_or(?:_else)?|or_else|getOrElse|orElse(?:Get)?|get_or_insert|value_or|GetValueOrDefault|fetch|or)\s?[({]\s{0,24}+"
                   rb"(?:\|_?\|\s?|\(\)\s?[=-]>\s?)?)(?=\S)")),
    Way("\"Authorization: Bearer …\"  a header in a text",
        re.compile(rb":[ ]{1,4}+(?:(?:[Bb]earer|[Bb]asic|[Tt]oken|Bot|[Aa]pi-?[Kk]ey)[ ])?(?=\S)"),
        before=re.compile(rb"[\"'`]\Z"), ends=(b'"', b"'", b"`"), only_sure=True),
)  # fmt: skip
"""All others, in the order in which they are tried."""
