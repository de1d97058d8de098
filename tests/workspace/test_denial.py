"""Denials: the commands that they name can be given to a shell as they stand."""

import re
import shlex

import pytest

from kaptar.shell.effects import Effect
from kaptar.workspace.denial import again, denial
from kaptar.workspace.harm import Harmed, OwnChanges, harm
from kaptar.workspace.leases.model import Holder, Lease
from kaptar.workspace.resources import Resource

ASKS = Holder("claude", "two")
NAMES = ["a.py", "my file.py", "app/[id]/page.js", "it's.py", "$HOME.py", "a;b.py", "a&b", "-x"]


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize("name", ["", "Area.total"])
def test_the_command_that_waits_names_what_is_held(path: str, name: str) -> None:
    lease = Lease(1, Holder("claude", "one"), Resource("/r", path, name), "exclusive", "", 0, 60)
    for said in (denial([lease], ASKS, 0), again(lease, ASKS)):
        command = re.findall(r"`(kaptar claim .*?)` waits", said)[0]
        assert shlex.split(command)[2] == (f"{path}::{name}" if name else path)


@pytest.mark.parametrize("path", NAMES)
def test_the_files_that_can_be_added_are_quoted(path: str) -> None:
    effect = Effect("takes", "git add -A", "/r", None, narrow="add")
    said = harm(effect, [Harmed("b.py", Holder("claude", "one"), is_work=True)], ASKS, OwnChanges((path,), some=True))
    assert shlex.split(re.findall(r"`(git add -- .*?)` takes", said)[0])[3:] == [path]
