"""Styles of a diff and widths of a console, the same for every command."""

import io
import sys

import pytest

from kaptar.cli.shown import console_on_stdout, style_of


@pytest.mark.parametrize(
    ("line", "style"),
    [("+x", "green"), ("-x", "red"), ("@@ -1 +1 @@", "cyan"), ("--- a", "bold"), ("+++ b", "bold"), (" x", ""), ("", "")],
)
def test_a_line_of_a_diff_has_its_style(line: str, style: str) -> None:
    assert style_of(line) == style


def test_a_pipe_has_the_columns_that_the_command_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert console_on_stdout(123).width == 123
