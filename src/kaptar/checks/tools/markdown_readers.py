"""Programs that read a project's Markdown by rules of their own: what they make of a file, nothing here can compare."""

import re
from pathlib import Path

from kaptar.checks.builtin.templates import has_front_matter
from kaptar.repository.files import content_of
from kaptar.repository.project import nearest

_MKDOCS = ("mkdocs.yml", "mkdocs.yaml")
_JEKYLL = ("_config.yml", "_config.yaml", "_config.toml")
_FOLDER = re.compile(rb"^docs_dir:[ \t]{0,9}+[\"']?([^\"'#\r\n]{1,200}+)", re.MULTILINE)
_MOST_BYTES = 1 << 20


def reader_of(file: Path, root: Path, content: bytes) -> str:
    """The program that reads a Markdown file by its own rules, with the file that says so; "" where none is known."""
    if (settings := nearest(file, root, _MKDOCS)) is not None and _documents(settings) in file.parents:
        return f"MkDocs ({settings.name})"
    if (settings := nearest(file, root, _JEKYLL)) is not None and has_front_matter(content):
        return f"Jekyll ({settings.name})"
    return ""


def _documents(settings: Path) -> Path:
    """The folder of documents that a `mkdocs.yml` names."""
    found = _FOLDER.search(content_of(settings, _MOST_BYTES))
    return settings.parent / (found[1].decode("utf-8", "replace").strip() if found else "docs")
