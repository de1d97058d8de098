"""Build cases of the kinds that made whole definitions disappear.

    python -m kaptar_bench.edit_kinds --packages FILE --out DIR [--cache DIR] [--seed S] [--per-style N]

Downloads the packages of the list, takes their files, and writes edits of each style in `STYLES` with the only result that is
right, to DIR/cases.jsonl, one case per line in the format of `kaptar_bench.edit_corpus`; edits of several files go to
DIR/files.jsonl. The same list and seed give the same bytes. No third-party source is kept.
"""

import argparse
import ast
import hashlib
import json
import random
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kaptar_bench.edit_corpus.registry import CorpusError, load_packages
from kaptar_bench.edit_corpus.styles import Draft, text_of
from kaptar_bench.edit_kinds import comments, commits, decorators, documents, imports, refusals, removals, several
from kaptar_bench.edit_kinds.comments import Maker
from kaptar_bench.edit_kinds.outlines import outline
from kaptar_bench.edit_kinds.sources import Source, collect

PER_STYLE, PER_FILE, PER_CHANGED_FILE, LANGUAGE_SHARE = 40, 2, 6, 0.45
"""Cases of a style, of a style in one file, of a style of real commits in one file, and of a style in one language."""
_PARTS = (comments, commits, decorators, imports, removals, refusals)
STYLES: dict[tuple[str, str], Maker] = {
    **{("lazy", name): maker for part in _PARTS for name, maker in part.LAZY.items()},
    **{("lazy_delete", name): maker for name, maker in removals.LAZY_DELETE.items()},
    **{("whole_def", name): maker for part in _PARTS for name, maker in part.WHOLE_DEF.items()},
    **{("auto", name): maker for name, maker in documents.CODE_AUTO.items()},
    **{("whole_file", name): maker for name, maker in documents.CODE_WHOLE_FILE.items()},
    **documents.QUOTED,
}
DOCUMENT_STYLES: dict[tuple[str, str], Maker] = {
    **{("auto", name): maker for name, maker in documents.AUTO.items()},
    **{("whole_file", name): maker for name, maker in documents.WHOLE_FILE.items()},
}


def write_cases(sources: Sequence[Source], seed: int, per_style: int) -> list[dict[str, Any]]:
    """Up to ``per_style`` cases of each style, at most `LANGUAGE_SHARE` of them in one language."""
    records: list[dict[str, Any]] = []
    for name, maker in (*STYLES.items(), *DOCUMENT_STYLES.items()):
        is_document = name in DOCUMENT_STYLES
        order = mixed([s for s in sources if (s.language.family == "document") == is_document], f"{seed}:{name}")
        records += _of_style(name, maker, order, seed, per_style)
    return sorted(records, key=lambda r: str(r["id"]))


def mixed(sources: Sequence[Source], seed: str) -> list[Source]:
    """Files in a seeded order in which languages and packages take turns, so that none of them fills a style."""
    order = sorted(sources, key=lambda s: s.key)
    random.Random(seed).shuffle(order)
    turns: Counter[tuple[str, str]] = Counter()
    ranked = []
    for source in order:
        group = (source.language.name, source.package)
        ranked.append((turns[group], source))
        turns[group] += 1
    return [source for _, source in sorted(ranked, key=lambda r: r[0])]


def _of_style(name: tuple[str, str], maker: Maker, order: Sequence[Source], seed: int, wanted: int) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    spare: dict[str, dict[str, Any]] = {}
    languages: Counter[str] = Counter()
    for turn in range(PER_CHANGED_FILE if name[1].startswith("commit") else PER_FILE):
        for source in order:
            if len(found) >= wanted:
                break
            draft = maker(source, random.Random(f"{seed}:{name}:{source.key}:{turn}")) if _is_readable(source) else None
            if draft is None or not is_sound(source, draft):
                continue
            case = record(source, name, draft)
            full = languages[source.language.name] >= wanted * LANGUAGE_SHARE
            languages[source.language.name] += not full and case["id"] not in found
            (spare if full else found)[case["id"]] = case
    more = [case for id_, case in spare.items() if id_ not in found][: max(0, wanted - len(found)) if len(languages) == 1 else 0]
    return [*found.values(), *more]


