"""A corpus of a handful of cases, made from two small files that are written here: no download, no Node."""

import zipfile
from pathlib import Path
from typing import NamedTuple

_LIST = """
[[package]]
name = "few"
registry = "pypi"
artifact = "wheel"
from = "1"
to = "2"
license = "MIT"
"""
_WORDS = ("apples", "bread", "cheese", "dates", "eggs", "flour", "grapes", "honey", "ice", "juice")
_PYTHON = '''
def price_of_{word}(count, rate):
    """What {word} cost."""
    if count > {number}:
        rate = rate * 0.9
    total = count * rate
    log("{word}", total)
    return total
'''
_SCRIPT = """
function priceOf{title}(count, rate) {{
  if (count > {number}) {{
    rate = rate * 0.9;
  }}
  const total = count * rate;
  log("{word}", total);
  return total;
}}
"""


class File(NamedTuple):
    """A file before and after its change: a line replaced, one added, one removed."""

    path: str
    old: str
    new: str


def files() -> tuple[File, ...]:
    """The files of the corpus, about 100 lines each."""
    return (
        _changed("few/shop.py", "import log\n\n", _PYTHON, "    ", ""),
        _changed("few/shop.js", 'import {log} from "./log";\n', _SCRIPT, "  ", ";"),
    )


def _changed(path: str, head: str, part: str, indent: str, end: str) -> File:
    old = head + "\n".join(part.format(word=word, title=word.title(), number=n) for n, word in enumerate(_WORDS, 3))
    new = old.replace("count > 5", "count >= 5")
    new = new.replace('log("flour", total)', f'log("flour", count, total){end}\n{indent}count += 1')
    new = new.replace(f'{indent}log("ice", total){end}\n', "")
    return File(path, old, new)


def write(folder: Path) -> Path:
    """Write the package list, and both versions where the corpus maker looks before it downloads. The path of the list."""
    downloads = folder / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    _archive(downloads / "pypi-few-1.whl", {file.path: file.old for file in files()})
    _archive(downloads / "pypi-few-2.whl", {file.path: file.new for file in files()})
    packages = folder / "packages.toml"
    packages.write_text(_LIST)
    return packages


def _archive(path: Path, texts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
