"""Writes down what each rule of the engine needs in a text: ``python -m kaptar_bench.engine_rules > FILE``.

The file is `kaptar/checks/secrets/needed.json`. It is for one version of the engine: run this when that changes.
"""

import json
import sys
from collections.abc import Iterator

from kaptar.checks.secrets.engine import OURS, installed_version
from kaptar.errors import InputError
from kaptar_bench.engine_rules.expression import parsed
from kaptar_bench.engine_rules.needed import pattern_of, words_of


def rules() -> Iterator[tuple[str, str]]:
    """Name and expression of each rule whose findings are told."""
    from kingfisher_sdk.rules import Rules

    of = Rules(cache=False)
    for row in of.metadata():
        if row["visible"] and row["id"].partition(".")[2] not in OURS:
            yield row["id"], of.detail(row["id"])["pattern"]


def rows() -> list[tuple[str, list[str]]]:
    """For each rule whose findings are told: an expression, and words; of both a text must have one.

    Raises InputError where nothing is known of a rule.
    """
    found: dict[str, set[frozenset[str]]] = {}
    for name, expression in rules():
        node = parsed(expression)
        words, pattern = words_of(node), pattern_of(node)
        if not words or not pattern:
            raise InputError(f"every text may have a match of {name}: {expression}")
        found.setdefault(pattern, set()).add(words)
    return sorted((pattern, sorted(words)) for pattern, several in found.items() for words in several)


def text() -> str:
    """The file."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows())
    return f'{{"version": "{installed_version()}", "rules": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    sys.stdout.write(text())
