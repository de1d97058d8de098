"""Plans whose lines are moved by steps of the edit: the indentation alone is changed, and only where the replay has steps."""

from kaptar.edit.account.quoting.replay import Asked
from kaptar.edit.outcome import Grade, Plan, Span
from kaptar.edit.own_steps import with_own_steps
from kaptar.edit.verify import apply_spans

SOURCE = b"if x:\n\tif y:\n\t\ta()\n"


def block(old: str, new: str) -> str:
    return f"<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"


EDIT = block("    a()\n", "    if z:\n        a()\n")
AT = SOURCE.index(b"\t\ta()")


def made(text: bytes, edit: str = EDIT, grade: Grade = "reindent") -> bytes:
    plan = Plan("a.py", "search_replace", grade, (Span(AT, len(SOURCE), text),), (), "", (), (), "guest", 0.0)
    return apply_spans(SOURCE, with_own_steps(plan, SOURCE, Asked(edit, "search_replace", grade, "a.py")).spans)


def test_the_indentation_is_that_of_the_steps() -> None:
    assert made(b"\t\tif z:\n\t\t\t\ta()\n") == SOURCE[:AT] + b"\t\tif z:\n\t\t\ta()\n"


def test_other_plans_stay_as_they_are() -> None:
    for text in (b"\t\tif z:\n\t\t\t\tb()\n", b"\t\tif z:\n\t\t\t\ta()\n\n", b"\t\tif z:\n\t\t\ta()\n"):
        assert made(text) == SOURCE[:AT] + text
    wide = block("        a()\n", "        if z:\n            a()\n")
    assert made(b"\t\tif z:\n\t\t\t\ta()\n", wide) == SOURCE[:AT] + b"\t\tif z:\n\t\t\t\ta()\n"
    assert made(b"\t\tif z:\n\t\t\t\ta()\n", grade="exact") == SOURCE[:AT] + b"\t\tif z:\n\t\t\t\ta()\n"
