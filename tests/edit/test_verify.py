"""The host's own look at a plan: seeded wrong plans must not pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.edit.outcome import Span
from kaptar.edit.verify import apply_spans, check_markers, check_ranges, check_removals, check_text

SOURCE = "one\ntwö\nthree\n".encode()


@pytest.mark.parametrize(
    "spans",
    [
        [Span(2, 1, b"")],
        [Span(0, 99, b"")],
        [Span(3, 4, b""), Span(2, 5, b"")],
        [Span(0, 3, b""), Span(2, 5, b"")],
        [Span(7, 7, b"x")],
    ],
)
def test_wrong_ranges(spans: list[Span]) -> None:
    assert check_ranges(SOURCE, spans) is not None


@pytest.mark.parametrize(
    ("source", "new"),
    [
        (b"a\n", b"\xff"),
        (b"\xef\xbb\xbfa\n", b"a\n"),
        (b"a\r\nb\r\n", b"a\r\nb\n"),
        (b"a\nb\n", b"a\r\nb\n"),
    ],
)
def test_wrong_text(source: bytes, new: bytes) -> None:
    assert check_text(source, new) is not None


@pytest.mark.parametrize(
    "line",
    [
        "// ... existing code ...",
        "# ... rest of the file unchanged ...",
        "    /* … existing code … */",
        "... keep existing code",
        "{/* ... existing code ... */}",
        "<!-- ... rest of the page ... -->",
        "// rest of the function...",
        "# keep existing code ...",
    ],
)
def test_marker_lines_never_come_in(line: str) -> None:
    assert check_markers(b"a\n", [Span(2, 2, line.encode() + b"\n")]) is not None
    assert check_markers(line.encode() + b"\n", [Span(0, 0, b"  " + line.encode() + b"\n")]) is None


@pytest.mark.parametrize(
    "line",
    [
        "def f(*args): ...",
        "    ...",
        "x = [*rest, ...others]",
        "# Existing code keeps working.",
        "print('... done')",
        "return {...rest};",
        "function f(...existing) {",
        "  ...state,",
    ],
)
def test_code_is_not_taken_for_a_marker(line: str) -> None:
    assert check_markers(b"a\n", [Span(2, 2, line.encode() + b"\n")]) is None


EDIT_SYNTAX = [
    "// ... existing code ...", "# ...", "/* ... */", "// \u2026 rest of the file \u2026",
    "// rest of the class unchanged", "# keep existing code",
    "<!-- ... existing content ... -->", "// ...other fields", "[... rest of the file unchanged ...]",
    "<<<<<<< SEARCH", ">>>>>>> REPLACE",
    "<<<<<<< HEAD", ">>>>>>>", "||||||| base", "------- SEARCH", "+++++++ REPLACE", "*** Begin Patch",
    "*** End Patch", "*** Update File: a.py",
    "*** Move to: b", "@@ -1,2 +1,3 @@ def f():",
]  # fmt: skip
PATHS = ["a.js", "a.py", "a.go", "a.rs", "a.yml", "a.html", "a.unknown", "Makefile", "", "src/a.kt"]
code_lines = st.lists(st.sampled_from(["x = 1", "", "  y(2)", "# note", "...args", "=======", "é"]), max_size=6)


@given(code_lines, code_lines, st.sampled_from(EDIT_SYNTAX), st.sampled_from(["", "  ", "\t"]), st.sampled_from(PATHS))
def test_edit_syntax_never_comes_in(old: list[str], new: list[str], line: str, indent: str, path: str) -> None:
    source = "".join(f"{each}\n" for each in old).encode()
    coming = "".join(f"{each}\n" for each in [*new, indent + line, *new]).encode()
    for at in (0, len(source)):
        complaint = check_markers(source, [Span(at, at, coming)], path)
        assert complaint is not None, (line, path)
        assert complaint[0] == "marker_in_result"
    assert check_markers(source, [Span(0, 0, coming)], "a.patch") is None
    own = f"{line}\n".encode() + source
    assert check_markers(own, [Span(len(own), len(own), coming)], path) is None


@given(code_lines, code_lines, st.sampled_from(PATHS))
def test_code_comes_in(old: list[str], new: list[str], path: str) -> None:
    source, coming = ("".join(f"{each}\n" for each in lines).encode() for lines in (old, new))
    assert check_markers(source, [Span(0, len(source), coming)], path) is None


@given(code_lines, st.sampled_from(EDIT_SYNTAX), st.sampled_from(["```", "~~~~", "````md"]))
def test_a_document_shows_edit_syntax_in_a_closed_fence(lines: list[str], line: str, fence: str) -> None:
    text = "\n".join(["# Title", "", fence, *lines, line, fence.rstrip("md"), "", "End.", ""])
    assert check_markers(b"", [Span(0, 0, text.encode())], "README.md") is None
    open_fence = text.rpartition(fence.rstrip("md"))[0]
    left_out = "... existing" in line or "rest of the file" in line
    before = b"# Other\n"
    if left_out:
        assert check_markers(b"", [Span(0, 0, open_fence.encode())], "README.md") is not None
        assert check_markers(before, [Span(0, len(before), text.encode())], "README.md") is not None
    elif line[0] in "<>|*@":
        assert check_markers(b"", [Span(0, 0, open_fence.encode())], "README.md") is not None
        assert check_markers(before, [Span(0, len(before), text.encode())], "README.md") is None


@pytest.mark.parametrize(
    "text",
    ["```js\na\n", "a\n```\n", "\n~~~\na\n~~~\n\n", "@@\n a\n", "@@ f @@\n-a\n", "--- a/x\n+++ b/x\n", "diff --git a/x b/x\n"],
)
def test_fences_and_headers_round_a_file(text: str) -> None:
    for source in (b"", b"old\n"):
        assert check_markers(source, [Span(0, len(source), text.encode())], "a.js") is not None
    assert check_markers(b"", [Span(0, 0, text.encode())], "a.diff") is None


@pytest.mark.parametrize("gutter", ["{}\t", "{:>6}\t", "{}\u2192", "{} | ", "{:>4}| "])
def test_line_numbers_in_front_of_lines(gutter: str) -> None:
    text = "".join(gutter.format(n) + f"x = {n}\n" for n in range(8, 13))
    assert check_markers(b"a\n", [Span(2, 2, text.encode())], "a.py") is not None


@pytest.mark.parametrize("text", [
    "Title\n=======\n\nKeep reading...\n\n... and so on.\n", "1. one\n2. two\n3. three\n", "* ... and more\n", "```\na\n```\n",
    "---\ntitle: x\n---\n", "    // ... existing code ...\n", "> > nested\n",
])  # fmt: skip
def test_documents_are_not_taken_for_edits(text: str) -> None:
    assert check_markers(b"", [Span(0, 0, text.encode())], "README.md") is None


def test_a_line_next_to_a_deletion_counts_as_new() -> None:
    source = b"// ..\n. existing code ...\n"
    assert check_markers(source, [Span(5, 6, b"")], "a.js") is not None


replacements = st.tuples(st.integers(0, 40), st.integers(0, 9), st.text("xy\n", max_size=4))


@given(st.text(alphabet="aä\n\r", max_size=30), st.lists(replacements, max_size=4))
def test_bytes_outside_of_the_ranges_stay(text: str, raw: list[tuple[int, int, str]]) -> None:
    source = text.encode()
    spans = [Span(min(a, len(source)), min(a + n, len(source)), t.encode()) for a, n, t in sorted(raw)]
    if check_ranges(source, spans) is not None:
        return
    new, at, shift = apply_spans(source, spans), 0, 0
    for span in [*spans, Span(len(source), len(source), b"")]:
        assert source[at : span.start] == new[at + shift : span.start + shift]
        shift += len(span.text) - (span.end - span.start)
        at = span.end
    assert len(new) == len(source) + shift


@pytest.mark.parametrize(
    ("edit", "span", "fine"),
    [
        ("<<<<<<< SEARCH\ntwö\n=======\n2\n>>>>>>> REPLACE\n", Span(4, 8, b"2"), True),
        ("<<<<<<< SEARCH\n    twö  \n=======\n2\n>>>>>>> REPLACE\n", Span(4, 9, b"2\n"), True),
        ("--- a\n+++ b\n@@ @@\n-one\n-twö\n-three\n+x\n", Span(0, 14, b"x"), True),
        ("--- a\n+++ b\n@@ @@\n-one\n-three\n+x\n", Span(0, 14, b"x"), False),
        ('{"old_string": "one\\ntw\\u00f6", "new_string": "x"}', Span(0, 8, b"x"), True),
        ('{"old_string": "hre", "new_string": "x"}', Span(10, 13, b"x"), True),
        ('{"old_string": "zzz", "new_string": "x"}', Span(10, 13, b"x"), False),
    ],
)
def test_what_goes_is_quoted(edit: str, span: Span, fine: bool) -> None:
    assert (check_removals(SOURCE, [span], edit) is None) == fine
