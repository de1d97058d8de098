"""Picks: which words of a program name the files that it removes or writes. Pure: rules, and a table of programs."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kaptar.shell.effects import Kind
from kaptar.shell.options import Options, options
from kaptar.shell.texts import ShellWord

Pick = Callable[[Sequence[ShellWord]], tuple[ShellWord, ...]]
Rule = tuple[tuple[Kind, Pick], ...]

_OF_AWK = "-i --include -f --file -v --assign -F --field-separator -e --source -l"
_OF_PATCH = """-p -i -d -o -r -D -B -F -V -Y -z -g --strip --input --directory --output --reject-file --ifdef --prefix --fuzz
    --suffix"""
_OF_RSYNC = """-e -f -B -T -M --rsh --filter --exclude --include --exclude-from --include-from --files-from --chmod --chown
    --bwlimit --max-size --min-size --timeout --port --log-file --backup-dir --suffix --temp-dir --compare-dest --copy-dest
    --link-dest --rsync-path --info --out-format --partial-dir --usermap --groupmap --password-file --block-size
    --max-delete"""
_OF_TAR = "-f --file -C --directory --exclude -T --files-from"


def plain(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
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
    return (ShellWord(named),) if named else plain(words)[-1:]


class _Editor(NamedTuple):
    """An editor of streams: its options with a value, those whose value is glued to them, and those that have the program."""

    valued: str
    glued: str
    scripts: str


_SED = _Editor("-e -f -l --expression --file --line-length", "i", "-e -f --expression --file")
_PERL = _Editor("-e -E -I", "iMmFCDVxd", "-e -E")
_RUBY = _Editor("-e -E -r -I -C", "iFKxWT", "-e")


def _in_place(editor: _Editor) -> Pick:
    """The files of an editor of streams that writes them where it is told to."""

    def pick(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
        said = options(words, frozenset(editor.valued.split()), editor.glued)
        if not said.has(("-i", "--in-place")):
            return ()
        return said.plain if said.of(*editor.scripts.split()) else said.plain[1:]

    return pick


def _of_awk(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of `gawk`, where its library for that is included."""
    said = options(words, frozenset(_OF_AWK.split()))
    if not any(value.text == "inplace" for value in said.of("-i", "--include")):
        return ()
    return said.plain if said.of("-f", "--file", "-e", "--source") else said.plain[1:]


def _behind(names: str, valued: str) -> Pick:
    """The values of some options. ``valued``: letters of others that have one."""
    known = frozenset((*names.split(), *(f"-{letter}" for letter in valued)))
    return lambda words: options(words, known).of(*names.split())


def _of_curl(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of ``-o``; with ``-O`` those that have the names of what is fetched."""
    said = options(words, frozenset(("-o", "--output", "--url", *(f"-{letter}" for letter in _OF_CURL))))
    urls = (*said.plain, *said.of("--url")) if said.has(("-O", "--remote-name", "--remote-name-all")) else ()
    return (*said.of("-o", "--output"), *(ShellWord(url.text.rpartition("/")[2], url.kind) for url in urls))


_OF_CURL = "AbBcCdDeEFhHKmPQrtTuUwxXyYz"


def _without_size(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files of `truncate`, without the word behind ``-s``."""
    sizes = {at + 1 for at, word in enumerate(words) if word.text in ("-s", "-r", "--size", "--reference")}
    return plain([word for at, word in enumerate(words) if at not in sizes])


def _of_kaptar(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The file of ``kaptar restore``, which asks no lease for a person. The others of its commands ask the leases themselves."""
    verb, rest = (words[0].text, plain(words[1:])) if words else ("", ())
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
    """The file that `patch` is given or makes; else all below its folder, since the patch names them."""
    said = options(words, frozenset(_OF_PATCH.split()))
    if said.has(("--dry-run", "-C", "--check")):
        return ()
    return said.of("-o", "--output") or said.plain[:1] or said.of("-d", "--directory") or (ShellWord("."),)


def _copied(words: Sequence[ShellWord]) -> Options:
    """The words of `rsync`; none where it only says what it would do."""
    said = options(words, frozenset(_OF_RSYNC.split()))
    return Options(frozenset(), (), ()) if said.has(("-n", "--dry-run", "--list-only")) else said


def _synced(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    return _copied(words).plain[-1:]


def _cleared(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The folder in which `rsync` removes what the other one does not have, and the files that it removes behind itself."""
    said = _copied(words)
    deletes = any(name.startswith(("--delete", "--del")) for name in said.names)
    return (*(said.plain[-1:] if deletes else ()), *(said.plain[:-1] if said.has(("--remove-source-files",)) else ()))


def _packed(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files that go when they are packed."""
    return () if any(word.text in ("-k", "--keep", "-c", "--stdout", "-l", "-t") for word in words) else plain(words)


def _archived(words: Sequence[ShellWord]) -> tuple[ShellWord, ...]:
    """The files that go when they are put into an archive."""
    said = options(words, frozenset(_OF_TAR.split()))
    return said.plain if said.has(("--remove-files",)) else ()


def _one(kind: Kind, pick: Pick) -> Rule:
    return ((kind, pick),)


PROGRAMS: Mapping[str, Rule] = {
    "rm": _one("loses", plain), "unlink": _one("loses", plain), "shred": _one("loses", plain), "trash": _one("loses", plain),
    "mv": _one("loses", plain), "find": _one("loses", _of_find), "tar": _one("loses", _archived),
    "cp": _one("writes", _target), "install": _one("writes", _target), "ln": _one("writes", _target),
    "rsync": (("loses", _cleared), ("writes", _synced)),
    "tee": _one("writes", plain), "truncate": _one("writes", _without_size), "dd": _one("writes", _of_dd),
    "sed": _one("writes", _in_place(_SED)), "gsed": _one("writes", _in_place(_SED)),
    "perl": _one("writes", _in_place(_PERL)), "ruby": _one("writes", _in_place(_RUBY)),
    "gawk": _one("writes", _of_awk), "awk": _one("writes", _of_awk),
    "sort": _one("writes", _behind("-o --output", "kStT")), "curl": _one("writes", _of_curl),
    "kaptar": _one("writes", _of_kaptar),
    "wget": _one("writes", _behind("-O --output-document -o --output-file", "aABDeiIlPQRtTUwX")),
    "patch": _one("writes", _of_patch), "sponge": _one("writes", plain),
    "gzip": _one("loses", _packed), "bzip2": _one("loses", _packed), "xz": _one("loses", _packed),
    "zstd": _one("writes", _packed),
}  # fmt: skip
"""Programs that change files which their words name."""
