"""Denials: the commands that they name can be given to a shell as they stand."""

import re
import shlex

import pytest

from kaptar.shell.effects import Effect
from kaptar.workspace.denial import Asking, again, denial
from kaptar.workspace.harm import Harmed, OwnChanges, harm
from kaptar.workspace.leases.model import Holder, Lease
from kaptar.workspace.resources import Resource

ASKS = Holder("claude", "two")
NAMES = ["a.py", "my file.py", "app/[id]/page.js", "it's.py", "$HOME.py", "a;b.py", "a&b", "-x", "File::Temp.3pm"]


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize("name", ["", "Area.total"])
def test_the_command_that_waits_names_what_is_held(path: str, name: str) -> None:
    lease = Lease(1, Holder("claude", "one"), Resource("/r", path, name), "exclusive", "", 0, 60)
    expected = {"-x": "./-x"}.get(path, path)
    for said in (denial([lease], Asking(ASKS, "/r"), 0), again(lease, Asking(ASKS, "/r"), 0)):
        command = re.findall(r"`(kaptar claim .*?)` waits", said)[0]
        assert shlex.split(command)[2] == (f"{expected}::{name}" if name or "::" in path else expected)


@pytest.mark.parametrize(
    ("folder", "path", "command"),
    [
        ("/r/src", "src/a.py", "kaptar claim a.py "),
        ("/r/src/deep", "src/a.py", "kaptar claim ../a.py "),
        ("/r/docs", "src/*.py", "kaptar claim '../src/*.py' "),
        ("/r/src", "src/**", "kaptar claim '**' "),
        ("/r/src", "src/-a.py", "kaptar claim ./-a.py "),
        ("/other", "src/a.py", "cd /r && kaptar claim src/a.py "),
        ("/rest", "-a.py", "cd /r && kaptar claim ./-a.py "),
        ("/r", "src/File::Temp.pm", "kaptar claim src/File::Temp.pm:: "),
    ],
)
def test_the_command_that_waits_is_for_the_folder_of_who_asks(folder: str, path: str, command: str) -> None:
    lease = Lease(1, Holder("claude", "one"), Resource("/r", path, "", "*" in path), "exclusive", "", 0, 60)
    for said in (denial([lease], Asking(ASKS, folder), 0), again(lease, Asking(ASKS, folder), 0)):
        assert f"`{command}--as claude/two --wait 61` waits" in said


def test_a_claim_that_waits_holds_nothing() -> None:
    lease = Lease(0, Holder("claude", "one"), Resource("/r", "a.py"), "exclusive", "", 0, 60)
    assert "a.py is waited for by claude (session one)" in denial([lease], Asking(ASKS, "/r"), 0)


@pytest.mark.parametrize("path", NAMES)
def test_the_files_that_can_be_added_are_quoted(path: str) -> None:
    effect = Effect("takes", "git add -A", "/r", None, narrow="add")
    said = harm(effect, [Harmed("b.py", Holder("claude", "one"), is_work=True)], ASKS, OwnChanges((path,), some=True))
    words = shlex.split(re.findall(r"`(git (?:--literal-pathspecs )?add -- .*?)` takes", said)[0])
    assert words[words.index("--") + 1 :] == [path]
