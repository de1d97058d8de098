"""A guest whose sources changed has another version than the one that was shipped."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
GUESTS = ROOT / "guests"
MOST_COMMITS = 200


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The guests' sources, to be changed."""
    folder = tmp_path / "guests"
    shutil.copytree(GUESTS, folder, ignore=shutil.ignore_patterns("target*", "local", "__pycache__"))
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_no_guest_has_other_sources_under_a_version_that_was_shipped(versions: ModuleType) -> None:
    wrong = versions.unraised(versions.read(GUESTS), versions.current(GUESTS))
    assert not wrong, versions.said(wrong)


def test_the_ledger_has_every_module_that_is_shipped(versions: ModuleType) -> None:
    manifest = json.loads((ROOT / "src/kaptar/runtime/artifacts/manifest.json").read_text("utf-8"))["modules"]
    ledger = versions.read(GUESTS)
    assert {name: ledger[name].get(entry["version"]) for name, entry in manifest.items()} == {
        name: entry["source_digest"] for name, entry in manifest.items()
    }


def test_the_ledger_s_entries_were_never_changed(versions: ModuleType) -> None:
    """To write another digest beside a shipped version would hide what the rule is about.

    Branches that were merged are no history of each other: each state is compared with the one before it on the main line.
    """
    done = git("log", "--first-parent", f"--max-count={MOST_COMMITS}", "--format=%H", "--", "guests/versions.json")
    if done.returncode:
        pytest.skip("no git checkout here: needs git")
    states = [json.loads(git("show", f"{commit}:guests/versions.json").stdout) for commit in done.stdout.split()]
    newer = versions.read(GUESTS)
    for older in states:
        assert versions.rewritten(older, newer) == []
        newer = older


def git(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)


def test_a_changed_source_is_found_until_the_version_is_raised(copy: Path, versions: ModuleType) -> None:
    ledger, before = versions.read(copy), versions.current(copy)["text"][0]
    edit(copy / "text" / "src" / "lib.rs", "mod ", "// changed\nmod ")
    assert versions.unraised(ledger, versions.current(copy)) == {"text": before}
    edit(copy / "text" / "Cargo.toml", f'version = "{before}"', 'version = "0.1.1"')
    assert versions.unraised(ledger, versions.current(copy)) == {}
    assert versions.current(copy)["text"][0] == "0.1.1"


def test_a_changed_crate_is_found_in_each_guest_that_has_it(copy: Path, versions: ModuleType) -> None:
    edit(copy / "table" / "src" / "lib.rs", "use ", "// changed\nuse ")
    wrong = set(versions.unraised(versions.read(copy), versions.current(copy)))
    assert {"javascript", "python", "tree_go"} <= wrong
    assert not wrong & {"text", "crypto", "codec"}


def test_a_version_that_is_shipped_is_noted_once(copy: Path, versions: ModuleType) -> None:
    before = versions.read(copy)
    versions.note(copy, {"text": ("9.9.0", "aa")})
    assert versions.read(copy) == before | {"text": before["text"] | {"9.9.0": "aa"}}
    with pytest.raises(ValueError, match=r"text 9\.9\.0; raise `version` in the Cargo\.toml"):
        versions.note(copy, {"text": ("9.9.0", "bb")})


@pytest.mark.parametrize("newer", [{"a": {"1": "y"}}, {"a": {"2": "z"}}, {}])
def test_a_changed_or_removed_entry_of_the_ledger_is_found(newer: dict[str, dict[str, str]], versions: ModuleType) -> None:
    assert versions.rewritten({"a": {"1": "x"}, "b": {}}, newer | {"b": {}}) == ["a"]
    assert versions.rewritten({"a": {"1": "x"}}, {"a": {"1": "x", "2": "y"}, "b": {"1": "z"}}) == []


def test_a_build_that_ships_refuses_before_it_compiles(copy: Path, versions: ModuleType) -> None:
    """No compiler is needed to find this."""
    before = versions.current(copy)["text"][0]
    edit(copy / "text" / "src" / "lib.rs", "mod ", "// changed\nmod ")
    done = subprocess.run(
        [sys.executable, str(copy / "build"), "--module", "text"], cwd=copy, env={"PATH": ""}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"text {before}" in done.stderr
