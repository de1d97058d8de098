"""Entries of lists that have the same keys: a file that is shown whole hides none of them."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

FILES = {
    "steps.yml": "steps:\n  - name: one\n    uses: x/one@v1\n  - name: two\n    uses: x/two@v1\n",
    "hooks.toml": '[[hook]]\nid = "one"\nrev = "1.0"\n\n[[hook]]\nid = "two"\nrev = "1.0"\n',
    "all.json": '{\n  "all": [\n    {\n      "v": "one"\n    },\n    {\n      "v": "two"\n    }\n  ]\n}\n',
    "a.css": '@font-face {\n  font-family: "one";\n}\n\n@font-face {\n  font-family: "two";\n}\n',
}
CHANGES = {
    "steps.yml": ("two@v1", "two@v2"),
    "hooks.toml": ('two"\nrev = "1.0', 'two"\nrev = "2.0'),
    "all.json": ('"two"', '"three"'),
    "a.css": ('"two"', '"three"'),
}


@pytest.mark.guest
@pytest.mark.parametrize("name", FILES)
def test_a_value_of_one_entry_changes(editor: Editor, name: str) -> None:
    new = FILES[name].replace(*CHANGES[name])
    assert new != FILES[name]
    outcome = editor.apply_edit(FILES[name].encode(), new, path=name)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == new


@pytest.mark.guest
def test_a_part_that_hides_the_others_says_which_it_means(editor: Editor) -> None:
    part = "# ... existing code ...\n    uses: x/three@v2\n# ... existing code ...\n"
    assert isinstance(editor.apply_edit(FILES["steps.yml"].encode(), part, path="steps.yml"), Refused)
