"""docs/operations.md is what the operations and guests say now."""

import difflib
from pathlib import Path

import msgspec
import pytest

from kaptar.api.programs import Runtime
from kaptar.ops import OPERATIONS
from kaptar.ops.document import NOT_EXECUTED, document, main, shown

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"


@pytest.mark.guest
def test_the_document_is_up_to_date(runtime: Runtime) -> None:
    text = document(runtime)
    if NOT_EXECUTED in text:
        pytest.skip("a guest is missing: see `python -m kaptar.ops.document --check`")
    difference = "".join(difflib.unified_diff(DOCUMENT.read_text("utf-8").splitlines(True), text.splitlines(True)))
    assert not difference, f"run python -m kaptar.ops.document\n{difference}"


def test_every_operation_is_in_the_document() -> None:
    headings = [line.removeprefix("### ") for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("### ")]
    assert headings == list(OPERATIONS)


@pytest.mark.guest
def test_checking_writes_nothing_and_says_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "operations.md"
    path.write_text("# Operations\n")
    code = main(["--check", str(path)])
    assert path.read_text() == "# Operations\n"
    assert code in (1, 3)
    out, _ = capsys.readouterr()
    assert "+### text.fnv1a32" in out
    assert (NOT_EXECUTED in out) == (code == 3)


def test_values_are_shown_as_python_has_them() -> None:
    class Point(msgspec.Struct):
        name: str
        rest: list[int]

    assert shown({"a": (1, b"x")}) == "{'a': (1, b'x')}"
    long = Point("n" * 60, list(range(30)))
    assert shown([long, 1]).splitlines()[:3] == ["[", "    Point(", f"        name={'n' * 60!r},"]
    assert eval(shown({"key": ["x" * 100, ("y" * 20,)]})) == {"key": ["x" * 100, ("y" * 20,)]}
