"""Lines that only a wrapper around an answer has: ``<updated-code>``, ``[END FILE]``, a command that writes the file.

They are looked for in the first and the last line of a file. Pure: lines in, a truth out.
"""

import re

_TAG = r"</?(?:updated|new|final|modified|full|complete)[-_](?:code|file|content)>"
_FILE_TAG = r"</?(?:file|file_content)(?:\s+(?:path|name|filename|file_path)=['\"]?[^'\">\s]+['\"]?)?>"
_SURE = re.compile(
    rf"(?:{_TAG}).*|.*</(?:updated|new|final|modified|full|complete)[-_](?:code|file|content)>"
    r"|\[(?:BEGIN|START|END)(?: OF)? FILE(?:: ?[^\]]*)?\]"
    r"|(?://|#|--|;|/\*|<!--)\s*END(?: OF)? FILE\b.{0,80}"
    r"|['\"]@\s*\|\s*(?:Set-Content|Out-File|Add-Content)\b.*",
    re.IGNORECASE,
)
"""Lines that no file has at its edge."""
_TAGGED = re.compile(_FILE_TAG)
_MARKUP = frozenset(
    ("xml", "html", "htm", "xhtml", "svg", "vue", "svelte", "jsx", "tsx", "astro", "php", "md", "mdx", "csproj", "plist")
)
"""Endings of files that may have tags of any name."""
_COMMAND = re.compile(r"(?:cat|tee)\s.*<<-?\s*['\"\\]?\w|with open\(|(?:Path|open|fs\.writeFileSync|writeFileSync)\(")
_TAG_NAMES = re.compile(
    r"\s(?:path|file_?path|filePath|file_?name|fileName|target_file)=['\"]?(?P<name>[^'\">\s]{1,300}+)", re.IGNORECASE
)
"""The name of a file that a tag of any name says."""
_RULED = re.compile(r"([=\-#*~])\1{2,20}\s*(?:BEGIN )?(?:FILE:? )?(?P<name>[\w@./-]+)\s*\1{3,20}", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?:Sure|Okay|OK|Certainly|Of course)?[,.!]?\s*(?:Here(?:'s| is| are)|Below is|This is)\s.{0,60}"
    r"\b(?:file|code|content|contents|version|script|config|configuration|document)\b.{0,40}:",
    re.IGNORECASE,
)
"""A sentence that hands a file over."""
_LONGEST = 400


def wraps(line: str, path: str) -> bool:
    """Whether the first or last line of a file is one that only a wrapper around an answer has."""
    line = line.strip()
    if len(line) > _LONGEST:
        return False
    name = path.replace("\\", "/").rpartition("/")[2]
    ending = name.rpartition(".")[2].lower()
    if _SURE.fullmatch(line):
        return True
    if _TAGGED.fullmatch(line):
        return ending not in _MARKUP
    is_tag = line.startswith("<") and line.find(">") == len(line) - 1
    if is_tag and (found := _TAG_NAMES.search(line)) is not None:
        return bool(name) and found["name"].replace("\\", "/").rpartition("/")[2] == name
    if (found := _RULED.fullmatch(line)) is not None:
        return bool(name) and found["name"].rpartition("/")[2] == name
    return _COMMAND.match(line) is not None and bool(name) and names(line, name)


def hands_over(line: str) -> bool:
    """Whether a line is a sentence that hands a file over: "Here is the updated file:"."""
    return len(line) <= _LONGEST and _SENTENCE.fullmatch(line.strip()) is not None


def names(line: str, name: str) -> bool:
    """Whether a line has a file's name as a word."""
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", line) is not None
