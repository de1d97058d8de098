"""The kind ``format``: changed, as it was, refused, failed; and options that are wrong before anything runs."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kaptar.edit.engine import Editor
from kaptar.errors import OperationFailed, UsageError
from kaptar.jobs.kinds.format import Format
from kaptar.jobs.kinds.kind import Tools
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.sources import Source
from kaptar.runtime.operation import Result


def work(path: str, data: bytes, *, root: Path = Path(), **options: Any) -> Outcome:
    def call(name: str, /, *args: Any) -> Result:
        """A formatter that writes in capitals, never rests on ``?``, and cannot read ``!``."""
        if name == "syntax.validate":
            return Result(SimpleNamespace(diagnostics=()), "guest", 1.0)
        source, _, given = args
        if b"!" in source:
            raise OperationFailed("line 1: what")
        done = source + b"?" if b"?" in source else source.upper()
        return Result(done + (b"(STUB)" if given.get("stub") and b"(STUB)" not in source else b""), "guest", 1.0)

    return Format("f", options, Path()).work(Source(path, data, root), Tools(call, Editor(None)))


def test_outcomes() -> None:
    assert (work("a.json", b"a").status, work("a.json", b"a").after) == ("done", b"A")
    assert (work("a.json", b"A").status, work("a.json", b"A").after) == ("done", None)
    assert (work("a.json", b"?").status, work("a.json", b"?").after) == ("refused", None)
    assert "5 rounds" in work("a.json", b"?").reason
    assert (work("a.json", b"!").status, work("a.json", b"!").reason) == ("failed", "line 1: what")
    assert work("a.rs", b"a").reason == "no formatter for rust; narrow the task's files"
    assert work("a.zig", b"a").status == "refused"


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("a.j2.yaml", b"a", "template"),
        ("templates/a.yaml", b"a: {{ .x }}!", "template"),
        ("a.js", b"---\n---\na", "front matter"),
        ("a.ipynb", b"{}", "notebook"),
        ("a.md", b"!!! note\n    a\n", "no CommonMark"),
        ("docs/a.md", b"a", "MkDocs"),
    ],
)
def test_what_no_guest_formats_is_done_and_named(tmp_path: Path, path: str, data: bytes, said: str) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    found = work(path, data, root=tmp_path)
    assert (found.status, found.after, found.figures) == ("done", None, {"files not judged": 1.0})
    assert said in found.detail["not judged"]


def test_a_stub_is_formatted_as_one() -> None:
    assert work("a.pyi", b"a").after == b"A(STUB)"
    assert work("a.py", b"a").after == b"A"


@pytest.mark.parametrize("options", [{"line_width": 5}, {"quotes": "curly"}, {"width": 80}, {"indent_width": "2"}])
def test_wrong_options_are_wrong_before_anything_runs(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="task 'f': options: "):
        Format("f", options, Path())
