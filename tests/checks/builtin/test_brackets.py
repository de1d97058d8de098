"""Brackets in strings, comments and later branches are passed over."""

import pytest

from kaptar.checks.builtin.brackets import pair

PAIRED = {
    "go": [b"x := \"(\" + `{` + string('[') // )\n/* ( */ f()", b"a := '\\''; f()"],
    "rust": [b"fn f<'a>(x: &'a str) -> char { '{' }", b'let x = "\\\\"; // }\n'],
    "c": [
        b"#if X\nif (a) {\n#else\nif (b) {\n#endif\n}\n",
        b"#define OPEN {\nint x;\n",
        b"#if A && (B \\\n || C)\nint x;\n#elif (D \\\n && E)\nint (y;\n#endif\n",
        b"#if 1\n#if 2\nf(\n#endif\n#else\nf(\n#endif\n)",
        b"#if X\n{\n#else\n#endif\n",
        b"#if X\nf(\n#endif\nx\n#if X\n)\n#endif\n",
        b"#if 0\n} // why\n#endif\nint x;\n",
        b'#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n#ifdef __cplusplus // end\n}\n#endif\n',
        b"#define DEEP 1 /* one\n  two) */\nint x;\n",
        b"switch (x)\n{\n\tfor (;;)\n\t{\n",
        b"/* tail\n * { */\n\t}\n}\n",
    ],
    "kotlin": [b'val s = """ { " """; fun f() {}', b'val s = """{ k="v"""""" + "{"; f(""""{"""", \'{\')\n'],
    "scala": [b'val s = """{"a": "b"""""; f()\n'],
    "csharp": [b'var s = """" { """ " """"; f("""{""");\n'],
    "java": [b'String s = """\n  { \\"""" \n""";'],
    "php": [b"<?php # (\n$x = 'it\\'s (';\n", b"<?php\n$x = <<<'A'\n{ \"\n  A;\n"],
    "css": [b"a { content: '}' } /* { */", b".before\\:content-\\[\\'x\\'\\]:before { color: red } .a\\{ { }\n"],
    "lua": [b"--[[ ( ]] f() -- (\n"],
    "bash": [
        b"case x in a) echo {;; esac # }\n}",
        b"cat <<'E' | sed 's/(/[/'\n } ) \"\nE\n",
        b"cat <<A <<-B\n{\nA\n}}\n\tB\necho $((1<<n))\n",
        b"y=${z//[)]/} ${#a[@]} ${x#\\{}\n",
        b"echo 'a\\' {} \\\" '{'\n",
        b"x=a#{ ;}\n",
    ],
    "ruby": [b'x = <<~EOS\n  { "\nEOS\nclass << self\nend\n', b"f(<<A, <<-'B')\n{\nA\n}\n B\n"],
    "cpp": [b""],
}
ALONE = {
    "go": [b"f(", b"f)", b"f(]", b"`", b"/* */ }"],
    "c": [
        b"int f( {\n",
        b"#ifndef A_H\n#define A_H\nint f( {\n#endif\n",
        b"#if X\n(]\n#endif\n",
    ],
    "bash": [b"f() {\n", b"cat <<E\nE\n{\n", b"x=$((1<<E)) {\n", b"a <<E\n}\n"],
    "css": [b"a { b: c"],
}


@pytest.mark.parametrize(("dialect", "source"), [(name, each) for name, sources in PAIRED.items() for each in sources])
def test_what_pairs(dialect: str, source: bytes) -> None:
    assert pair(source, dialect)


@pytest.mark.parametrize(
    ("dialect", "source"), [(name, each) for name, sources in ALONE.items() for each in sources if each != b"`"]
)
def test_what_does_not(dialect: str, source: bytes) -> None:
    assert not pair(source, dialect)


def test_a_long_source_takes_linear_steps() -> None:
    for part in (b'"\\', b"/*", b"'", b"#if\n", b"#if\nx\n", b'"', b"(", b"//"):
        pair(part * 50_000, "c")
        pair(part * 50_000, "bash")
    pair(b"<<A\n" * 50_000 + b"A\n" * 50_000, "bash")
