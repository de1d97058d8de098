"""Files of a run: what the writer has to say besides is not lost."""

from pathlib import Path

from tests.repository.test_writer import dead_after_renames

from kaptar.jobs.sources import Changed, Sources
from kaptar.jobs.spool import Spool
from kaptar.repository.placing import Step


def test_what_is_to_be_known_of_a_write_is_told_once(tmp_path: Path) -> None:
    (tmp_path / ".git/objects").mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    for name in "abc":
        (tmp_path / name).write_bytes(b"one")
    dead_after_renames(tmp_path, (Step("a", b"one", b"1"), Step("b", b"one", b"1")))
    sources = Sources(tmp_path, (), 1 << 20)
    spool = Spool()
    two = spool.keep(b"2")
    stale = Changed("c", (spool.keep(b"other"), two), spool)
    assert sources.write([stale, Changed("b", (spool.keep(b"one"), two), spool)]) == {
        "b": "",
        "c": "changed by somebody else since it was read; run again",
    }
    assert sources.told == ["an edit that was cut off was rolled back: a"]
    assert (tmp_path / "a").read_bytes() == b"one"
