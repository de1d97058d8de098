"""Effects of programs on files: which of their words name files that they remove or write. Pure."""

from collections.abc import Callable, Mapping, Sequence

from kaptar.shell.effects import Effect, Kind
from kaptar.shell.runs import ProgramRun, joined
from kaptar.shell.texts import ShellWord

_Pick = Callable[[Sequence[ShellWord]], tuple[ShellWord, ...]]


def file_effects(run: ProgramRun, is_folder: Callable[[str], bool] = lambda _path: False) -> tuple[Effect, ...]:
    """What a run removes and writes by its own words and redirections.

    Args:
        is_folder: whether a folder is there: what is copied into one stands below its own name.
    """
    writes = tuple(word for word in run.writes if not word.text.startswith("/dev/"))
    out = [Effect("writes", f"> {writes[0].text}"[:120], run.folder, writes)] if writes else []
    rule = _PROGRAMS.get(run.program)
    if rule is not None:
        kind, pick = rule
        paths = pick(run.words[1:])
        if run.program in _COPIERS:
            paths = _into(run, paths, is_folder)
        if paths:
            out.append(Effect(kind, _said(run), run.folder, paths))
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
    sources = [word for word in _plain(run.words[1:]) if word != target]
    within = [
        ShellWord(f"{path}/{word.text.rstrip('/').rpartition('/')[2]}", word.kind) for word in sources if word.kind != "unknown"
    ]
    return (*others, *within)


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
            return len(_plain(run.words[1:])) > 1
        case "find":
            return any(text.startswith("-fprint") or text == "-fls" for text in texts)
    return False


def _said(run: ProgramRun) -> str:
    return " ".join(word.text for word in run.words if word.text)[:120]


