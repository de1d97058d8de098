"""The border to the terminal: nobody prints beside it, and a name of a repository is the same text everywhere."""

import ast
import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaptar.cli import border

SOURCE = Path(border.__file__).parents[1]
NAME = "a\x1b]0;owned\x07\x1b[2J\n\u202eb.py"
SHOWN = "a\\x1b]0;owned\\x07\\x1b[2J\\n\\u202eb.py"
ELSEWHERE = {
    "clients/entry/kaptar_hook.py", "clients/entry/with_hive.py", "clients/entry/without_hive.py", "clients/entry/in_process.py",
    "ops/document.py", "runtime/modules/compiling.py",
}  # fmt: skip
"""The scripts that clients start, which print what the hive has escaped or their own words; a tool of developers; a process that
answers its parent through pipes."""


def prints(tree: ast.AST) -> Iterator[str]:
    """Calls that write to a terminal."""
    words = {node.module.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            streams = name.startswith(("sys.stdout.", "sys.stderr.", "sys.__std")) and ".write" in name
            live = name in ("Live", "Progress") and "rich" in words and all(each.arg != "console" for each in node.keywords)
            if name in ("print", "click.echo", "click.secho", "click.echo_via_pager", "Console", "rich.print") or streams or live:
                yield f"{node.lineno}: {name}"


def test_nobody_prints_beside_the_border() -> None:
    trees = {path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}
    found = {name: calls for name, tree in trees.items() if name not in ELSEWHERE and (calls := list(prints(tree)))}
    assert list(found) == ["cli/border.py"], found


PRINTING = ["print(1)", "click.echo(x)", "Console(file=sys.stderr)", "sys.stderr.write(x)", "sys.stdout.buffer.write(x)",
            "from rich.live import Live\nLive(table)"]  # fmt: skip


@pytest.mark.parametrize("text", PRINTING)
def test_the_gate_sees_who_prints(text: str) -> None:
    assert list(prints(ast.parse(text)))
    assert not list(prints(ast.parse("from rich.live import Live\nborder.say(x)\nLive(table, console=console(sys.stdout))")))


def test_colours_pass_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    border.say("\x1b[31merror\x1b[0m \x1b[8mhidden \x1b[2J\u202e\nnext\tcolumn")
    out = capsys.readouterr().out
    assert out == "error \\x1b[8mhidden \\x1b[2J\\u202e\nnext\tcolumn\n"


def test_a_table_shows_text_and_no_markup() -> None:
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    table = Table("file")
    table.add_row("[red] :smile: [link=http://a]")
    console = border.console(out, 200)
    console.print(table)
    console.print(Text("\x1b]0;x\x9b2J\u202e"))
    assert "[red] :smile: [link=http://a]" in out.getvalue()
    assert "\\x1b]0;x\\x9b2J\\u202e" in out.getvalue()


def test_bytes_for_a_program_pass_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    border.say_bytes(b"\x00\xff\x1b[2J")
    assert capfdbinary.readouterr().out == b"\x00\xff\x1b[2J"


def test_bytes_for_a_terminal_are_escaped(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    border.say_bytes(b"\xff\x1b[2J\n")
    assert capfdbinary.readouterr().out == b"\\xff\\x1b[2J\n"


def checked(repo: Path, terminal: bool) -> str:
    """What ``kaptar check`` says of a file with a bad name, in a pipe or on a terminal."""
    command = [sys.executable, "-m", "kaptar", "check", NAME, "none\n\x1b[2J.py"]
    environment = os.environ | {"KAPTAR_NO_HIVE": "1", "DISABLE_WASM": "1", "TERM": "xterm", "NO_COLOR": ""}
    if not terminal:
        done = subprocess.run(command, cwd=repo, env=environment, stdout=-1, stderr=-2, check=False, timeout=60)
        return done.stdout.decode()
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=repo, env=environment, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL) as process:
        os.close(theirs)
        said = b""
        while part := _read(ours):
            said += part
        process.wait(60)
    os.close(ours)
    return said.decode()


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux's word for the end of a terminal
        return b""


@pytest.mark.parametrize("terminal", [False, True])
def test_a_name_is_the_same_text_everywhere(terminal: bool, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / NAME).write_text('key = "ghp_' + "q7Rt2LmNb4WxYz56" * 2 + 'AbCd"\n')  # a finding of a check that needs no guest
    said = checked(tmp_path, terminal)
    assert f"{SHOWN}:1:" in said
    assert "none\\n\\x1b[2J.py" in said
    assert not {"\x1b]", "\x1b[2", "\x07", "\u202e"} & {said[at : at + size] for at in range(len(said)) for size in (1, 2, 3)}


def test_a_name_that_is_no_utf_8_is_shown_and_is_the_same_in_json(tmp_path: Path) -> None:
    """In process: what goes over the socket is in ``tests/api/test_wire.py``."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    name = os.fsdecode(b"\xff.txt")
    (tmp_path / name).write_text('key = "ghp_' + "q7Rt2LmNb4WxYz56" * 2 + 'AbCd"\n')
    environment = os.environ | {"DISABLE_WASM": "1"}
    for words, shown in ((["check", name], "\\udcff.txt:1:"), (["check", "--json", name], '"path":"\\udcff.txt"')):
        command = [sys.executable, "-m", "kaptar", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (1, b"")
        assert shown in done.stdout.decode("ascii", "strict" if "--json" in words else "replace")
