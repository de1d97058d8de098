"""Effects: what a program does to a worktree and to what others have there, told by its words. Pure."""

from typing import Literal, NamedTuple

from kaptar.shell.texts import ShellWord

Kind = Literal["loses", "moves", "takes", "writes", "publishes"]
"""``loses``: content that is not committed is gone. ``moves``: the whole tree goes to another commit or another state.
``takes``: changes are put into the index or a commit, whoever made them. ``writes``: files are written by other means than
an edit. ``publishes``: what the session has made leaves the machine, and cannot be taken back."""


class Effect(NamedTuple):
    """An effect of one program.

    Attributes:
        said: the command as it is told, such as ``git reset --hard``.
        folder: that its paths are relative to; None where it is not known.
        paths: the files, folders and patterns; None: the whole worktree.
        narrow: for ``takes``, the form that takes named files instead.
        of_index: for ``takes``, what stands in the index, whoever has put it there, and the paths where some are named.
        has_begun: the command runs already, and what it has done until now, such as a fetch, harms nobody.
    """

    kind: Kind
    said: str
    folder: str | None
    paths: tuple[ShellWord, ...] | None
    narrow: Literal["", "add", "commit"] = ""
    of_index: bool = False
    has_begun: bool = False
