"""Lines that end a call or an answer never come into a file, also not into one that is created."""

import json

import pytest

from kaptar.edit.answer_ends import answer_ends
from kaptar.edit.created import surely_broken
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

DOCKER = "FROM a\nRUN b\n"
TAILS = (
    "</content>\n</invoke>", "</parameter>\n</invoke>", "</file_text>", "</new_string>", "</code_edit>",
    "</arg_value>\n</tool_call>",
    "</boltAction>\n</boltArtifact>", "</output>", "</s>", "<|im_end|>", "<|endoftext|>", "[/INST]", "<end_of_turn>", "<ctrl46>",
    "<<<END>>>", "---END---", "EOF", "END_OF_FILE", "<<EOF", '"""', '"}', '"\n}', "@@",
)  # fmt: skip


def found(text: str, source: str = "") -> list[str]:
    return [each.line for each in answer_ends(source.encode(), text.encode(), [(0, len(text.encode()))])]


@pytest.mark.parametrize("tail", TAILS)
def test_an_end_is_found(tail: str) -> None:
    text = f"{DOCKER}{tail}\n"
    ends = [*answer_ends(b"", text.encode(), [(0, len(text))])]
    assert ends
    assert text[ends[0].start :].startswith(tail.split("\n")[0])


@pytest.mark.parametrize("tail", ["</content>", "<|im_end|>", "</s>"])
def test_an_end_behind_the_last_line_is_found(tail: str) -> None:
    assert found(f"FROM a\nRUN b{tail}\n") == [f"RUN b{tail}"]


@pytest.mark.parametrize("tail", TAILS)
def test_what_the_file_has_may_come_again(tail: str) -> None:
    source = f"{DOCKER}{tail}\n" if tail != '"""' else f'"""\n{DOCKER}"""\n'
    assert not found(source, source)


@pytest.mark.parametrize(
    "text",
    [
        "<config>\n  <content>a</content>\n</config>\n",
        "<Directory />\n  Require all\n</Directory>\n",
        "</body>\n</html>\n",
        "<p>\n  <invoke a='1'>\n</invoke>\n",
        "cat <<EOF\nx\nEOF\n",
        "cat <<-'EOF' > a\n\tx\nEOF\n",
        "$x = <<<EOT\na\nEOT\n",
        "<|im_start|>user\n{{ x }}<|im_end|>\n",
        '"""Words."""\n\nX = """\na\n"""\n',
        'a = {\n  "b": "c"\n}\n',
        "# Title\n# EOF\n",
        "See L</SYNOPSIS>\n",
        "<!--string>x</string-->\n",
        "EOF\nx\n",
    ],
)
def test_lines_of_files_are_no_ends(text: str) -> None:
    assert found(text) == []


FORMS = {
    "str_replace": lambda tail: json.dumps({"file_path": "Dockerfile", "old_string": "RUN b", "new_string": f"RUN c\n{tail}"}),
    "behind the line": lambda tail: json.dumps({"file_path": "Dockerfile", "old_string": "RUN b", "new_string": f"RUN c{tail}"}),
    "write": lambda tail: json.dumps({"file_path": "Dockerfile", "content": f"FROM a\nRUN c\n{tail}\n"}),
    "bare": lambda tail: f"FROM a\nRUN c\n{tail}\n",
    "blocks": lambda tail: f"<<<<<<< SEARCH\nRUN b\n=======\nRUN c\n{tail}\n>>>>>>> REPLACE\n",
    "patch": lambda tail: f"*** Begin Patch\n*** Update File: Dockerfile\n@@\n FROM a\n-RUN b\n+RUN c\n+{tail}\n*** End Patch\n",
    "diff": lambda tail: f"--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,3 @@\n FROM a\n-RUN b\n+RUN c\n+{tail}\n",
}


@pytest.mark.guest
@pytest.mark.parametrize("tail", ["</content>", "</invoke>", "<|im_end|>"])
@pytest.mark.parametrize("form", FORMS)
def test_no_format_writes_an_end(editor: Editor, form: str, tail: str) -> None:
    outcome = editor.apply_edit(DOCKER.encode(), FORMS[form](tail), path="Dockerfile")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "marker_in_result"


@pytest.mark.guest
@pytest.mark.parametrize("form", FORMS)
def test_without_the_end_each_is_applied(editor: Editor, form: str) -> None:
    outcome = editor.apply_edit(DOCKER.encode(), FORMS[form]("CMD c"), path="Dockerfile")
    assert not isinstance(outcome, Refused), outcome


@pytest.mark.guest
@pytest.mark.parametrize("path", ["a.rs", "a.css", "a.vue", "a.txt", "a.md", "a.json"])
def test_a_file_is_not_created_with_an_end(editor: Editor, path: str) -> None:
    outcome = editor.apply_edit(b"", json.dumps({"file_path": path, "content": "a {\n}\n</content>\n</invoke>\n"}), path=path)
    assert isinstance(outcome, Refused)


@pytest.mark.guest
def test_a_file_is_not_created_with_the_tag_of_its_name(editor: Editor) -> None:
    edit = '<lov-write file_path="src/a.vue">\n<template>\n  <p>b</p>\n</template>\n</lov-write>\n'
    outcome = editor.apply_edit(b"", edit, path="a.vue")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "marker_in_result"


BROKEN = {
    "a.json": '{\n  "a": 1,\n  "b": [\n', "a.toml": "a = [\n  1,\n", "a.go": "package a\n\nfunc F() {\n\tx := g(\n",
    "a.java": "class A {\n    void f() {\n", "a.css": ".a {\n  top: 0;\n", "a.rb": "def f\n  g(\n", "a.py": "def f():\n    g(\n",
    "a.ts": "const a = [\n",
}  # fmt: skip
SOUND = {
    "a.json": '{\n  "a": [1]\n}\n', "tsconfig.json": '{\n  // why\n  "a": [1, "// b",],\n}\n', "a.toml": "a = [\n  1,\n]\n",
    "a.css": ".a {\n  top: 0;\n}\n", "a.h": "#ifdef A\nint f() {\n#else\nint g() {\n#endif\n}\n",
}  # fmt: skip


@pytest.mark.guest
@pytest.mark.parametrize("path", BROKEN)
def test_a_file_is_not_created_that_surely_does_not_parse(editor: Editor, path: str) -> None:
    outcome = editor.apply_edit(b"", json.dumps({"file_path": path, "content": BROKEN[path]}), path=path)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "would_break_syntax"


@pytest.mark.guest
@pytest.mark.parametrize("path", SOUND)
def test_a_file_is_created_that_may_parse(editor: Editor, path: str) -> None:
    outcome = editor.apply_edit(b"", json.dumps({"file_path": path, "content": SOUND[path]}), path=path)
    assert not isinstance(outcome, Refused), outcome
    assert outcome.text.decode() == SOUND[path]


def test_brackets_of_a_shell_or_of_c_need_not_pair() -> None:
    assert [surely_broken(b"a)", dialect) for dialect in ("bash", "c", "cpp", "html", "markdown")] == [""] * 5
    assert surely_broken(b"a)", "go")
    assert surely_broken(b"[" * 200_000, "json")
