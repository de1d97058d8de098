"""Names that stand in several documents of one stream: the lines that an edit shows tell the document."""

import pytest

from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

WEB = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ClusterIP\n"
WORKER = WEB.replace("web", "worker")
STREAM = f"{WEB}---\n{SERVICE}---\n{WORKER}"
MORE = "# ... existing code ...\n"
EDITS = {
    "the last one": (f"{MORE}---\n{WORKER}", WORKER, "replicas: 5"),
    "the first one": (f"{WEB}---\n{MORE}", WEB, "replicas: 5"),
    "the middle one": (f"{MORE}---\n{SERVICE}---\n{MORE}", SERVICE, "type: NodePort"),
    "a part of the last one": (f"{MORE}  name: worker\nspec:\n  replicas: 2\n", WORKER, "replicas: 5"),
}


@pytest.mark.guest
@pytest.mark.parametrize(("edit", "document", "new"), EDITS.values(), ids=EDITS)
def test_a_shown_document_is_the_one_that_changes(editor: Editor, edit: str, document: str, new: str) -> None:
    old = document.splitlines()[-1].strip()
    outcome = editor.apply_edit(STREAM.encode(), edit.replace(old, new), path="d.yaml")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == STREAM.replace(document, document.replace(old, new))


@pytest.mark.guest
@pytest.mark.parametrize(
    "edit", [f"{MORE}spec:\n  replicas: 5\n{MORE}", f"{MORE}kind: Deployment\n{MORE}spec:\n  replicas: 5\n{MORE}"]
)
def test_lines_that_two_documents_have_do_not_tell(editor: Editor, edit: str) -> None:
    assert isinstance(editor.apply_edit(STREAM.encode(), edit, path="d.yaml"), Refused)
