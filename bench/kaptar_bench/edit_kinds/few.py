"""A handful of sources of this project's own, laid where the maker looks before it downloads: no network."""

import zipfile
from pathlib import Path

_LIST = """
[[package]]
name = "few"
registry = "pypi"
artifact = "wheel"
from = "1"
to = "2"
license = "MIT"
"""
_WORDS = ("apples", "bread", "cheese", "dates", "eggs", "flour")
_PYTHON_HEAD = '''"""Prices of a shop."""

import json
from decimal import Decimal, localcontext
from functools import lru_cache
from pathlib import Path

RATE = 0.9


'''
_PYTHON_PART = """@lru_cache(maxsize={number})
def price_of_{word}(count, rate):
    if count > {number}:
        rate = rate * RATE
    first_{word} = count * rate
    total_{word} = first_{word} + {number}
    rounded_{word} = round(total_{word})
    return rounded_{word}


# The label of {word} for the till{more}.
def label_of_{word}(count):
    return f"{{count}} {word}"


"""
_PYTHON_CLASS = '''class Shelf:
    """What lies on a shelf."""

    def __init__(self, items):
        self.items = list(items)

    def first(self):
        return self.items[0]

    @property
    def count(self):
        return len(self.items)

    # Both shelves keep their items.
    def joined(self, other):
        together = Shelf(self.items)
        together.items += other.items
        return together


def main():
    print(json.dumps([Path("shelf").name, str(Decimal(1))]))
'''
_SCRIPT_HEAD = """import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { later, sooner } from "./time.js";
import { log } from "./log.js";

const rate = 0.9;

"""
_SCRIPT_PART = """/**
 * The price of {word}{more}.
 * @param count how many
 */
export function priceOf{title}(count) {{
  const first{title} = count * rate;
  const total{title} = first{title} + {number};
  const rounded{title} = Math.round(total{title});
  return rounded{title};
}}

export function labelOf{title}(count) {{
  log(`${{count}} {word}`);
  return `${{count}} {word}`;
}}

"""
_SCRIPT_CLASS = """export class Shelf {
  constructor(items) {
    this.items = items;
  }

  first() {
    return this.items[0];
  }

  count() {
    return this.items.length;
  }

  joined(other) {
    return new Shelf([...this.items, ...other.items]);
  }
}

export const ends = [later, sooner, join, readFile, writeFile];
"""
_TEXT = """# Prices

The shop has prices for {word}.

## How to read them

Ask the till{more}. It knows the rate of the day, and it says so on the bill.

- One price for one piece.
- Another price for many pieces, which begins at {number}.

## When a price is wrong

Tell us which one.
The next bill is right then, and the old one is written again.

## Who may change them

Everybody who has a key to the till.
Nobody else.

## Where they are kept

In a file beside the till.
It is read once a day.
"""


def files(more: str) -> dict[str, str]:
    """The files of one version; ``more`` is what the comments of the newer one say besides."""
    parts = [
        {"word": word, "title": word.title(), "number": n, "more": more if n < 5 else ""} for n, word in enumerate(_WORDS, 3)
    ]
    python = _PYTHON_HEAD + "".join(_PYTHON_PART.format(**part) for part in parts) + _PYTHON_CLASS
    script = _SCRIPT_HEAD + "".join(_SCRIPT_PART.format(**part) for part in parts) + _SCRIPT_CLASS
    return {
        "few/shop.py": python,
        "few/stall.py": python.replace("price_of", "cost_of").replace("label_of", "sign_of"),
        "few/shop.js": script,
        "few/stall.js": script.replace("priceOf", "costOf").replace("labelOf", "signOf"),
        "few/prices.md": _TEXT.format(**parts[0]),
        "few/prices.txt": _TEXT.format(**parts[1]),
    }


def write(folder: Path) -> Path:
    """Write the package list, and both versions where the maker looks before it downloads. The path of the list."""
    downloads = folder / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    _archive(downloads / "pypi-few-1.whl", files(""))
    _archive(downloads / "pypi-few-2.whl", files(", as of today"))
    packages = folder / "packages.toml"
    packages.write_text(_LIST, encoding="utf-8")
    return packages


def _archive(path: Path, texts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
