"""Build cases of the kinds that made whole definitions disappear.

    python -m kaptar_bench.edit_kinds --packages FILE --out DIR [--cache DIR] [--seed S] [--per-style N]

Downloads the packages of the list, takes their files, and writes edits of each style in `STYLES` with the only result that is
right, to DIR/cases.jsonl, one case per line in the format of `kaptar_bench.edit_corpus`. The same list and seed give the same
bytes. No third-party source is kept.
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
from kaptar_bench.edit_corpus.scopes import outline
from kaptar_bench.edit_corpus.styles import Draft, text_of
from kaptar_bench.edit_kinds import comments, commits, decorators, documents, imports, refusals, removals
from kaptar_bench.edit_kinds.comments import Maker
from kaptar_bench.edit_kinds.sources import Source, collect

PER_STYLE, PER_FILE, LANGUAGE_SHARE = 40, 2, 0.45
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
        order = sorted((s for s in sources if (s.language.family == "document") == is_document), key=lambda s: s.key)
        random.Random(f"{seed}:{name}").shuffle(order)
        records += _of_style(name, maker, order, seed, per_style)
    return sorted(records, key=lambda r: str(r["id"]))


def _of_style(name: tuple[str, str], maker: Maker, order: Sequence[Source], seed: int, wanted: int) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    spare: dict[str, dict[str, Any]] = {}
    languages: Counter[str] = Counter()
    for turn in range(PER_FILE):
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
    data = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "cases.jsonl").write_bytes(data)
    report(sources, records, data)
    return 0


def report(sources: Sequence[Source], records: Sequence[dict[str, Any]], data: bytes) -> None:
    """Print what was made, and its digest."""
    print(f"files {len(sources)}  cases {len(records)}  {len(data) / 1e6:.1f} MB")
    print("language: " + "  ".join(f"{k} {n}" for k, n in Counter(r["language"] for r in records).most_common()))
    for (format_, style), count in sorted(Counter((r["format"], r["style"]) for r in records).items()):
        print(f"  {format_} / {style}: {count}")
    print(f"sha256 {hashlib.sha256(data).hexdigest()}")
