"""Strings over several lines in a reindented edit: moved with it, they would be other strings."""

import pytest

from kaptar.edit.account.facts.lines import compare
from kaptar.edit.account.rules.long_strings import check_long_strings
from kaptar.edit.outcome import Span

SOURCE = b"class A:\n    def f(self):\n        return 1\n"
HEAD = "    def f(self):\n"
VALUES = {
    "triple quotes": "        s = '''\n        raw\n        '''\n",
    "a template": "        s = `\n        raw\n        `;\n",
    "a heredoc": "        cat <<EOF\n        raw\n        EOF\n",
}
OTHERS = {
    "a docstring": '        """Says\n        more.\n        """\n',
    "a string on one line": "        s = '''raw'''\n        t = `raw`\n",
    "a shift": "        s = 1 <<n\n        t = s\n",
    "a quote in a comment": "        # the ` key\n        t = 1\n",
}


def complaint(body: str) -> object:
    text = b"class A:\n" + (HEAD + body).encode()
    spans = [Span(9, len(SOURCE), text[9:])]
    return check_long_strings(compare(SOURCE, text, spans))


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_refused(value: str) -> None:
    assert complaint(VALUES[value]) is not None


@pytest.mark.parametrize("other", OTHERS)
def test_other_text_is_not(other: str) -> None:
    assert complaint(OTHERS[other]) is None


def test_a_string_that_the_edit_leaves_alone_is_not() -> None:
    source = b"s = '''\nraw\n'''\nx = 1\n"
    assert check_long_strings(compare(source, source.replace(b"x = 1", b"x = 2"), [Span(16, 22, b"x = 2\n")])) is None
