"""Effects of programs on files: which of their words name files that they remove or write. Pure."""

from collections.abc import Callable

from kaptar.shell.effects import Effect
from kaptar.shell.picks import PROGRAMS, plain
from kaptar.shell.runs import ProgramRun, joined
from kaptar.shell.texts import ShellWord
from kaptar.shell.tools import written_by


def file_effects(run: ProgramRun, is_folder: Callable[[str], bool] = lambda _path: False) -> tuple[Effect, ...]:
    """What a run removes and writes by its own words and redirections.

    Args:
        is_folder: whether a folder is there: what is copied into one stands below its own name.
    """
    writes = tuple(word for word in run.writes if not word.text.startswith("/dev/"))
    out = [Effect("writes", f"> {writes[0].text}"[:120], run.folder, writes)] if writes else []
    for kind, pick in PROGRAMS.get(run.program, ()):
        paths = pick(run.words[1:])
        if run.program in _COPIERS and not (run.program == "rsync" and kind == "loses"):
            paths = _into(run, paths, is_folder)
        if paths:
            out.append(Effect(kind, _said(run), run.folder, paths))
    if paths := written_by(run.program, run.words[1:]):
        out.append(Effect("writes", _said(run), run.folder, paths))
    if _checks_out(run):
        out.append(Effect("moves", _said(run), run.folder, None))
    if _publishes(run):
        out.append(Effect("publishes", _said(run), run.folder, None))
    return tuple(out)


_COPIERS = frozenset(("cp", "mv", "install", "ln", "rsync"))


def _into(run: ProgramRun, paths: tuple[ShellWord, ...], is_folder: Callable[[str], bool]) -> tuple[ShellWord, ...]:
    """The files that are written where the target is a folder: each source by its name there."""
    if not paths or run.folder is None:
        return paths
    *others, target = paths
    path = joined(run.folder, target.text)
    if target.kind != "known" or path is None or not (target.text.endswith("/") or is_folder(path)):
        return paths
    sources = [word for word in plain(run.words[1:]) if word != target]
    within = [
        ShellWord(f"{path}/{word.text.rstrip('/').rpartition('/')[2]}", word.kind) for word in sources if word.kind != "unknown"
    ]
    return (*others, *within)


def _checks_out(run: ProgramRun) -> bool:
    """Whether a run of `gh` puts the branch of a pull request into the tree."""
    words = [word.text for word in plain(run.words[1:])[:2]]
    asks = any(word.text in ("-h", "--help") for word in run.words)
    return run.program == "gh" and words in (["pr", "checkout"], ["pr", "co"]) and not asks


def _publishes(run: ProgramRun) -> bool:
    """Whether a run hands a package or a release to a registry."""
    texts = [word.text for word in run.words]
    return tuple(texts[:2]) in _PUBLISH and "--dry-run" not in texts


def reads_alone(run: ProgramRun) -> bool:
    """Whether a run writes nothing by its own words: its program only reads, and no redirection writes."""
    return run.program in _READERS and not file_effects(run) and not _writes_by_option(run)


def _writes_by_option(run: ProgramRun) -> bool:
    """Whether a program that mostly reads is told to write."""
    texts = [word.text for word in run.words[1:]]
    match run.program:
        case "xxd":
            return any(text.startswith("-") and "r" in text for text in texts)
        case "yq":
            return any(text in ("-i", "--inplace") or (text.startswith("-") and text.endswith("i")) for text in texts)
        case "uniq":
            return len(plain(run.words[1:])) > 1
        case "find":
            return any(text.startswith("-fprint") or text == "-fls" for text in texts)
        case "jest" | "vitest" | "ava":
            return any(text in ("-u", "--update", "--updateSnapshot", "--update-snapshots") for text in texts)
    return False


def _said(run: ProgramRun) -> str:
    return " ".join(word.text for word in run.words if word.text)[:120]


_PUBLISH = frozenset(
    (("npm", "publish"), ("yarn", "publish"), ("pnpm", "publish"), ("cargo", "publish"), ("twine", "upload"), ("gem", "push"),
     ("poetry", "publish"), ("uv", "publish"), ("flit", "publish"), ("dotnet", "nuget"), ("docker", "push"))
)  # fmt: skip
"""Programs with the word that publishes."""

_READ = """cat head tail less more bat grep egrep fgrep rg ag ack wc ls ll tree stat file diff cmp comm md5sum sha1sum sha256sum
    cksum strings hexdump xxd od nl cut uniq sort sed awk jq yq column fold tr basename dirname realpath readlink echo printf
    test [ pwd find fd du df which type true false cd pushd popd : exit return wait sleep date env printenv export set unset
    git tac mkdir pytest mypy pyright tsc flake8 pylint ruff eslint prettier black isort gofmt kaptar
    jest vitest mocha ava bandit shellcheck pyflakes py_compile ast tokenize dis hadolint yamllint actionlint vulture"""
_READERS = frozenset(_READ.split())
"""Programs that read files, or none. `sed`, `sort` and `find` may write: their words say so. Git has rules of its own."""
