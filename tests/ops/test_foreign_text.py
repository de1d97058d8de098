"""Templates that parse as their language, so that parsers find nothing changed where the template is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import NotProved
from kaptar.languages import LANGUAGES
from kaptar.ops.foreign_text import sign_of
from kaptar.ops.same import prove_same

TEMPLATES = [
    ("yaml", b"replicas: {{ .Values.replicas }}\n"), ("yaml", b"a:\n- {{ x }}\n"), ("yaml", b"{{ x }}: 1\n"),
    ("yaml", b"a: [{{ x }}, {{y}}]\n"), ("yaml", b"a: \"b\"\nc: {{- x }}\n"),
    ("html", b"<p>{% block a %}</p>\n"), ("html", b"<p>{{ a }}</p>\n"), ("html", b"<%= a %>\n"), ("html", b"<?php x ?>\n"),
    ("html", b"{# note #}\n"), ("html", b"  @if(x)\n"), ("html", b"{!! x !!}\n"),
    ("javascript", b"{{ x }}\n"), ("typescript", b"  {{#if x}}\n"),
]  # fmt: skip
PLAIN = [
    ("yaml", b"a: ${{ github.ref }}\nb: \"{{ x }}\"\nc: '{{ y }}'\n"), ("yaml", b"# {{ x }}\na: {b: {c: 1}}\n"),
    ("yaml", b"a: [\"b, {{ x }}\"]\n"), ("html", b"<?xml version=\"1.0\"?>\n<p>a@if.com {a}</p>\n"),
    ("javascript", b"f({a: {b: 1}});\nconst t = `a {{ x }}`;\n"), ("tsx", b"<div style={{ color }} />;\n"),
    ("json", b'{"a": "{{ x }}"}\n'), ("python", b"x = {{y}}\nf'{{x}}'\n"), ("toml", b"a = '{{ x }}'\n"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "source"), TEMPLATES)
def test_a_template_that_parses_is_known_and_proves_nothing(dialect: str, source: bytes) -> None:
    def nobody(*_args: object) -> None:
        pytest.fail("asked")

    assert sign_of(source, dialect) is not None
    with pytest.raises(NotProved, match="a template"):
        prove_same(nobody, source, source + b"\n", dialect, "x")


@pytest.mark.parametrize(("dialect", "source"), PLAIN)
def test_a_plain_source_has_no_sign(dialect: str, source: bytes) -> None:
    assert sign_of(source, dialect) is None


@given(st.binary(max_size=300), st.sampled_from(sorted(LANGUAGES)))
def test_any_bytes_have_an_answer(source: bytes, dialect: str) -> None:
    sign_of(source, dialect)
