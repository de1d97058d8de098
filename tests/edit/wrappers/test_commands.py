"""Patches below a command that goes into a folder."""

import pytest

from kaptar.edit.account.quoting.reading import NotRead
from kaptar.edit.wrappers.commands import in_folder

PATCH = "*** Begin Patch\n*** Update File: a.py\n@@\n-*** Update File: b\n+x\n*** Add File: ./n.py\n+n\n*** End Patch\n"


def below(command: str) -> str:
    return f"{command}apply_patch <<'EOF'\n{PATCH}EOF\n"


@pytest.mark.parametrize("command", ["cd sub && ", "cd sub\n", "cd 'sub/' && ", "cd sub; "])
@pytest.mark.parametrize("named", [True, False])
def test_names_are_below_the_folder(command: str, *, named: bool) -> None:
    moved = in_folder(below(command), named=named)
    assert "*** Update File: sub/a.py\n" in moved
    assert "*** Add File: sub/n.py\n" in moved
    assert "-*** Update File: b\n" in moved


@pytest.mark.parametrize("command", ["", "cd . && ", "I cd into sub.\n", "cd sub was not needed.\n"])
def test_other_commands_and_words_change_nothing(command: str) -> None:
    assert in_folder(below(command), named=False) == below(command)


@pytest.mark.parametrize("command", ["cd /repo/sub && ", "cd ../other && ", "cd $HOME && ", "cd a\ncd b && "])
def test_a_folder_that_is_not_known_is_refused(command: str) -> None:
    with pytest.raises(NotRead):
        in_folder(below(command), named=False)


def test_a_folder_somewhere_is_no_matter_where_the_caller_names_the_file() -> None:
    assert in_folder(below("cd /repo && "), named=True) == below("cd /repo && ")
