"""Strings over several lines in a reindented edit: moved with it, they would be other strings."""

import pytest

from kaptar.edit.account.facts.lines import compare
from kaptar.edit.account.rules.long_strings import check_long_strings
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Span

SOURCE = b"class A:\n    def f(self):\n        return 1\n"
HEAD = "    def f(self):\n"
VALUES = {
    "triple quotes": "        s = '''\n        raw\n        '''\n",
    "a template": "        s = `\n        raw\n        `;\n",
    "a heredoc": "        cat <<EOF\n        raw\n        EOF\n",
}
OPENED = {
    "a heredoc behind a blank": "        cat > f << 'EOF'\n        raw\n        EOF\n",
    "a heredoc of PHP": "        $x = <<<EOS\n        raw\n        EOS;\n",
    "a raw string": '        let a = r#"\n        raw"#;\n',
    "a raw string in brackets": '        auto a = R"(raw\n        raw)";\n',
    "a verbatim string": '        var a = @"raw\n        raw";\n',
    "long brackets": "        local a = [=[raw\n        raw]=]\n",
    "a long bracket at the end of a line": "        set(a [[\n        raw\n        ]])\n",
    "signs of OCaml": "        a {|\n        raw\n        |}\n",
    "named signs of OCaml": "        a {x|raw\n        |} raw|x}\n",
    "a quasi-quotation": "        a [r|raw\n        raw|]\n",
    "documentation of Perl": "        =pod\n        raw\n        =cut\n",
    "documentation of Ruby": "        =begin\n        raw\n        =end\n",
    "percent signs": "        a = %q(raw\n        raw)\n",
    "a quote": '        a = "raw\n        raw"\n',
    "an apostrophe": "        awk '\n        raw'\n",
    "a backslash": "        a = 'raw \\\n        raw';\n",
    "an element": "        <pre>raw\n        raw</pre>\n",
}
CLOSED = {
    "quotes on one line": '        a = "it\'s" + \'say "\'\n        b = "x\\""\n',
    "an apostrophe in a comment": "        # it's so\n        b = 1\n        # it's not\n",
    "a list of lists": "        a = [[1,\n        2]]\n",
    "long brackets on one line": "        a = [[raw]]\n        b = a]]\n",
    "a block with a parameter": "        a.map {|x| x}\n        b |} c\n",
    "a union": "        a: [b||c]\n        d |]\n",
    "a bracket on one line": "        a = %q(raw)\n        b = a)\n",
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


@pytest.mark.parametrize("value", OPENED)
def test_a_value_of_another_language_is_refused(value: str) -> None:
    assert complaint(OPENED[value]) is not None


@pytest.mark.parametrize("value", OPENED)
def test_a_text_for_people_has_no_such_values(value: str) -> None:
    body = "  - b\n" + OPENED[value].replace("<< 'EOF'", "EOF").replace("<<<EOS", "EOS")
    text = f"- a\n{body}".encode()
    assert check_long_strings(compare(b"- a\n", text, [Span(4, 4, body.encode())], "a.md")) is None


@pytest.mark.parametrize("other", CLOSED)
def test_what_is_closed_on_its_line_is_none(other: str) -> None:
    assert complaint(CLOSED[other]) is None


def test_many_open_quotes_are_read_once() -> None:
    body = "".join(f"        f{n} = %q(\n" for n in range(20_000))
    assert complaint(body) is None


@pytest.mark.parametrize("other", OTHERS)
def test_other_text_is_not(other: str) -> None:
    assert complaint(OTHERS[other]) is None


def test_a_string_that_the_edit_leaves_alone_is_not() -> None:
    source = b"s = '''\nraw\n'''\nx = 1\n"
    assert check_long_strings(compare(source, source.replace(b"x = 1", b"x = 2"), [Span(16, 22, b"x = 2\n")])) is None


JOINED = "def f(self):\n    return g(\n        f'one \\' {self}'  # why\n        'two'\n    )\n"


@pytest.mark.guest
def test_strings_that_each_end_in_their_line_are_moved(editor: Editor) -> None:
    source = f"class A:\n    {JOINED.replace(chr(10), chr(10) + '    ').rstrip()}\n"
    outcome = editor.apply_edit(source.encode(), JOINED.replace("two", "three"), path="a.py")
    assert isinstance(outcome, Applied)
    assert outcome.text.decode() == source.replace("two", "three")
