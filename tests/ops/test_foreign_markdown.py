"""Which Markdown is no CommonMark, so that rendered HTML cannot tell whether it still says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import NotProved
from kaptar.ops.foreign_markdown import sign_of
from kaptar.ops.same import prove_same

FOREIGN = {
    "admonition": '!!! note "T"\n    text\n', "plain admonition": "text\n\n!!! warning\n    x\n", "details": "??? note\n    x\n",
    "open details": '???+ tip "T"\n    x\n', "tab": '=== "Tab"\n\n    x\n', "container": ":::tip[T]\ntext\n:::\n",
    "definition": "term\n:   text\n", "abbreviation": "*[HTML]: Hyper\n", "attributes": "# H {#id .c}\n",
    "spaced attributes": "text { .red }\n", "kramdown": "* TOC\n{:toc}\n", "kramdown of a block": "{: .x }\n",
    "kramdown option": "{::options x /}\n", "liquid": "{% highlight ruby %}\nx   = 1\n{% endhighlight %}\n",
    "output": "see {{ a   }} now\n", "hugo": "{{< figure src=x >}}\n", "grid table": "+---+---+\n| a | b |\n+---+---+\n",
    "label": "(target)=\n# H\n", "mathematics": "$$\na * b\n$$\n", "inline mathematics": "if $a*b*c$ holds\n",
    "editorial": "{++ new ++}\n", "in a quotation": "> !!! note\n>     x\n", "in a list": "- a\n\n    !!! note\n        x\n",
    "behind code": "```\nx\n```\n\n!!! note\n    x\n", "open fence": "!!x\n```\n!!! note\n", "open ticks": "a ` b {{ c }}\n",
}  # fmt: skip
COMMONMARK = {
    "plain": "# H\n\n* a\n  * b\n\n1. c\n", "code": "use `{{ x }}` and `` {% ` %} ``\n", "actions": "set `${{ github.ref }}`\n",
    "fence": "```yaml\n{{- with .x }}\n!!! note\n```\n", "tildes": "~~~\n!!! note\n```\n~~~\n", "price": "from $5 to $6 or $7_a",
    "exclamation": "What!!! now\n\n???\n", "setext": "Title\n===\n", "table": "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "alert": "> [!NOTE]\n> x\n", "task": "- [x] a\n", "braces": "a {b} c\n", "html": "<details>\n<p>x</p>\n</details>\n",
    "colon": "a: b\n::\n", "emoji": ":tada: x\n", "front matter": "---\ntitle: x\n---\n\ntext\n", "plus": "+ a\n+ b\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_sign_of_another_reader_is_found(name: str) -> None:
    assert sign_of(FOREIGN[name].encode()) is not None


@pytest.mark.parametrize("name", COMMONMARK)
def test_commonmark_has_no_sign(name: str) -> None:
    assert sign_of(COMMONMARK[name].encode()) is None


def test_a_sign_has_its_line() -> None:
    assert sign_of(b"a\r\n\r\n!!! note\r\n    x\r\n") == (3, "!!! n")


@pytest.mark.parametrize("name", FOREIGN)
def test_no_text_of_a_formatter_is_proved_where_there_is_one(name: str) -> None:
    def nobody(*_args: object) -> None:
        pytest.fail("asked")

    source = FOREIGN[name].encode()
    prove_same(nobody, source, source, "markdown", "x")
    with pytest.raises(NotProved, match="no CommonMark"):
        prove_same(nobody, source, source + b"\n", "markdown", "x")


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(source: bytes) -> None:
    sign_of(source)
