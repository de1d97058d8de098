"""Examples in the documentation that stands in sources, and code beside it that is none."""

import pytest
from tests.checks.secrets.looking import made, severities

from kaptar.checks.secrets.documented import is_example

KEY, STRIPE = made(40), "sk_" + "live_" + made(24)
LINE = f'api_key = "{KEY}"'
LONG = "- name: install\n  community.general.x:\n    y: 1\n" * 200
EXAMPLES = {
    "ansible": ("a.py", f'DOCUMENTATION = r"""\nmodule: m\n"""\nEXAMPLES = r"""\n- m:\n    {LINE}\n"""\n'),
    "ansible, long": ("a.py", f"EXAMPLES = '''\n{LONG}    {LINE}\n'''\n"),
    "ansible, return": ("a.py", f'RETURN = """\nx:\n  {LINE}\n"""\n'),
    "javadoc": ("A.java", f"/**\n * <pre>\n *   String {LINE};\n * </pre>\n */\nclass A {{}}\n"),
    "kdoc": ("A.kt", f"/**\n * ```\n * val {LINE}\n * ```\n */\nclass A\n"),
    "rust": ("a.rs", f"/// # Examples\n///\n/// ```\n/// let {LINE};\n/// ```\nfn f() {{}}\n"),
    "rust, inner": ("a.rs", f"//! let {LINE};\n"),
    "c#": ("A.cs", f"/// <example>\n/// <code>\n/// var {LINE};\n/// </code>\nclass D {{}}\n"),
    "swift": ("a.swift", f"///     let {LINE}\nfunc f() {{}}\n"),
    "doctest": ("a.py", f'def f(token):\n    """Log in.\n\n    >>> f({LINE})\n    True\n    """\n'),
    "doctest in a comment": ("a.py", f"x = 1\n>>> f({LINE})\n"),
    "docstring": ("a.py", f"class A:\n    '''Use it so:\n\n        {LINE}\n    '''\n"),
    "docstring of a long head": ("a.py", f'def f(\n    a,\n) -> int:\n    """Use it so:\n\n        {LINE}\n    """\n'),
    "docstring of a module": ("a.py", f'#!/usr/bin/python\n# x\n\n"""Use it so:\n\n    {LINE}\n"""\n'),
    "elixir": ("a.ex", f'defmodule E do\n  @moduledoc """\n      config :app, E,\n        {LINE}\n  """\nend\n'),
    "elixir, function": ("a.ex", f'  @doc ~S"""\n      {LINE}\n  """\n'),
    "go": ("a.go", f"// Open opens a session. Use it so:\n//\n//\t{LINE}\nfunc Open() {{}}\n"),
    "fence in a description": ("settings.yaml", f"NAPALM:\n  description: |-\n    So:\n\n    ```python\n    {LINE}\n    ```\n"),
    "fence in a comment": ("a.js", f"// Use it so:\n// ```js\n// {LINE}\n// ```\nf();\n"),
    "second fence": ("a.yml", f"d: |\n  ```\n  a\n  ```\n  b\n  ```\n  {LINE}\n  ```\n"),
    "fence in a text": ("a.ts", f"const help = [\n`\n```ts\n{LINE}\n```\n`]\n"),
    "fence behind one that began far above": ("a.yml", f"d: |\n  b\n  ```\n  ```python\n  {LINE}\n  ```\n"),
    "fence of windows": ("a.yml", f"d: |\r\n  ```python\r\n  {LINE}\r\n  ```\r\n"),
    "placeholder of a field": ("Field.vue", f'<input v-model="x" placeholder="{STRIPE}" />\n'),
    "r": ("a.r", f"#' {LINE}\nf <- function() 1\n"),
}
SOURCES = {
    "commented out, python": ("a.py", f"# {LINE}\nx = 1\n"),
    "commented out, go": ("a.go", f"package p\n\n// {LINE}\nvar x = 1\n"),
    "commented out in several lines, go": ("a.go", f"// x := 1\n//\t{LINE}\nvar x = 1\n"),
    "plain block comment": ("A.java", f"/*\n * String {LINE};\n */\nclass A {{}}\n"),
    "behind a documentation comment": ("A.java", f"/**\n * The key.\n */\nString {LINE};\n"),
    "in a text": ("a.py", f'SETTINGS = """\n{LINE}\n"""\n'),
    "behind a docstring": ("a.py", f'def f():\n    """Say it."""\n    {LINE}\n'),
    "behind a long docstring": ("a.py", f'def f():\n    """Say it.\n\n    More.\n    """\n    {LINE}\n'),
    "behind examples": ("a.py", f'EXAMPLES = r"""\n- x\n"""\n{LINE}\n'),
    "text that is handed on": ("a.py", f'write(\n    """\n{LINE}\n"""\n)\n'),
    "behind a fence": ("a.yml", f"d: |\n  ```\n  a\n  ```\nx:\n  {LINE}\n"),
    "between fences": ("a.yml", f"d: |\n  ```\n  a\n  ```\n  {LINE}\n  ```\n  b\n  ```\n"),
    "fence that nothing closes": ("a.yml", f"d: |\n  ```python\n  {LINE}\n"),
    "behind a placeholder": ("a.vue", f'<input placeholder="a" />\n<script>const {LINE}</script>\n'),
    "multiplied": ("a.c", f"x = y\n  * z; {LINE};\n"),
}


@pytest.mark.parametrize(("path", "text"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_in_documentation_is_an_info(path: str, text: str) -> None:
    assert severities(path, text) == ["info"]


@pytest.mark.parametrize(("path", "text"), SOURCES.values(), ids=SOURCES)
def test_code_is_none(path: str, text: str) -> None:
    assert severities(path, text) == ["error"]


def test_a_text_is_looked_back_for_within_a_bound() -> None:
    assert is_example(b'EXAMPLES = """\n' + b"x\n" * 10_000 + LINE.encode(), 20_025)
    assert not is_example(b'EXAMPLES = """\n' + b"x\n" * 20_000 + LINE.encode(), 40_025)
