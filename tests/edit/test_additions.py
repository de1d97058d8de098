"""Snippets that only add an entry beside a marker: all lines of the file stay, and there is one reading, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.edit.additions import Wanted, added_lines
from kaptar.edit.engine import Editor
from kaptar.edit.outcome import Applied, Refused

NAMES = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=5, unique=True)


def entry(name: str) -> str:
    return f'    {{\n        "name": "{name}",\n        "port": 1,\n    }},\n'


def listing(*parts: str) -> str:
    return f"SERVERS = [\n{''.join(parts)}]\n"


MARKER = "    # ... existing servers ...\n"
NEW = entry("new")


def made(source: str, edit: str, wanted: Wanted = "all that it can be") -> str | None:
    span = added_lines(source.encode(), edit, wanted)
    if span is None:
        return None
    assert span.start == span.end, "something goes"
    text = source.encode()
    return (text[: span.start] + span.text + text[span.end :]).decode()


@given(NAMES, st.integers(0, 4))
def test_an_entry_is_added_only_where_a_marker_hides_one_other(names: list[str], shown: int) -> None:
    """With two hidden ones the new entry could be another version of the nearer."""
    shown = min(shown, len(names) - 1)
    entries = [*map(entry, names)]
    last = made(listing(*entries), listing(MARKER, NEW, *entries[len(entries) - shown :])) if shown else None
    first = made(listing(*entries), listing(*entries[:shown], NEW, MARKER)) if shown else None
    if shown and len(entries) - shown == 1:
        assert last == listing(entries[0], NEW, *entries[1:])
        assert first == listing(*entries[:shown], NEW, *entries[shown:])
    else:
        assert (last, first) == (None, None)


@given(NAMES, st.data())
def test_an_entry_that_is_there_is_not_added_again(names: list[str], data: st.DataObject) -> None:
    entries = [*map(entry, names)]
    again = entry(data.draw(st.sampled_from(names)))
    assert made(listing(*entries), listing(*entries[:-1], again, MARKER)) is None


TESTS = 'describe("cart", () => {\n  it("is zero", () => {\n    a();\n  });\n\n  it("adds", () => {\n    b();\n  });\n});\n'
ADDED = '\n  it("is rounded", () => {\n    c();\n  });\n'
SNIPPET = f'describe("cart", () => {{\n  it("is zero", () => {{\n    a();\n  }});\n{ADDED}\n  // ... existing code ...\n}});\n'


@pytest.mark.guest
def test_a_test_is_added_beside_the_only_hidden_one(editor: Editor) -> None:
    outcome = editor.apply_edit(TESTS.encode(), SNIPPET, path="cart.test.js")
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == TESTS.replace('\n  it("adds"', f'{ADDED}\n  it("adds"')
    assert "account" in outcome.plan.checked


@pytest.mark.guest
def test_the_account_has_the_last_word(editor: Editor) -> None:
    """A comment above the line that is shown below belongs to it, and nothing comes between them."""
    source = TESTS.replace('  it("adds"', '  // why\n  it("adds"')
    edit = 'describe("cart", () => {\n  // ... existing code ...\n' + ADDED[1:] + '  it("adds", () => {\n    b();\n  });\n});\n'
    outcome = editor.apply_edit(source.encode(), edit, path="cart.test.js")
    assert isinstance(outcome, Refused)


NONE = {
    "no marker": (listing(entry("a")), listing(entry("a"), NEW)),
    "a line that goes": (listing(entry("a"), entry("b")), listing(entry("a").replace("1", "2"), NEW, MARKER)),
    "two places": ((listing(entry("a"), entry("b")) + "\n") * 2, listing(entry("a"), NEW, MARKER)),
    "brackets that do not pair": (listing(entry("a"), entry("b")), listing(entry("a"), NEW.replace("    },\n", ""), MARKER)),
    "brackets that close before they open": (
        listing(entry("a"), entry("b")),
        listing(entry("a"), "    call(1)\n    },\n    {\n", MARKER),
    ),
    "a removal": (listing(entry("a"), entry("b")), listing(entry("a"), NEW, "    # remove b\n", MARKER)),
    "a marker on both sides": (listing(entry("a"), entry("b")), listing(MARKER, NEW, MARKER)),
    "mixed line ends": (listing(entry("a"), entry("b")).replace("\n", "\r\n"), listing(entry("a"), NEW, MARKER)),
    "nothing hidden": (listing(entry("a")), listing(entry("a"), NEW, MARKER)),
}


@pytest.mark.parametrize(("source", "edit"), NONE.values(), ids=NONE.keys())
def test_anything_else_is_not_added(source: str, edit: str) -> None:
    assert made(source, edit) is None


def test_snippets_that_repeat_a_line_of_the_file_end() -> None:
    """Trying all places of each group would be about 25 to the power of 60 ways."""
    source = "    a = 1\n    b = 2\n    c = 3\n" * 90 + "end_line = 1\n"
    edit = "    a = 1\n# ... existing code ...\n" * 60 + "new_line = 5\nend_line = 1\n"
    made(source, edit)


SWITCH = (
    'function f(x) {\n  switch (x) {\n    case 1:\n      return "a";\n    case 2:\n      return "b";\n'
    '    default:\n      return "c";\n  }\n}\n'
)
JOBS = (
    "name: ci\njobs:\n  test:\n    runs-on: u\n    steps:\n      - run: a\n  lint:\n    runs-on: u\n    steps:\n      - run: b\n"
)
JOB = "  build:\n    runs-on: u\n    steps:\n      - run: c\n"
ROUTES = 'app.get("/", (req, res) => {\n  res.send("hi");\n});\n\napp.listen(3000);\n'
OPEN_ROUTES = ROUTES.removesuffix("\napp.listen(3000);\n")
ROUTE = 'app.get("/health", (req, res) => {\n  res.send("ok");\n});\n'
BLOCKS = {
    "an arm above the last one": (
        SWITCH,
        '  switch (x) {\n    // ... existing code ...\n    case 3:\n      return "d";\n    default:\n      return "c";\n  }\n',
        SWITCH.replace("    default", '    case 3:\n      return "d";\n    default'),
    ),
    "an entry at the end of a block": (JOBS, f"jobs:\n  # ... existing jobs ...\n{JOB}", JOBS + JOB),
    "a block at the end of the file": (OPEN_ROUTES, f"// ... existing code ...\n\n{ROUTE}", f"{OPEN_ROUTES}\n{ROUTE}"),
    "a call above the last line": (
        ROUTES, f"// ... existing code ...\n\n{ROUTE}\napp.listen(3000);\n", ROUTES.replace("app.listen", f"{ROUTE}\napp.listen"),
    ),
    "a test at the end of its group": (
        TESTS,
        f'describe("cart", () => {{\n  // ... existing code ...\n{ADDED}}});\n',
        TESTS.removesuffix("});\n") + ADDED + "});\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "edit", "text"), BLOCKS.values(), ids=BLOCKS.keys())
def test_blocks_with_names_of_their_own_are_added_beside_hidden_ones(source: str, edit: str, text: str) -> None:
    assert made(source, edit, "blocks") == text


@pytest.mark.guest
@pytest.mark.parametrize(("source", "edit", "text"), BLOCKS.values(), ids=BLOCKS.keys())
def test_the_account_lets_blocks_with_names_of_their_own_through(editor: Editor, source: str, edit: str, text: str) -> None:
    path = "ci.yml" if source == JOBS else "a.js"
    outcome = editor.apply_edit(source.encode(), edit, path=path)
    assert isinstance(outcome, Applied), outcome
    assert outcome.text.decode() == text


NO_BLOCKS = {
    "a key spelt a little otherwise": (JOBS, f"jobs:\n  # ...\n{JOB.replace('build', 'lints')}"),
    "the body of another block": (JOBS, f"jobs:\n  # ...\n{JOB.replace('run: c', 'run: b')}"),
    "a name that is there": (ROUTES, f"// ...\n\n{ROUTE.replace('/health', '/')}\napp.listen(3000);\n"),
    "a block below the call that starts the others": (ROUTES, f"// ... existing code ...\n\n{ROUTE}"),
    "a block below one that takes all that is left": (
        OPEN_ROUTES + "\napp.use((req, res) => {\n  res.end();\n});\n",
        f"// ... existing code ...\n\n{ROUTE}",
    ),
    "a line alone": (ROUTES, "// ...\n\napp.use(1);\napp.listen(3000);\n"),
    "a head that stands in a comment": ("# build:\n" + JOBS, f"jobs:\n  # ...\n{JOB}"),
    "two heads alike": (JOBS + "more:\n" + JOBS, f"jobs:\n  # ...\n{JOB}"),
}


@pytest.mark.parametrize(("source", "edit"), NO_BLOCKS.values(), ids=NO_BLOCKS.keys())
def test_what_can_be_another_version_is_not_added(source: str, edit: str) -> None:
    assert made(source, edit, "blocks") is None
