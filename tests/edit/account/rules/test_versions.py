"""New lines beside a hidden one that they may be the new version of."""

import pytest
from laying import lay

from kaptar.edit.account.rules.versions import check_versions

PAIRS = [
    ("self.setup()", "await self.setup()"),
    ('os.remove("/tmp/pid")', 'os.unlink("/tmp/pid")'),
    ('post(url, json={"to": user, "text": text})', "mailer.send(user, text)"),
    ("super().setup()", "Base.setup(self)"),
    ("q.mu.Lock()", "q.mu.RLock()"),
    ("tasks.append(task)", "tasks.insert(task, at: 0)"),
    ("this.flush();", "if (this.dirty) this.flush();"),
    ("for s in services:", "gather(*(s.start() for s in services))"),
]


@pytest.mark.parametrize(("hidden", "comes"), PAIRS)
def test_a_line_that_may_be_a_version_is_refused(hidden: str, comes: str) -> None:
    before = f"def f():\n    first()\n    {hidden}\n"
    edit = f"def f():\n    # ...\n    {comes}\n"
    assert check_versions(*lay(before, f"{before}    {comes}\n", edit)) is not None


@pytest.mark.parametrize(("hidden", "comes"), PAIRS)
def test_beside_a_shown_line_it_is_new(hidden: str, comes: str) -> None:
    before = f"def f():\n    first()\n    {hidden}\n"
    edit = f"def f():\n    # ...\n    {hidden}\n    {comes}\n"
    assert check_versions(*lay(before, f"{before}    {comes}\n", edit)) is None


@pytest.mark.parametrize("hidden", ["import sphinx", "// a log of all", "total = count(rows)", "self.items = []"])
def test_other_lines_may_be_hidden(hidden: str) -> None:
    before = f"first\n{hidden}\n"
    edit = "# ...\nfrom sphinx.log import a, of, all\n"
    assert check_versions(*lay(before, f"{before}from sphinx.log import a, of, all\n", edit)) is None
