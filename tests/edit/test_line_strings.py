"""Strings that end on their line: an edit may leave none open, also where a grammar does not see it or there is none."""

import json

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.line_strings import broken_string
from kaptar.edit.outcome import Refused

LITERALS = {
    "c": "char *s = {};\n", "cpp": "auto s = {};\n", "java": "String s = {};\n", "cs": "var s = {};\n", "kt": "val s = {}\n",
    "scala": "val s = {}\n", "swift": "let s = {}\n", "dart": "var s = {};\n", "go": "var s = {}\n", "zig": "const s = {};\n",
    "nim": "let s = {}\n",
    "hs": "s = {}\n", "elm": "s = {}\n", "lua": "local s = {}\n", "tf": "  s = {}\n",
    "sol": "string s = {};\n",
       "proto": "option s = {};\n", "graphql": "directive s({})\n", "prisma": "s = {}\n", "rego": "s = {}\n", "adb": "S := {};\n",
    "css": "a {{ content: {}; }}\n", "scss": "$s: {};\n", "less": "@s: {};\n",
    "vue": "<script>\nconst s = {}\n</script>\n", "svelte": "<script lang=\"ts\">\nconst s = {}\n</script>\n",
}  # fmt: skip
"""By the ending of a file's name: a line with a place for a string."""


@pytest.mark.parametrize("ending", LITERALS)
@pytest.mark.parametrize("broken", ['"\n"', '"a\nb"', '"a" "b\n"', '"\\\\\n"'])
def test_a_line_end_in_a_string_is_seen(ending: str, broken: str) -> None:
    if ending in ("c", "cpp", "hs", "lua", "sol", "css", "scss", "less", "vue", "svelte") and broken == '"\\\\\n"':
        broken = '"\\\\n\n"'  # there a backslash may take the line end with it
    before, after = (LITERALS[ending].format(text) for text in ('"a"', broken))
    assert broken_string(before.encode(), after.encode(), f"src/m.{ending}")
    assert broken_string(b"", after.encode(), f"src/m.{ending.upper()}")


@pytest.mark.parametrize("ending", LITERALS)
@pytest.mark.parametrize(
    "text", ['"a"', '""', '"\\n"', '"a" + "b"', '"it\'s"', '"\\\\"', '"// no comment"', '"/* none */"', '"-- none"']
)
def test_whole_strings_are_none(ending: str, text: str) -> None:
    assert broken_string(b"", LITERALS[ending].format(text).encode(), f"m.{ending}") == ""


SINGLE = ("dart", "lua", "sol", "proto", "css", "scss", "less", "vue", "svelte")


@pytest.mark.parametrize("ending", SINGLE)
def test_so_are_those_in_single_quotes(ending: str) -> None:
    assert broken_string(b"", LITERALS[ending].format("'a\nb'").encode(), f"m.{ending}")
    for text in ("'a'", "'\"'", "'\\'\"'"):
        assert broken_string(b"", LITERALS[ending].format(text).encode(), f"m.{ending}") == ""


@pytest.mark.parametrize("ending", ["c", "java", "cs", "kt", "go", "rs", "zig", "nim", "hs"])
def test_a_line_end_between_the_quotes_of_a_character_is_seen(ending: str) -> None:
    assert broken_string(b"", b"x = '\n';\n", f"m.{ending}")
    for text in ("'a'", "'\\n'", "'\"'", "'\\''"):
        assert broken_string(b"", f"x = {text};\n".encode(), f"m.{ending}") == ""


