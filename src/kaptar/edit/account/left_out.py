"""The rule for what an edit only leaves out: it goes only where nothing in the new text needs it."""

import re

from kaptar.edit.account.imports import Import
from kaptar.edit.account.scene import Scene
from kaptar.edit.account.words import says_removed
from kaptar.edit.verify import Complaint


def check_dropped_imports(scene: Scene, old: list[Import], new: list[Import], excused: list[range]) -> Complaint | None:
    """An import that is left out bound names that the old text used, and that the new text uses no more.

    A model leaves out imports that it does not think of. An import that binds no name, or all names, may be needed unseen.

    Args:
        excused: lines that are replaced, or go with what they stand in.
    """
    free = {line for lines in excused for line in lines}
    kept = {i.text for i in new}
    bound = {name for i in new for name in i.names}
    for gone in old:
        if gone.text in kept or gone.lines.start in free or says_removed(scene.shown, gone.names):
            continue
        if not gone.names or not gone.names.isdisjoint("*_") or any(is_named(scene, name) for name in gone.names - bound):
            text = scene.difference.old[gone.lines.start][:80]
            return "unaccounted_removal", (
                f"the import {text!r} (line {gone.lines.start + 1}) would go, but what it brings may be needed; "
                "show it, or use a format that quotes it"
            )
    return None


def is_named(scene: Scene, name: str) -> bool:
    """Whether a name stands as a word in the new text."""
    return re.search(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])", scene.new.text) is not None
