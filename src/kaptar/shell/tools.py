"""Tools that write the files which they are given: formatters, and the options with which they do it. Pure: a table.

Which options have a value must be known here, for else that value is taken for a file.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kaptar.shell.options import options
from kaptar.shell.texts import ShellWord


class Tool(NamedTuple):
    """One tool.

    Attributes:
        writes: options of which one makes it write; none: it writes by itself.
        reads: options with which it writes nothing.
        valued: options with a value, besides those of `_VALUED`.
        verbs: words of which one stands before the files; none: there is no such word.
        whole: it writes all of its folder, whatever it is given.
        before: words before the files.
    """

    writes: str = ""
    reads: str = "--check --diff --dry-run --verify-no-changes"
    valued: str = ""
    verbs: str = ""
    whole: bool = False
    before: int = 0


_NAMES = """--config --config-path --config-file --configuration --line-length --max-line-length --target-version --include
    --exclude --extend-exclude --force-exclude --stdin-filename --stdin-filepath --stdin-file-path --workers --jobs
    --ignore-path --parser --plugin --print-width --tab-width --log-level --cache-location --cache-dir --ext --rule
    --ignore-pattern --format --max-warnings --rulesdir --style --profile --settings-path --settings-file --skip
    --skip-glob --select --ignore --extend-select --extend-ignore --per-file-ignores --only --except --assume-filename
    --dialect --rules --edition --manifest-path --package --severity --reporter --output-format --config-precedence
    --end-of-line --trailing-comma --required-version --env --global --resolve-plugins-relative-to --fallback-style
    --indent-size --python-version"""
_VALUED = frozenset(_NAMES.split())

TOOLS: Mapping[str, Tool] = {
    "black": Tool(valued="-l -t -W -c"),
    "isort": Tool(reads="--check --check-only -c --diff -d --stdout", valued="-l -w -p -s -o -m"),
    "yapf": Tool("-i --in-place", valued="-e -l"), "autopep8": Tool("-i --in-place", valued="-j"),
    "autoflake": Tool("-i --in-place", valued="--imports"), "docformatter": Tool("-i --in-place"), "pyupgrade": Tool(),
    "djlint": Tool("--reformat"), "mdformat": Tool(valued="--wrap"), "sqlfluff": Tool(verbs="fix format"),
    "prettier": Tool("--write -w", reads=""), "eslint": Tool("--fix", valued="-c -f -o --output-file"),
    "stylelint": Tool("--fix", valued="-f -o"), "standard": Tool("--fix"), "xo": Tool("--fix"), "tslint": Tool("--fix"),
    "oxlint": Tool("--fix --fix-suggestions"), "markdownlint": Tool("--fix -f", valued="-c -i -p -r"),
    "biome": Tool("--write --fix --apply --apply-unsafe", verbs="format check lint migrate"), "dprint": Tool(verbs="fmt"),
    "deno": Tool(verbs="fmt"), "rome": Tool("--write --apply", verbs="format check"),
    "gofmt": Tool("-w", valued="-r -cpuprofile"), "goimports": Tool("-w", valued="-local -srcdir"), "gofumpt": Tool("-w"),
    "golines": Tool("-w", valued="-m -t"), "gci": Tool(verbs="write", valued="-s"),
    "go": Tool(verbs="fmt fix", reads="-n -diff"), "golangci-lint": Tool("--fix", verbs="run fmt", whole=True),
    "rustfmt": Tool(), "cargo": Tool(verbs="fmt fix", whole=True), "stylua": Tool(), "taplo": Tool(verbs="fmt format"),
    "clang-format": Tool("-i", reads="-n --dry-run"), "uncrustify": Tool("--replace --no-backup", valued="-c -l"),
    "astyle": Tool(reads="--dry-run"), "shfmt": Tool("-w --write", reads="-d --diff", valued="-i -ln --language-dialect"),
    "beautysh": Tool(), "rubocop": Tool("-a -A --autocorrect --autocorrect-all --auto-correct -x", valued="-c -f -o"),
    "standardrb": Tool("--fix"), "rufo": Tool(), "php-cs-fixer": Tool(verbs="fix"), "phpcbf": Tool(),
    "pint": Tool(reads="--test"),
    "ktlint": Tool("-F --format"), "swiftformat": Tool(reads="--lint --dryrun"), "swift-format": Tool("-i --in-place"),
    "google-java-format": Tool("-i --replace"), "scalafmt": Tool(reads="--test --check --list"), "ormolu": Tool("-i"),
    "fourmolu": Tool("-i"), "stylish-haskell": Tool("-i"), "nixfmt": Tool(), "alejandra": Tool(), "elm-format": Tool("--yes"),
    "terraform": Tool(verbs="fmt", reads="-check -write=false"), "tofu": Tool(verbs="fmt", reads="-check -write=false"),
    "packer": Tool(verbs="fmt", reads="-check"), "zig": Tool(verbs="fmt"), "gleam": Tool(verbs="format"),
    "dart": Tool(verbs="format fix"), "mix": Tool(verbs="format", reads="--check-formatted --dry-run"),
    "buildifier": Tool(reads="-mode=check --mode=check"), "buf": Tool("-w --write", verbs="format"),
    "dotnet": Tool(verbs="format", whole=True), "csharpier": Tool(verbs="format"), "perltidy": Tool("-b"),
    "ruff": Tool(verbs="format"), "sd": Tool(reads="-p --preview", valued="-n -f --flags --max-replacements", before=2),
    "yq": Tool("-i --inplace"), "tidy": Tool("-m -modify"),
}  # fmt: skip
"""Formatters and their kind, by the name of the program."""

_FIXING = Tool("--fix --fix-only --unsafe-fixes", verbs="check clippy")
_OTHER_VERBS: Mapping[str, Tool] = {"ruff": _FIXING, "cargo": _FIXING._replace(whole=True), "sqlfluff": Tool(verbs="format")}
"""A second row of tools that have one."""

_HERE = (ShellWord("."),)


def written_by(name: str, words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files that a tool writes; none for a program that is no such tool, or is told to look only."""
    rows = (table[name] for table in (TOOLS, _OTHER_VERBS) if name in table)
    return next((found for row in rows if (found := _written(row, words))), ())


def _written(tool: Tool, words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    said = options(words, _VALUED | frozenset(tool.valued.split()))
    texts = {word.text for word in words}
    wanted, reads = tool.writes.split(), tool.reads.split()
    if (wanted and not said.has(wanted)) or said.has(reads) or not texts.isdisjoint(reads) or said.has(("--help", "--version")):
        return ()
    files = said.plain[tool.before :]
    if tool.verbs:
        verb, *rest = said.plain or (ShellWord(""),)
        if verb.text not in tool.verbs.split():
            return ()
        files = tuple(rest)
    if tool.whole or (not files and (wanted or tool.verbs)):
        return _HERE
    return tuple(map(_below, files))


def _below(word: ShellWord) -> ShellWord:
    """A word that names packages below a folder, as Go does it, is that folder."""
    return ShellWord(word.text.removesuffix("...") or ".", word.kind) if word.text.endswith("...") else word
