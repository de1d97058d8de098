"""Signs of templates in code that does not parse: those in strings are texts of the program for another one."""

import pytest

from kaptar.checks.builtin.templates import by_content


@pytest.mark.parametrize(
    ("source", "sign"),
    [
        ("x = 1\n{{ body }}\n", "{{ body }}"),
        ("x = 1\n'a' {{ body }}\n", "{{ body }}"),
        ('x = 1\n"a\\"b" {{ body }}\n', "{{ body }}"),
        ("x = 1\n<%= y %>\n", "<%="),
        ("x = 1\n{% if a %}\n", "{% i"),
        ('x = "{{ a }}"\ny = ((\n', ""),
        ('x = 1\ny = "{{ a }}" ((\n', ""),
        ("let s = '{% if a %}'\n((\n", ""),
        ("let s = `<% a %>`\n((\n", ""),
        ('x = 1\ny = "not closed {{ a }}\n', ""),
    ],
)
def test_a_sign_counts_outside_of_strings(source: str, sign: str) -> None:
    assert by_content(source.encode(), "javascript", frozenset({2})) == sign


def test_of_many_signs_in_one_line_the_first_are_looked_at() -> None:
    assert by_content(b"(\n" + b'"{{ a }}" ' * 100 + b"{{ b }}\n", "javascript", frozenset({2})) == ""