WHOLE = {
    "c": ["// it's \"\n", "/* \"\n'\n */\n", 's = R"x(a"\n")y" )x";\n', 's = "a\\\nb";\n', "n = 1'000'000;\n",
          "c = 'ab\\0';\n", "#error it's\n"],
    "java": ['s = """\n  "a\n  """;\n', "/** don't\n \" */\n"],
    "cs": ['s = @"a\nb "" c\n";\n', 's = $@"\n{x}";\n', 's = """"\n " \n"""";\n', 's = $"a {\n x } b";\n'],
    "kt": ['s = """\n " $x\n"""\n', 's = "a ${\n  f("b")\n} c"\n'],
    "scala": ['s = """a\n"b"""\n', "val s = 'symbol\nval t = 1\n", 's = s"${\n x }"\n'],
    "swift": ['s = """\n "\n """\n', 's = #"a " b\n c"#\n', 's = "a \\(f(\n  1)) b"\n'],
    "dart": ["s = '''\n'\n''';\n", "s = r'\\';\n", "s = '${f(\n  1)}';\n", "s = \"${a['b']}\";\n"],
    "go": ["s := `a\n\"b\n`\n", "// don't \"\n"],
    "rs": ['s = "a\nb";\n', 's = r#"a\n"b"#;\n', "fn f<'a>(x: &'a str, y: &'a\n str) {}\n", "'label: loop {}\n"],
    "zig": ['s =\n    \\\\ "a\n    \\\\ b\n;\n'],
    "nim": ['s = """\n "\n"""\n', 's = r"\\"\n', "#[ \"\n ]#\n", "x = 1'i32\n"],
    "hs": ["f' x = g' x\n", "f x = g'\nh = 1\n", 's = "a\\\n  \\b"\n', "{- \"\n -}\n", "s = [r|\n \"\n|]\n", "-- don't \"\n",
           "a |--> b = \"x\"\n"],
    "elm": ['s = """\n "\n"""\n'],
    "lua": ["s = [[\n\"\n]]\n", "s = [==[\n]] \" '\n]==]\n", "--[[ don't\n\" ]]\n", 's = "a \\z\n   b"\n', "s = 'a\\\nb'\n"],
    "tf": ['s = <<-EOT\n  "a\n  EOT\n', 's = "${f("a")}"\n', 's = ["${flatten(list(\n  1,\n))}"]\n', "# don't \"\n"],
    "proto": ["# \"\n", "// it's\n"],
    "graphql": ['"""\n it"s\n"""\ntype A { b: C }\n', "# \"\n"],
    "rego": ["s = `a\n\"`\n"],
    "pas": ["s := 'it''s';\n", "{ don't\n }\n", "(* don't\n *)\n", "// don't\n"],
    "adb": ["C : Character := '\"';\n", "X'First\n", 'S := "a""b";\n', "-- \"\n"],
    "svelte": [
        "<script>\nfunction f(x) {\n  return /[\"']/.test(x) || x.some((y) => /'/.test(y))\n}\n</script>\n",
        "<script>\nconst s = `${x ? `it's` : ''}`\nconst t = `a`\n</script>\n",
    ],
    "css": ["// don't\n", "/* don't\n */\n", "a { background: url(a'b.png); }\n", 'a { content: "a\\\nb"; }\n'],
    "scss": ["// don't \"\n", "a { b: url(//x.y/it's); }\n"],
    "vue": [
        "<template>it's \"\n</template>\n", "<script>\nconst s = `a\n\"${b}\n`\n</script>\n",
        "<script>\nx = a.replace(/[\"']/g, '')\n</script>\n",
        "<script>\n// don't\n/* \"\n */\nconst a = 4 / 2, b = 'x' / 1\n</script>\n<style>\na { b: 'c }\n</style>\n",
    ],
    "py": ['s = "\n'], "rb": ['s = "a\nb"\n'], "sql": ["select 'a\nb';\n"], "txt": ['he said "\n'], "": ['"\n'],
}  # fmt: skip


@pytest.mark.parametrize(("ending", "text"), [(ending, text) for ending, texts in WHOLE.items() for text in texts])
def test_comments_and_strings_over_lines_are_passed_over(ending: str, text: str) -> None:
    path = f"m.{ending}" if ending else "c"
    assert broken_string(b"", f"{text}x\n{text}".encode(), path) == ""
    assert broken_string(b"", f"{text}x\n{text}".replace("\n", "\r\n").encode(), path) == ""


def test_what_follows_is_read_as_code_again() -> None:
    for ending in ("c", "java", "kt", "swift", "dart", "go", "zig", "nim", "hs", "lua", "tf", "css", "scss", "vue"):
        assert broken_string(
            b"", f"{WHOLE[ending][0]}{LITERALS[ending].format(chr(34) + chr(10) + chr(34))}".encode(), f"m.{ending}"
        ), ending


SEEN = {
    "hs": 'a --> "\nb = 1\n', "kt": 's = "${a} \n"\n', "vue": '<script>\na = b / "x/\n</script>\n', "cs": 's = $"{a} \n";\n',
    "swift": 'x = #available\ns = "\n"\n', "tf": 's = "${a} \n"\n', "c": "s = 'ab\n';\nt = '\n';\n",
}  # fmt: skip


@pytest.mark.parametrize(("ending", "text"), SEEN.items(), ids=SEEN)
def test_what_looks_like_another_form_hides_none(ending: str, text: str) -> None:
    assert broken_string(b"", text.encode(), f"m.{ending}")


def test_a_file_that_had_one_before_is_not_judged() -> None:
    assert broken_string(b'a = "\n";\n', b'a = "\n";\nb = "\n";\n', "m.java") == ""


@pytest.mark.guest
@pytest.mark.parametrize("path", ["a.java", "a.c", "a.dart", "a.zig", "a.lua", "a.tf", "a.css"])
def test_such_an_edit_is_refused(editor: Editor, path: str) -> None:
    before, after = (LITERALS[path.removeprefix("a.")].format(text) for text in ('"a"', '"a\n"'))
    outcome = editor.apply_edit(before.encode(), json.dumps({"old_string": before, "new_string": after}), path=path)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "would_break_syntax"
    assert "is not closed on its line" in outcome.message
