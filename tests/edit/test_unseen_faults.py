"""Faults that a grammar which recovers from errors does not see."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

pytestmark = pytest.mark.guest

SHELL = (
    "#!/bin/bash\nif a; then\n  b\nelse\n  echo done\nfi\nfor x in y; do\n  c\ndone\ncase z in\n  q) w ;;\nesac\nf() {\n  g\n}\n"
    "cat <<EOF\nfi\nEOF\n"
)
RUBY = (
    "class A\n  attr_reader :end\n\n  def f(a = {}, b: 1)\n    return if a\n    x = if b then 1 else 2 end\n    while x do\n"
    "      g\n    end\n"
    '    [1].each do |y|\n      puts "if #{y} do" # end\n    end\n  rescue E\n    case x\n    when 1 then z\n    end\n  end\n\n'
    "  def short(v) = v + 1\n\n  def sql\n    <<~SQL\n      CASE when x\n      case begin\n    SQL\n  end\nend\n"
)
MORE = "      g unless h\n      k = begin; 1; end\n      m = h ? 1 : 2 if k\n      u = [1].map do |e| e end\n"
SELF = "  private def x?(*) = true\n\n  class << self\n    def y; end\n  end\n"
TOML = '[a]\nx = 1\n\n[b]\ny = [1]\nz = { p = 1 }\n\n[[c]]\nn = 1\n\n[[c]]\nn = 2\n'  # fmt: skip


def outcome(editor: Editor, path: str, before: str, after: str) -> Applied | Refused:
    edit = f"<<<<<<< SEARCH\n{before}=======\n{after}>>>>>>> REPLACE\n"
    return editor.apply_edit(before.encode(), edit, path=path)


def lines(text: str, at: int, more: list[str], gone: int = 0) -> str:
    rows = text.split("\n")
    return "\n".join([*rows[:at], *more, *rows[at + gone :]])


@pytest.mark.parametrize(("path", "before", "after"), [
    ("a.sh", SHELL, lines(SHELL, 6, ["fi"])), ("a.sh", SHELL, lines(SHELL, 9, ["done"])),
    ("a.sh", SHELL, lines(SHELL, 12, ["esac"])),
    ("a.sh", SHELL, lines(SHELL, 15, ["}"])), ("a.sh", SHELL, lines(SHELL, 1, [], 1)), ("a.sh", SHELL, lines(SHELL, 6, [], 1)),
    ("a.sh", SHELL, lines(SHELL, 12, [], 1)), ("a.sh", SHELL, lines(SHELL, 7, ["then"])),
    ("a.sh", SHELL, lines(SHELL, 15, ["else"])),
    ("a.rb", RUBY, lines(RUBY, 9, ["    end"])), ("a.rb", RUBY, RUBY + "end\n"), ("a.rb", RUBY, lines(RUBY, 0, [], 1)),
    ("a.rb", RUBY, lines(RUBY, 3, [], 1)), ("a.rb", RUBY, lines(RUBY, 9, [], 1)), ("a.rb", RUBY, lines(RUBY, 6, [], 1)),
    ("a.rb", RUBY, lines(RUBY, 18, ["  end"])),
    ("a.toml", TOML, TOML + "\n[b.z]\nk = 1\n"), ("a.toml", TOML, lines(TOML, 5, ["z = { p = 1, p = 2 }"], 1)),
])  # fmt: skip
def test_what_would_not_parse_is_refused(editor: Editor, path: str, before: str, after: str) -> None:
    refused = outcome(editor, path, before, after)
    assert isinstance(refused, Refused)
    assert refused.reason == "would_break_syntax", refused.message


@pytest.mark.parametrize(("path", "before", "after"), [
    ("a.sh", SHELL, lines(SHELL, 3, ["  echo fi", "  x=done", '  "fi"', "  if p; then q; fi"])),
    ("a.sh", SHELL, lines(SHELL, 16, ["done", "esac"])),
    ("a.sh", SHELL, SHELL.replace("  q) w ;;", "  q) w ;;\n  fi) for i in 1; do :; done ;;")),
    ("a.sh", "fi\n" + SHELL, "fi\n" + SHELL.replace("  b\n", "  b2\n")),
    ("a.rb", RUBY, RUBY.replace("      g\n", MORE)),
    ("a.rb", RUBY, RUBY.replace("  def short(v) = v + 1\n", SELF)),
    ("a.rb", RUBY, RUBY.replace("      case begin\n", "      case begin\n      for do\n")),
    ("a.rb", "end\n" + RUBY, "end\n" + RUBY.replace("      g\n", "      h\n")),
    ("a.toml", TOML, TOML + "\n[[c]]\nn = 3\n"), ("a.toml", TOML, TOML.replace("y = [1]", "y = [1, 2]")),
    ("a.toml", "a = 1\na = 2\nb = 1\n", "a = 1\na = 2\nb = 2\n"),
])  # fmt: skip
def test_what_parses_as_before_is_applied(editor: Editor, path: str, before: str, after: str) -> None:
    applied = outcome(editor, path, before, after)
    assert isinstance(applied, Applied), applied
    assert applied.text.decode() == after


def test_a_script_that_is_too_long_for_the_reader_is_not_said_to_be_checked(editor: Editor) -> None:
    script = SHELL + "echo a\n" * 10_000
    applied = editor.apply_edit(script.encode(), "<<<<<<< SEARCH\n  g\n=======\n  h\n>>>>>>> REPLACE\n", path="a.sh")
    assert isinstance(applied, Applied), applied
    assert "syntax" not in applied.plan.checked
    assert [each.check for each in applied.plan.not_run] == ["syntax"]
