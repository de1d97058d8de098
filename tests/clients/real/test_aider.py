"""aider: it has no hooks, but runs a lint command after its edits, and gives the model what that prints."""

import pytest
from tests.clients.real.place import MakePlace, Place

from kaptar_bench.clients.real import FOLDER, Turn, aider, run_aider
from kaptar_bench.clients.real import aider_block as block

pytestmark = [pytest.mark.clients, pytest.mark.guest, pytest.mark.slow]


def run(place: Place, script: dict[str, list[Turn]]) -> tuple[str, list[str]]:
    """aider's output, and the last user message of each request."""
    command = aider()
    if command is None:
        pytest.skip(f"aider is not installed; .ci/run puts it into {FOLDER / 'aider'}")
    done = run_aider(command, place.repo, place.home, script)
    assert done.code == 0, done.err[-2000:]
    return done.out, done.heard


def test_the_model_reads_what_the_checks_found(make_place: MakePlace) -> None:
    place = make_place("aider")
    broken, mended = block("    return 1", "    return (2"), block("    return (2", "    return 2")
    out, said = run(place, {"syntax/parse": [mended], "go": [broken]})
    assert any("a.py:" in text and "syntax/parse" in text for text in said), out[-3000:]
    assert (place.repo / "a.py").read_text() == "def f():\n    return 2\n"
    place.wait_until_empty()


def test_a_clean_edit_arrives_in_silence(make_place: MakePlace) -> None:
    place = make_place("aider")
    _, said = run(place, {"go": [block("    return 1", "    return 2")]})
    assert (place.repo / "a.py").read_text() == "def f():\n    return 2\n"
    assert not any("syntax/" in text for text in said)
    place.kaptar("init", "--undo")
    assert not (place.repo / ".aider.conf.yml").exists()
