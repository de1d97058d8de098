"""Known texts: here-documents within a substitution, as the quoted words that they come to."""

import subprocess

import pytest

from kaptar.shell.known_texts import with_known_texts

KNOWN = {
    "printf %s \"$(cat <<'EOF'\nit's\n\n  two\n\nEOF\n)\"": "printf %s 'it'\"'\"'s\n\n  two'",
    'printf %s  "$(cat <<\\E\n$x\nE\n)" b': "printf %s  '$x' b",
    "printf %s --a=\"$(cat << 'E'\nx\nE\n)\" \"$(cat <<'E'\ny\nE\n)\"": "printf %s --a=x y",
    "printf %s \"$(cat <<-'E'\n\ta\n\t b\n\tE\n\t)\"": "printf %s 'a\n b'",
    "printf %s \"$(cat <<'E'\nE\n)\"": "printf %s ''",
}


@pytest.mark.parametrize("line", KNOWN)
def test_a_text_is_what_a_shell_makes_of_it(line: str) -> None:
    assert with_known_texts(line) == KNOWN[line]
    said = [
        subprocess.run(["bash", "-c", each], capture_output=True, check=True, timeout=60).stdout for each in (line, KNOWN[line])
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "line",
    [
        "echo ' \"$(cat <<'E'\nx\nE\n)\"", "echo \"$(cat <<'E'\nx\nE\n)\"y", "echo a\"$(cat <<'E'\nx\nE\n)\"",
        'echo "$(cat <<E\n$x\nE\n)"', 'echo "$(cat <<E\n\\\nE\n)"',
        "echo \"$(cat <<'E F'\nx\nE F\n)\"", "echo \"$(cat <<'E'\nx\n)\"",
        "echo \"$(cat <<'E'\nx\nE\n) \"", "echo \"$(cat <<'E' | tac\nx\nE\n)\"", "echo \"$(cat << E", "echo",
    ],
)  # fmt: skip
def test_what_is_not_clear_stays(line: str) -> None:
    assert with_known_texts(line) == line


def test_a_line_of_many_texts_takes_no_long_time() -> None:
    line = "echo " + " ".join(["\"$(cat <<'E'\nx\nE\n)\""] * 2000)
    assert with_known_texts(line).count("$(cat") > 1900