def _plain(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The words that are no options; all behind ``--``."""
    texts = [word.text for word in words]
    end = texts.index("--") if "--" in texts else len(words)
    return (*(word for word in words[:end] if not word.text.startswith("-")), *words[end + 1 :])


def _target(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The place that files are copied to: the last word, or that of ``-t``."""
    for at, word in enumerate(words[:-1]):
        if word.text in ("-t", "--target-directory"):
            return (words[at + 1],)
    named = next((word.text.partition("=")[2] for word in words if word.text.startswith("--target-directory=")), "")
    return (ShellWord(named),) if named else _plain(words)[-1:]


def _in_place(letter: str, long: str) -> _Pick:
    """The files of an editor of streams that writes them where it is told to."""

    def pick(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
        texts = [word.text for word in words]
        short = any(text.startswith("-") and not text.startswith("--") and letter in _letters(text) for text in texts)
        if not short and not any(text.split("=")[0] == long for text in texts):
            return ()
        scripted = any(text in ("-e", "-f") or text.startswith(("--expression", "--file")) for text in texts)
        valued = {at + 1 for at, text in enumerate(texts) if text in ("-e", "-f", "-pe", "-ne", "-pie")}
        files = [word for at, word in enumerate(words) if at not in valued and not word.text.startswith("-")]
        has_script = scripted or any("e" in _letters(text) for text in texts if text.startswith("-"))
        return tuple(files if has_script else files[1:])

    return pick


def _letters(text: str) -> str:
    """The letters of a group of short options, up to a sign that is none: ``-i.bak`` has one. ``-I`` has a folder behind it."""
    end = next((at for at, sign in enumerate(text[1:], 1) if not sign.isalnum() or sign == "I"), len(text))
    return text[1:end]


def _behind(*names: str) -> _Pick:
    """The words behind options, or glued to them with ``=``."""

    def is_one(text: str) -> bool:
        short = [name[1] for name in names if len(name) == 2]
        return text in names or (text.startswith("-") and not text.startswith("--") and text[-1:] in short)

    def pick(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
        found = [words[at + 1] for at, word in enumerate(words[:-1]) if is_one(word.text)]
        glued = [word for word in words for name in names if word.text.startswith(f"{name}=")]
        return (*found, *(ShellWord(word.text.partition("=")[2], word.kind) for word in glued))

    return pick


def _without_size(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of `truncate`, without the word behind ``-s``."""
    sizes = {at + 1 for at, word in enumerate(words) if word.text in ("-s", "-r", "--size", "--reference")}
    return _plain([word for at, word in enumerate(words) if at not in sizes])


def _of_kaptar(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of the commands of Kaptar that write files which they are given."""
    verb, rest = (words[0].text, _plain(words[1:])) if words else ("", ())
    flags = {word.text for word in words}
    if verb == "apply" and "--write" in flags:
        return rest[:1] if "--multi" not in flags else (ShellWord("."),)
    if verb == "check" and "--fix" in flags:
        return rest or (ShellWord("."),)
    return tuple(ShellWord(word.text.rpartition("@")[0], word.kind) for word in rest) if verb == "restore" else ()


def _of_dd(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    return tuple(ShellWord(word.text[3:], word.kind) for word in words if word.text.startswith("of="))


_ANY_NAME = frozenset(("-not", "!", ",", "-iname"))
"""With these an expression of `find` is about other names than those that it has."""


def _of_find(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The folders that are searched, where what is found there is removed."""
    texts = [word.text for word in words]
    starters = ("-exec", "-execdir", "-ok", "-okdir")
    runs = [texts[at + 1].rpartition("/")[2] for at, text in enumerate(texts[:-1]) if text in starters]
    if "-delete" not in texts and not any(name in ("rm", "mv", "shred", "truncate", "sed") for name in runs):
        return ()
    end = next((at for at, text in enumerate(texts) if text.startswith(("-", "(", "!"))), len(texts))
    folders = tuple(words[:end]) or (ShellWord("."),)
    names = [texts[at + 1] for at, text in enumerate(texts[:-1]) if text == "-name"]
    if not _ANY_NAME.isdisjoint(texts) or (not names and "-empty" not in texts):
        return folders
    return tuple(ShellWord(f"{folder.text}/**/{name}", "pattern") for folder in folders for name in names)


def _of_patch(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The file that `patch` is given; else all below, since the patch names them."""
    if any(word.text in ("--dry-run", "-C", "--check") for word in words):
        return ()
    return _plain(words)[:1] or (ShellWord("."),)


def _packed(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files that go when they are packed."""
    return () if any(word.text in ("-k", "--keep", "-c", "--stdout", "-l", "-t") for word in words) else _plain(words)


def _of_ruff(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    verb, *rest = _plain(words) or (ShellWord(""),)
    writes = verb.text == "format" and not any(word.text in ("--check", "--diff") for word in words)
    fixes = verb.text == "check" and any(word.text.startswith(("--fix", "--unsafe-fixes")) for word in words)
    return (tuple(rest) or (ShellWord("."),)) if writes or fixes else ()


def _with_fix(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of a formatter that writes."""
    fixes = {"--write", "-w", "--fix", "--in-place", "-i", "--fix-errors"}
    return _plain(words) if any(word.text in fixes for word in words) else ()


def _unless_checked(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of a formatter that writes by itself."""
    return () if any(word.text in ("--check", "--diff", "--check-only", "-c") for word in words) else _plain(words)


_PROGRAMS: Mapping[str, tuple[Kind, _Pick]] = {
    "rm": ("loses", _plain), "unlink": ("loses", _plain), "shred": ("loses", _plain), "trash": ("loses", _plain),
    "mv": ("loses", _plain), "find": ("loses", _of_find),
    "cp": ("writes", _target), "install": ("writes", _target), "ln": ("writes", _target), "rsync": ("writes", _target),
    "tee": ("writes", _plain), "truncate": ("writes", _without_size), "dd": ("writes", _of_dd),
    "sed": ("writes", _in_place("i", "--in-place")), "gsed": ("writes", _in_place("i", "--in-place")),
    "perl": ("writes", _in_place("i", "-i")), "ruby": ("writes", _in_place("i", "-i")),
    "sort": ("writes", _behind("-o", "--output")), "curl": ("writes", _behind("-o", "--output")),
    "kaptar": ("writes", _of_kaptar),
    "wget": ("writes", _behind("-O", "--output-document")), "patch": ("writes", _of_patch), "sponge": ("writes", _plain),
    "prettier": ("writes", _with_fix), "eslint": ("writes", _with_fix), "gofmt": ("writes", _with_fix),
    "clang-format": ("writes", _with_fix), "black": ("writes", _unless_checked), "isort": ("writes", _unless_checked),
    "rustfmt": ("writes", _unless_checked), "ruff": ("writes", _of_ruff),
    "gzip": ("loses", _packed), "bzip2": ("loses", _packed), "xz": ("loses", _packed), "zstd": ("writes", _packed),
}  # fmt: skip
"""Programs that change files which their words name."""

_PUBLISH = frozenset(
    (("npm", "publish"), ("yarn", "publish"), ("pnpm", "publish"), ("cargo", "publish"), ("twine", "upload"), ("gem", "push"),
     ("poetry", "publish"), ("uv", "publish"), ("flit", "publish"), ("dotnet", "nuget"), ("docker", "push"))
)  # fmt: skip
"""Programs with the word that publishes."""

_READ = """cat head tail less more bat grep egrep fgrep rg ag ack wc ls ll tree stat file diff cmp comm md5sum sha1sum sha256sum
    cksum strings hexdump xxd od nl cut uniq sort sed awk jq yq column fold tr basename dirname realpath readlink echo printf
    test [ pwd find fd du df which type true false cd pushd popd : exit return wait sleep date env printenv export set unset
    git tac mkdir pytest mypy pyright tsc flake8 pylint ruff eslint prettier black isort gofmt kaptar"""
_READERS = frozenset(_READ.split())
"""Programs that read files, or none. `sed`, `sort` and `find` may write: their words say so. Git has rules of its own."""