def _is_readable(source: Source) -> bool:
    return source.language.family == "document" or source.outline.sound


def is_sound(source: Source, draft: Draft) -> bool:
    """Whether the text that must come out can still be analysed, and is not the text of before."""
    if draft.after is None or "exact" not in draft.accept:
        return True
    if draft.after == (draft.before if draft.before is not None else text_of(source.lines)):
        return False
    if source.language.family == "document":
        return True
    if source.language.family == "python":
        return _parses(draft.after)
    return outline(tuple(draft.after[:-1].split("\n")), source.language).sound


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def record(source: Source, name: tuple[str, str], draft: Draft) -> dict[str, Any]:
    """The case as it is stored."""
    before = draft.before if draft.before is not None else text_of(source.lines)
    key = f"{source.key}:{name}:{draft.edit}"
    return {
        "id": hashlib.sha256(key.encode()).hexdigest()[:12],
        "package": source.package,
        "from": source.version,
        "to": source.version,
        "path": source.path,
        "language": source.language.name,
        "origin": "made",
        "format": name[0],
        "style": name[1],
        "expect": "exact" if "exact" in draft.accept else "refuse",
        "accept": list(draft.accept),
        "edit": draft.edit,
        "before": before,
        "after": draft.after if "exact" in draft.accept else None,
    }


def write_files(sources: Sequence[Source], seed: int, per_style: int) -> list[dict[str, Any]]:
    """Edits of several files, up to ``per_style`` of each style: what they are of, and what is right."""
    fits = sorted((s for s in sources if s.older is not None and s.language.family != "document"), key=lambda s: s.key)
    out: dict[str, dict[str, Any]] = {}
    for style, maker in several.STYLES.items():
        for turn in range(per_style):
            case = maker(fits, random.Random(f"{seed}:{style}:{turn}"))
            if case is None or (case.right is not None and all(case.files.get(p) == t for p, t in case.right.items())):
                continue
            id_ = hashlib.sha256(f"{style}:{case.edit}".encode()).hexdigest()[:12]
            out[id_] = {
                "id": id_, "style": style, "format": case.format, "edit": case.edit, "files": case.files,
                "right": "refuse" if case.right is None else case.right, "may_refuse": case.may_refuse,
            }  # fmt: skip
    return [out[id_] for id_ in sorted(out)]


def main(words: Sequence[str] | None = None) -> int:
    """Command line (``words`` in place of the process's). Returns 1 when the cases cannot be built."""
    parser = argparse.ArgumentParser(prog="kaptar_bench.edit_kinds", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--packages", type=Path, required=True, help="package list, see packages.toml")
    parser.add_argument("--out", type=Path, required=True, help="folder for cases.jsonl")
    parser.add_argument("--cache", type=Path, help="folder for the archives (default: OUT/cache)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-style", type=int, default=PER_STYLE, help="cases of one style, at most")
    args = parser.parse_args(words)
    try:
        sources = collect(load_packages(args.packages), args.cache or args.out / "cache")
    except (CorpusError, OSError) as error:
        print(f"edit_kinds: {error}", file=sys.stderr)
        return 1
    records = write_cases(sources, args.seed, args.per_style)
    args.out.mkdir(parents=True, exist_ok=True)
    report(sources, records, _write(args.out / "cases.jsonl", records))
    files = write_files(sources, args.seed, args.per_style)
    print(f"edits of several files {len(files)}  sha256 {_write(args.out / 'files.jsonl', files)}")
    return 0


def _write(path: Path, records: Sequence[dict[str, Any]]) -> str:
    """Write one record a line. The SHA-256 of what was written."""
    data = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def report(sources: Sequence[Source], records: Sequence[dict[str, Any]], digest: str) -> None:
    """Print what was made, and its digest."""
    print(f"files {len(sources)}  cases {len(records)}")
    print("language: " + "  ".join(f"{k} {n}" for k, n in Counter(r["language"] for r in records).most_common()))
    for (format_, style), count in sorted(Counter((r["format"], r["style"]) for r in records).items()):
        print(f"  {format_} / {style}: {count}")
    print(f"sha256 {digest}")
