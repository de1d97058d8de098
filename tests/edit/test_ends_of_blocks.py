"""New blocks whose last line is worded as that of a hidden block: they are added."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied

ENDS = {
    "a.rb": ("#", "def f\n", "  if a == 1\n    one\n  end\n", "  if a == 2\n    three\n  end\n", "end\n"),
    "a.sh": ("#", "f() {\n", "  if a; then\n    one\n  fi\n", "  if b; then\n    three\n  fi\n", "}\n"),
    "a.lua": ("--", "function f()\n", "  for i = 1, 2 do\n    one()\n  end\n", "  for i = 1, 3 do\n    c()\n  end\n", "end\n"),
    "a.sql": ("--", "BEGIN\n", "  IF a THEN\n    one();\n  END IF;\n", "  IF b THEN\n    three();\n  END IF;\n", "END;\n"),
    "a.vb": ("'", "Sub F()\n", "  If a Then\n    One()\n  End If\n", "  If b Then\n    Three()\n  End If\n", "End Sub\n"),
    "a.html": ("<!--", "<ul>\n", "  {% if a %}\n    <b/>\n  {% endif %}\n", "  {% if b %}\n    <i/>\n  {% endif %}\n", "</ul>\n"),
}


@pytest.mark.guest
@pytest.mark.parametrize("path", ENDS)
def test_a_block_that_ends_as_a_hidden_one_is_added(editor: Editor, path: str) -> None:
    comment, head, hidden, new, tail = ENDS[path]
    marker = f"  {comment} ... existing code ...{' -->' if comment == '<!--' else ''}\n"
    outcome = editor.apply_edit(f"{head}{hidden}  two()\n{tail}".encode(), f"{head}{marker}  two()\n{new}{tail}", path=path)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == f"{head}{hidden}  two()\n{new}{tail}"
