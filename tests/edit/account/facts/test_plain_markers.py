"""Markers that say nothing but that code stays, and those that may be instructions."""

import pytest

from kaptar.edit.account.facts.plain_markers import is_plain
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Refused

NAMES = frozenset(("load", "save", "Store", "log", "useState", "parse_args", "loop", "port", "id", "name"))

PLAIN = (
    "", "existing code", "existing", "rest of the file", "rest of the loop is unchanged", "(validation)", "existing arms",
    "existing state and hooks", "rest of the setup (unchanged)", "same validation as before", "load, save, etc.",
    "all previous handlers remain unchanged", "existing useEffect hook", "existing code for handling errors",
    "rest of class Store", "keep load", "existing code in load", "rest of the function load", "load and save unchanged",
    "existing fields (id, name, etc.)", "existing CSS rules", "error handling unchanged", "existing code - unchanged",
    "other code here, unchanged", "code for the other cases stays", "constructor, getters and setters", "no changes to the rest",
    "unchanged methods: load, save", "bestehender Code", "weitere Routen", "reste des routes", "\u5176\u4f59\u4ee3\u7801",
    "existing 'users' table", "first half of the loop is the same", "same as before", "omitted for brevity", "rest of the JSX",
)  # fmt: skip
MORE = (
    "existing code, minus the log call", "existing code (sorted)", "existing methods (sorted)", "existing code, twice",
    "repeat for other methods", "do the same for save", "similarly for save", "etc. for other methods", "same for the others",
    "existing code plus validation", "existing code + error handling", "existing code stays in another file",
    "existing code (adjust imports)", "keep only load", "only keep load", "rest of the code, no logging",
    "rest of the methods are gone", "existing code reversed", "existing code in reverse order", "existing code minus a",
    "existing code, in parallel", "existing methods sorted by name", "same as above, but cached", "existing code twice",
    "likewise for save", "existing code inlined", "existing imports (alphabetical order)", "existing code and logging",
    "existing code => Store", "the other methods too", "and also log", "existing code as async", "existing fields in order",
    "existing code with logging", "existing methods + logging", "uniformly renumbered",
    "existing code, retries", "rest of the methods go away", "existing code, no cache", "sort these lines", "make this async",
    "inline the helper", "existing code, sort its keys",
)  # fmt: skip


@pytest.mark.parametrize("words", PLAIN)
def test_a_marker_names_what_stays(words: str) -> None:
    assert is_plain(f"... {words} ...", lambda: NAMES)


@pytest.mark.parametrize("words", MORE)
def test_a_marker_that_may_tell_what_to_do_is_not_plain(words: str) -> None:
    assert not is_plain(f"... {words} ...", lambda: NAMES)


BEFORE = (
    "class Store:\n    def load(self, p):\n        log(p)\n        q = p + 1\n        return q\n\n"
    "    def save(self):\n        return 1\n"
)


@pytest.mark.guest
@pytest.mark.parametrize(("words", "reason"), [("existing code minus the log", "ambiguous"), ("existing code", "")])
def test_an_edit_with_such_a_marker_is_refused(editor: Editor, words: str, reason: str) -> None:
    marker = "# ... existing code ..."
    edit = f"class Store:\n    {marker}\n    def load(self, p, opts):\n        # ... {words} ...\n\n    {marker}\n"
    outcome = editor.apply_edit(BEFORE.encode(), edit, path="a.py")
    assert (outcome.reason if isinstance(outcome, Refused) else "") == reason


@pytest.mark.guest
@pytest.mark.parametrize("words", ["the log removed", "log deleted", "no more logging", "replaced by load", "sort these lines"])
def test_an_edit_that_changes_nothing_is_not_there_already_where_a_marker_tells_more(editor: Editor, words: str) -> None:
    edit = f"class Store:\n    def load(self, p):\n        # ... {words} ...\n        return q\n\n    # ... existing code ...\n"
    outcome = editor.apply_edit(BEFORE.encode(), edit, path="a.py")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "ambiguous"
    outcome = editor.apply_edit(BEFORE.encode(), edit.replace(words, "existing code", 1), path="a.py")
    assert not isinstance(outcome, Refused)
    assert outcome.text == BEFORE.encode()
