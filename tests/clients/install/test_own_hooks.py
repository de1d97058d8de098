"""Which commands and addresses are Kaptar's own, and which only look like it."""

from pathlib import Path

import pytest

from kaptar.clients.install.facts import HOOK_FILE, InstallFacts
from kaptar.clients.install.json_text import Plain
from kaptar.clients.install.own_hooks import FORGET, OwnHooks, address, runs

OWN = OwnHooks("kaptar_hook.py", "claude", address())


@pytest.mark.parametrize("python", ["/usr/bin/python3", "/a b/it's/python", "/x;y/python", "/then exec/python"])
@pytest.mark.parametrize("strict", [True, False])
def test_each_command_that_is_written_is_known(python: str, strict: bool) -> None:
    command = InstallFacts(Path(), Path(), Path(), python, None, strict).command("claude", "PreToolUse")
    assert runs(command, HOOK_FILE.name, "claude")
    assert not runs(command, HOOK_FILE.name, "codex")
    assert not runs(command + " && mine", HOOK_FILE.name, "claude")
    assert not runs("mine; " + command, HOOK_FILE.name, "claude")


def test_one_of_an_earlier_version_is_known() -> None:
    call = "p -I -S /opt/kaptar_hook.py claude E"
    former = f"if test -x p && test -f /opt/kaptar_hook.py; then exec {call}; else echo 'gone' >&2; fi"
    assert runs(former, "kaptar_hook.py", "claude")
    assert runs(former.replace("then", f"then {FORGET}"), "kaptar_hook.py", "claude")
    assert not runs(former.replace("then", "then unset PATH HOME;"), "kaptar_hook.py", "claude")


@pytest.mark.parametrize("flags", ["", "--strict "])
def test_the_call_alone_is_known(flags: str) -> None:
    assert runs(f"/usr/bin/python -I -S /opt/kaptar_hook.py {flags}claude PreToolUse", "kaptar_hook.py", "claude")


@pytest.mark.parametrize(
    "command",
    [
        "/home/u/bin/audit.sh --not-for my_kaptar_hook.py.bak",
        "python /opt/kaptar_hook.py claude PreToolUse",
        "python -I -S /opt/my_kaptar_hook.py claude PreToolUse",
        "python -I -S /opt/kaptar_hook.py.bak claude PreToolUse",
        "python -I -S /opt/kaptar_hook.py claude PreToolUse; mine",
        "if test -x p && test -f kaptar_hook.py; then exec p -I -S kaptar_hook.py claude E; else mine; fi",
        "if test -x p; then exec p -I -S kaptar_hook.py claude E; else echo gone; fi",
        "echo 'kaptar_hook.py",
        "exec",
        "if exec",
        "",
    ],
)
def test_what_looks_like_one_is_not(command: str) -> None:
    assert not runs(command, "kaptar_hook.py", "claude")


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("http://127.0.0.1:40123/hook/claude/PostToolUse?http=1", True),
        ("http://audit.example.com/hook/claude/PostToolUse", False),
        ("http://127.0.0.1:40123/hook/claude/PostToolUse?http=1&to=me", False),
        ("http://127.0.0.1:40123@example.com/hook/claude/PostToolUse", False),
        ("http://127.0.0.1:40123/my/hook/claude/PostToolUse", False),
    ],
)
def test_an_address_is_known_as_a_whole(url: str, known: bool) -> None:
    hook = Plain("object", "", (("type", Plain("string", "http")), ("url", Plain("string", url))))
    assert OWN.has(hook) == known
    assert not OWN._replace(address="").has(hook)
