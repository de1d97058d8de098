"""Names with signs: a type that is shown whole keeps members whose names are no plain words."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

SOURCES = {
    "v.rb": "class V\n  def first\n    1\n  end\n\n  def empty?\n    @x\n  end\n\n  def save!\n    2\n  end\n\n  def x=(y)\n    @x = y\n  end\nend\n",  # noqa: E501
    "v.cpp": "struct V {\n  int first() {\n    return 1;\n  }\n  V operator+(V o) {\n    return o;\n  }\n  int last() {\n    return 2;\n  }\n};\n",  # noqa: E501
    "V.kt": "class V {\n    fun `does a thing`() {\n        f(1)\n    }\n\n    fun b() {\n        f(2)\n    }\n}\n",
    "V.swift": "struct V {\n    static func == (a: V, b: V) -> Bool {\n        return true\n    }\n\n    func c() -> Int {\n        return 2\n    }\n}\n",  # noqa: E501
}  # fmt: skip
ODD = {"v.rb": "  def empty?\n    @x\n  end\n\n", "v.cpp": "  V operator+(V o) {\n    return o;\n  }\n",
       "V.kt": "    fun `does a thing`() {\n        f(1)\n    }\n\n",
       "V.swift": "    static func == (a: V, b: V) -> Bool {\n        return true\n    }\n\n"}  # fmt: skip


@pytest.mark.guest
@pytest.mark.parametrize("name", SOURCES)
def test_a_member_that_is_shown_stays(editor: Editor, name: str) -> None:
    new = SOURCES[name].replace("2", "3")
    outcome = editor.apply_edit(SOURCES[name].encode(), new, path=name)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == new


@pytest.mark.guest
@pytest.mark.parametrize("name", ["V.kt", "V.swift"])
def test_one_that_is_not_shown_is_missed(editor: Editor, name: str) -> None:
    new = SOURCES[name].replace("2", "3").replace(ODD[name], "")
    assert isinstance(editor.apply_edit(SOURCES[name].encode(), new, path=name), Refused)
