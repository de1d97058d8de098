"""The bar appears with a compile, and not for code that is loaded."""

import sys

import pytest

from kaptar.cli.compile_bar import compile_bar
from kaptar.runtime.modules.modules import Progress


def test_a_compile_is_shown_and_a_load_is_not(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with compile_bar() as show:
        assert show is not None
        show(Progress("text", "ready", 1, 1))
        assert capsys.readouterr().err == ""
        show(Progress("javascript", "compiling", 1, 2))
        show(Progress("javascript", "ready", 2, 2))
    assert "compiling javascript" in capsys.readouterr().err


def test_without_a_terminal_there_is_nothing() -> None:
    with compile_bar() as show:
        assert show is None
