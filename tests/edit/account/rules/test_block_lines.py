"""New lines of a block whose hidden lines say the same: lines that moved, and settings that changed."""

import pytest
from laying import lay

from kaptar.edit.account.rules.block_lines import check_block_lines, check_settings

MOVED = {
    "a setting": ("[db]\nhost = a\nport = 1\nuser = app\n", "[db]\nuser = app\nhost = a\nport = 1\n"),
    "a command": ("docs:\n\tcp -r src out\n\tmkdir -p out\n", "docs:\n\tmkdir -p out\n\tcp -r src out\n"),
    "an instruction": ("add:\n    xor a, a\n    nop\n", "add:\n    nop\n    xor a, a\n"),
    "a statement below a block": ("def f():\n    if a:\n        b()\n    go()\n", "def f():\n    go()\n    if a:\n        b()\n"),
    "a statement": ("def f():\n    first()\n    second()\n", "def f():\n    second()\n    first()\n"),
}


@pytest.mark.parametrize(("before", "edit"), MOVED.values(), ids=MOVED.keys())
def test_a_line_that_came_beside_itself_is_refused(before: str, edit: str) -> None:
    last = before.splitlines()[-1]
    doubled = f"{edit}{last}\n"
    complaint = check_block_lines(*lay(before, doubled, f"{edit}\n# ...\n"))
    assert complaint is not None
    assert f"stands in line {len(before.splitlines())} of the same block already" in complaint[1]


@pytest.mark.parametrize(("before", "edit"), MOVED.values(), ids=MOVED.keys())
def test_a_line_that_is_shown_at_both_places_stands_twice(before: str, edit: str) -> None:
    last = before.splitlines()[-1]
    doubled = f"{edit}{last}\n"
    assert check_block_lines(*lay(before, doubled, f"{doubled}\n# ...\n")) is None


ELSEWHERE = {
    "another section": ("[a]\nuser = app\n", "[a]\nuser = app\n[b]\nuser = app\n", "# ...\n[b]\nuser = app\n"),
    "another part": ("f:\n  one()\n\n  go()\n", "f:\n  go()\n  one()\n\n  go()\n", "f:\n  go()\n  one()\n# ...\n"),
    "a deeper block": ("f:\n  if a:\n    go()\n", "f:\n  if a:\n    go()\n  go()\n", "f:\n  # ...\n  go()\n"),
    "another case": (
        "s:\n  case 1:\n  go()\n",
        "s:\n  case 0:\n  go()\n  case 1:\n  go()\n",
        "s:\n  case 0:\n  go()\n  # ...\n",
    ),
    "a tag": ("<a>\n  b\n  <br>\n", "<a>\n  b\n  <br>\n  c\n  <br>\n", "<a>\n  # ...\n  c\n  <br>\n"),
    "a closing sign": ("f {\n  a;\n}\n", "f {\n  b;\n}\nf {\n  a;\n}\n", "f {\n  b;\n}\n# ...\n"),
    "the end of a block": (
        "f:\n  if a\n    b()\n  fi\n",
        "f:\n  if a\n    b()\n  fi\n  if c\n    d()\n  fi\n",
        "f:\n  # ...\n  if c\n    d()\n  fi\n",
    ),
    "a comment": ("f:\n  // go\n  a()\n", "f:\n  b()\n  // go\n  // go\n  a()\n", "f:\n  b()\n  // go\n  // ...\n"),
    "the head of a block": (
        "f:\n  if a:\n    b()\n",
        "f:\n  if a:\n    b()\n  if a:\n    c()\n",
        "f:\n  # ...\n  if a:\n    c()\n",
    ),
}


@pytest.mark.parametrize(("before", "after", "edit"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_the_same_line_of_another_block_may_come(before: str, after: str, edit: str) -> None:
    assert check_block_lines(*lay(before, after, edit)) is None


SETTINGS = {
    "go.mod": ("module a\n\ngo 1.20\n", "module a\n\ngo 1.22\n", "go 1.20"),
    "Dockerfile": ("FROM a\nUSER node\nCMD b\n", "FROM a\nUSER app\nCMD b\n", "USER node"),
    "nginx.conf": ("user nginx;\nworkers 1;\n", "user www;\nworkers 1;\n", "user nginx;"),
    "haproxy.cfg": ("defaults\n    mode http\n    retries 3\n", "defaults\n    mode tcp\n    retries 3\n", "    mode http"),
}


@pytest.mark.parametrize(("before", "edit", "was"), SETTINGS.values(), ids=SETTINGS.keys())
def test_a_setting_does_not_come_beside_its_hidden_one(before: str, edit: str, was: str) -> None:
    line = next(line for line in edit.splitlines() if line not in before.splitlines())
    both = before.replace(was, f"{line}\n{was}")
    head, _, tail = edit.partition(line)
    complaint = check_settings(*lay(before, both, f"{head}{line}\n# ...\n{tail.strip()}\n"))
    assert complaint is not None
    assert repr(was.strip()) in complaint[1]


OTHERS = {
    "the old one is shown": ("a 1\nuser b\n", "a 1\nuser b\nuser c\n", "# ...\nuser b\nuser c\n"),
    "there are several": ("a 1\nuser b\nuser d\n", "a 1\nuser c\nuser b\nuser d\n", "a 1\nuser c\n# ...\n"),
    "the end of a block": (
        "If a Then\n  b 1\nEnd If\n",
        "If a Then\n  b 1\nEnd If\nIf c Then\n  d 1\nEnd If\n",
        "' ...\nIf c Then\n  d 1\nEnd If\n",
    ),
    "another block": ("x\n  mode b\n", "x\n  mode b\ny\n  mode c\n", "# ...\ny\n  mode c\n"),
    "a deeper block": ("x\n  mode b\ny 1\n", "x\n  mode b\nmode c\ny 1\n", "# ...\nmode c\ny 1\n"),
    "another word": ("a 1\nuser b\n", "a 1\nrole c\nuser b\n", "a 1\nrole c\n# ...\n"),
    "no setting": ("a 1\nrun b c\n", "a 1\nrun d e\nrun b c\n", "a 1\nrun d e\n# ...\n"),
}


@pytest.mark.parametrize(("before", "after", "edit"), OTHERS.values(), ids=OTHERS.keys())
def test_other_settings_may_come(before: str, after: str, edit: str) -> None:
    assert check_settings(*lay(before, after, edit)) is None
