"""The host's own look at a plan: seeded wrong plans must not pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.edit.outcome import Span
from kaptar.edit.verify import MARKER, apply_spans, check_markers, check_ranges, check_removals, check_text

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
    if line == "function f(...existing) {":
        assert not MARKER.search(line.encode())
    assert check_markers(b"a\n", [Span(2, 2, line.encode() + b"\n")]) is None


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
