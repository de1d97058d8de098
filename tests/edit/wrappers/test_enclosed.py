"""A command or tags around the text of one file are taken off where all of them is known."""

import pytest

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused
from kaptar.edit.wrappers.enclosed import enclosed

TEXT = "one\n2 two\nthree\n"
FENCE = "```bash\n{}```\n"

WRAPPERS = {
    "cat": f"cat > a.txt << 'EOF'\n{TEXT}EOF\n",
    "cat the other way round": f"cat <<EOF >./src/a.txt\n{TEXT}EOF\n",
    "cat in a fence": FENCE.format(f'cat > a.txt <<"EOF"\n{TEXT}EOF\n'),
    "tee": f"tee src/a.txt <<'EOF' > /dev/null\n{TEXT}EOF\n",
    "tag": f"<updated-code>{TEXT.strip()}</updated-code>",
    "tag on lines": f"<updated_file>\n{TEXT}</updated_file>\n",
    "tag with a name": f'<file path="src/a.txt">\n{TEXT}</file>\n',
    "brackets": f"[BEGIN FILE]\n{TEXT}[END FILE]\n",
    "brackets with a name": f"[BEGIN FILE: a.txt]\n{TEXT}[END FILE: a.txt]\n",
    "comments": f"// FILE: a.txt\n{TEXT}// END FILE\n",
    "signs": f"=== a.txt ===\n{TEXT}=== end ===\n",
    "rules": f"----- a.txt -----\n{TEXT}-----------\n",
    "here-string": f"@'\n{TEXT}'@ | Set-Content -Path a.txt -Encoding utf8\n",
}


@pytest.mark.parametrize("edit", WRAPPERS.values(), ids=WRAPPERS.keys())
def test_the_text_inside_is_the_edit(edit: str) -> None:
    assert enclosed(edit, "src/a.txt") == TEXT
    assert enclosed(edit.replace("\n", "\r\n"), "src/a.txt") == TEXT


@pytest.mark.parametrize("edit", WRAPPERS.values(), ids=WRAPPERS.keys())
def test_a_wrapper_without_its_end_is_none(edit: str) -> None:
    lines = edit.removesuffix("```\n").rstrip().split("\n")
    assert enclosed("\n".join([*lines[:-1], "4"]), "src/a.txt") is None


@pytest.mark.parametrize("edit", [each for each in WRAPPERS.values() if "a.txt" in each])
def test_a_wrapper_of_another_file_is_none(edit: str) -> None:
    assert enclosed(edit, "src/b.txt") is None


NONE = {
    "no wrapper": TEXT,
    "a tag of markup": f"<file>\n{TEXT}</file>\n",
    "two files": f'<file path="a.txt">\n{TEXT}</file>\n<file path="b.txt">\nx\n</file>\n',
    "a rule without a name": f"-----\n{TEXT}-----\n",
    "a command that does more": f"cat > a.txt << 'EOF' && rm b\n{TEXT}EOF\n",
    "a command behind it": f"cat > a.txt << 'EOF'\n{TEXT}EOF\nrm b\n",
    "a here-string that is kept": f"@'\n{TEXT}'@\n",
    "one line": "cat > a.txt << 'EOF'",
    "nothing": "",
    "a fence beside it": f"```python\nx = 1\n```\n{FENCE.format(WRAPPERS['cat'])}",
}


@pytest.mark.parametrize("edit", NONE.values(), ids=NONE.keys())
def test_what_is_not_known_is_none(edit: str) -> None:
    assert enclosed(edit, "a.txt") is None


REFUSED = {
    "text behind the end": "cat >> a.txt << 'EOF'\nx\nEOF\n",
    "expanded": "cat > a.txt << EOF\nhome is $HOME\nEOF\n",
    "expanded in PowerShell": '@"\nhome is $HOME\n"@ | Set-Content a.txt\n',
    "without tabs": "cat > a.txt <<-'EOF'\n\tx\nEOF\n",
    "words that may be text": f"Do this:\n\n{FENCE.format(WRAPPERS['cat'])}",
}


@pytest.mark.parametrize("edit", REFUSED.values(), ids=REFUSED.keys())
def test_a_command_that_writes_something_else_is_refused(edit: str) -> None:
    with pytest.raises(NotRead):
        enclosed(edit, "a.txt")


def test_words_around_a_command_for_code_are_talk() -> None:
    assert enclosed(f"Do this:\n\n{FENCE.format(WRAPPERS['cat'].replace('a.txt', 'a.py'))}", "a.py") == TEXT


@pytest.mark.guest
@pytest.mark.parametrize("edit", WRAPPERS.values(), ids=WRAPPERS.keys())
def test_the_text_inside_is_written_and_nothing_else(editor: Editor, edit: str) -> None:
    for source in ("one\ntwo\nthree\n", ""):
        outcome = editor.apply_edit(source.encode(), edit, path="src/a.txt")
        assert isinstance(outcome, Applied), outcome
        assert outcome.text.decode() == TEXT


@pytest.mark.guest
@pytest.mark.parametrize("path", ["a.txt", ".env", "a.md", "Dockerfile", "a.tf"])
@pytest.mark.parametrize(
    "edit",
    [
        "<updated-code>\nA=1\nB=2\n",
        "A=1\nB=2\n</updated_code>\n",
        "[BEGIN FILE]\nA=1\nB=2\n",
        "A=1\nB=2\n# END FILE\n",
        "@'\nA=1\nB=2\n'@ | Out-File other\n",
        "cat > PATH <<EOF\nA=1\nB=2\nOTHER\n",
        "with open('PATH', 'w') as f:\n    f.write('A=1')\n",
    ],
)
def test_a_wrapper_that_is_not_complete_is_never_written(editor: Editor, path: str, edit: str) -> None:
    for source in ("A=1\nB=1\n", ""):
        outcome = editor.apply_edit(source.encode(), edit.replace("PATH", path), path=path)
        assert isinstance(outcome, Refused), outcome.text
