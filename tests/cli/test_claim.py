"""``kaptar claim``, ``release`` and ``who``: exit codes, what people read, bad input."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaptar.api.leases import open_book
from kaptar.api.places import find_places
from kaptar.workspace.leases.model import Claim, Holder, Waiter
from kaptar.workspace.resources import Resource

Kaptar = Callable[..., Any]


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, timeout=60)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("def f():\n    pass\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_one_holds_another_does_not_get(kaptar: Kaptar) -> None:
    granted = kaptar("claim", "src/a.py::f", "--for", "a new name", "--as", "claude/one")
    assert granted.code == 0
    assert granted.out == "granted\n  src/a.py::f: claude (session one), a new name, 600 s left (token 1)\n"
    denied = kaptar("claim", "src", "--as", "codex/two")
    assert denied.code == 1
    assert "somebody else holds it" in denied.out
    assert kaptar("claim", "src/a.py::g", "--as", "codex/two").code == 0
    assert [row["token"] for row in kaptar("who", "--json").value] == [1, 2]
    assert [row["name"] for row in kaptar("who", "src/a.py::g", "--json").value] == ["g"]


def test_release_says_what_was_not_held(kaptar: Kaptar) -> None:
    kaptar("claim", "src/a.py")
    answer = kaptar("release", "src/a.py", "src/b.py", "--json").value
    assert [row["path"] for row in answer["released"]] == ["src/a.py"]
    assert answer["asked"] == ["src/b.py"]
    assert kaptar("release").out == "nothing to do: there is no such lease\n"


def test_a_person_takes_it_away(kaptar: Kaptar) -> None:
    kaptar("claim", "src/a.py", "--as", "claude/one")
    broken = kaptar("claim", "src", "--break")
    assert broken.code == 0
    assert broken.out.startswith("taken away: src/a.py: claude (session one)")
    assert kaptar("who").out == "nobody holds anything here\n"


def test_shared_beside_shared(kaptar: Kaptar) -> None:
    assert kaptar("claim", "src", "--shared", "--as", "claude/one").code == 0
    assert kaptar("claim", "src/*.py", "--shared", "--as", "codex/two").code == 0
    assert kaptar("claim", "src/a.py", "--as", "codex/two").code == 1


def test_waiting_ends_when_its_time_is_over(kaptar: Kaptar) -> None:
    kaptar("claim", "src", "--as", "claude/one")
    answer = kaptar("claim", "src", "--as", "codex/two", "--wait", "0.2", "--json")
    assert answer.code == 1
    assert answer.value["waited_s"] >= 0.2


def test_waiting_ends_when_it_is_released(kaptar: Kaptar) -> None:
    kaptar("claim", "src", "--ttl", "1", "--as", "claude/one")
    assert kaptar("claim", "src", "--as", "codex/two", "--wait", "60").code == 0


WRONG = {
    "outside": (("../x",), 1, "is not in the worktree"),
    "nothing": ((), 2, "names nothing"),
    "everything": (("**",), 2, "matches every file"),
    "the worktree": ((".",), 2, "matches every file"),
    "no file": (("::f",), 1, "names no file"),
    "no time": (("src", "--ttl", "0"), 2, "lasts from"),
    "a year": (("src", "--ttl", "31536000"), 2, "24 h"),
    "no session": (("src", "--as", "claude"), 1, "names no session"),
    "too many": (tuple(f"{n}.py" for n in range(1001)), 2, "at most 1,000"),
    "no number": (("src", "--ttl", "nan"), 2, "lasts from"),
}


@pytest.mark.parametrize(("given", "code", "said"), WRONG.values(), ids=WRONG.keys())
def test_bad_input(kaptar: Kaptar, given: tuple[str, ...], code: int, said: str) -> None:
    done = kaptar("claim", *given)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_outside_of_a_repository(kaptar: Kaptar, tmp_path_factory: pytest.TempPathFactory, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("none"))
    assert "in no git repository" in kaptar("who").err


def test_an_offer_is_listed_and_accepted(kaptar: Kaptar) -> None:
    assert kaptar("offer").out == "there are no open offers\n"
    kaptar("claim", "src/a.py", "--as", "claude/one")
    assert kaptar("offer", "src/a.py", "--to", "codex/two", "--as", "claude/one", "--for", "tests").code == 0
    assert kaptar("offer").out == "1: claude/one offers src/a.py to codex/two, for 'tests'\n"
    accepted = kaptar("offer", "--accept", "1", "--as", "codex/two")
    assert accepted.code == 0
    assert accepted.out.startswith("offer 1: accepted\n  src/a.py: codex (session two), ")
    assert kaptar("offer", "--accept", "1", "--as", "codex/two").code == 1
    assert kaptar("offer", "--accept", "1", "--decline", "1").code == 2
    assert [row["holder"] for row in kaptar("who", "--json").value] == ["codex (session two)"]


def test_an_offer_is_declined_or_withdrawn(kaptar: Kaptar) -> None:
    kaptar("claim", "src/a.py", "--as", "claude/one")
    for number, (option, by) in enumerate((("--decline", "codex/two"), ("--withdraw", "claude/one")), 1):
        kaptar("offer", "--to", "codex/two", "--as", "claude/one")
        assert kaptar("offer", option, str(number), "--as", by).code == 0
    assert kaptar("offer").out == "there are no open offers\n"


def test_brackets_of_a_name_are_part_of_it(kaptar: Kaptar, repository: Path) -> None:
    (repository / "app" / "[id]").mkdir(parents=True)
    (repository / "app" / "[id]" / "page.js").write_text("1\n")
    for named in ("app/[id]", "app/[id]/page.js", "app/[id]/new.js", "app/[slug]/new.js", "app/[id]/[slug].js", "app/[id]/*.js"):
        assert kaptar("claim", named, "--as", "claude/one").code == 0
        wanted = named.replace("*.js", "page.js") if named.endswith(".js") else f"{named}/page.js"
        assert kaptar("claim", wanted, "--as", "codex/two").code == 1, named
        assert kaptar("claim", "app/i/page.js", "app/x.js", "--as", "codex/two").code == 0, named
        assert "released" in kaptar("release", named, "--as", "claude/one").out
        kaptar("release", "--as", "claude/one")
        kaptar("release", "--as", "codex/two")


def test_whoever_holds_it_can_be_named_in_a_command(kaptar: Kaptar) -> None:
    session = "3f2a91bc-1111-4222-8333-123456789abc"
    kaptar("claim", "src/a.py", "--as", f"claude/{session}/agent-1")
    assert f"claude/{session}/agent-1" in kaptar("who").out
    assert [row["key"] for row in kaptar("who", "--json").value] == [f"claude/{session}/agent-1"]


ODD = ["File::Temp.3pm", "-x.txt", "a::b::c.txt", "::first", "x[1]::y.txt"]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("there", [True, False])
def test_a_path_with_colons_is_named_with_colons_at_its_end(kaptar: Kaptar, repository: Path, name: str, there: bool) -> None:
    if there:
        (repository / "src" / name).write_text("one\n")
    given = f"src/{name}::" if "::" in name else f"src/{name}"
    assert kaptar("claim", given).code == 0
    assert {(row["path"], row["name"]) for row in kaptar("who", "--json").value} >= {(f"src/{name}", "")}
    if there:
        assert [row["path"] for row in kaptar("who", f"src/{name}", "--json").value] == [f"src/{name}"]


@pytest.mark.parametrize("name", [name for name in ODD if name != "::first"])
def test_a_definition_of_a_file_with_colons(kaptar: Kaptar, repository: Path, name: str) -> None:
    (repository / "src" / name).write_text("one\n")
    assert kaptar("claim", f"src/{name}::Area.total").code == 0
    assert [(row["path"], row["name"]) for row in kaptar("who", "--json").value] == [(f"src/{name}", "Area.total")]


@pytest.mark.parametrize("named", ["src::f", "src/*.py::f", "./src/::f", "*.py::Area.total", "**/a.py::f"])
def test_a_definition_of_many_files_is_refused(kaptar: Kaptar, named: str) -> None:
    for verb in ("claim", "who", "release"):
        answer = kaptar(verb, named)
        assert (answer.code, "names a definition in many files" in answer.err) == (1, True)
    assert kaptar("who").out == "nobody holds anything here\n"


@pytest.mark.parametrize(("key", "by"), [("codex/two", "codex (session two)"), ("claude/one", "claude (session one)")])
def test_who_took_it_away_is_noted(kaptar: Kaptar, repository: Path, key: str, by: str) -> None:
    kaptar("claim", "src/a.py", "--as", "claude/one")
    assert kaptar("claim", "src", "--break", "--as", key).code == 0
    with open_book(find_places(repository)) as book:
        assert next((event.what, event.by) for event in book.events()) == ("broken", by)


def test_who_waits_is_listed(kaptar: Kaptar, repository: Path) -> None:
    kaptar("claim", "src/a.py", "--as", "claude/one")
    with open_book(find_places(repository)) as book:
        place = Resource(str(repository), "src/a.py")
        assert isinstance(book.acquire(Claim(Holder("codex", "two"), (place,), 60), wait_s=60), Waiter)
        lines = kaptar("who").out.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("src/a.py: codex (session two), claimed, ")
    assert lines[1].endswith("s left (waits)")


@pytest.mark.parametrize("named", ["src/api", "src/new/", "web", "./pkg", ".github"])
def test_a_folder_that_is_not_there_yet_is_held_with_all_that_comes_into_it(kaptar: Kaptar, named: str) -> None:
    assert kaptar("claim", named, "--as", "claude/one").code == 0
    for inner in ("x.py", "deep/x.py"):
        assert kaptar("claim", f"{named.rstrip('/')}/{inner}", "--as", "codex/two").code == 1
    assert kaptar("claim", "other", "src/other.py", "--as", "codex/two").code == 0


def test_a_name_with_an_end_is_one_file(kaptar: Kaptar) -> None:
    assert len(kaptar("claim", "src/new.py", "--json", "--as", "claude/one").value["leases"]) == 1


def test_a_name_that_nothing_has_is_said(kaptar: Kaptar, repository: Path) -> None:
    said = kaptar("claim", "src/a.py::g", "src/b.py", "src/b.py::h", "src/*.js", "src").out
    assert "src/a.py has no definition 'g' yet; its other definitions stay free" in said
    assert said.count("src/b.py is not there yet") == 2
    assert ".js is" not in said
    assert kaptar("claim", "src/a.py::A.f", "src/a.py", "--json").value["unfound"] == []


def test_blame_of_a_file_that_never_was_is_no_answer(kaptar: Kaptar, repository: Path) -> None:
    subprocess.run("git add . && git -c user.name=n -c user.email=e@e commit -qm m", shell=True, cwd=repository, check=True)
    done = kaptar("blame", "src/nope.py")
    assert (done.code, done.out) == (1, "src/nope.py: there is no such file, nor was one in the last commit\n")
    assert kaptar("blame", "src/a.py").code == 0
    (repository / "src" / "a.py").unlink()
    assert kaptar("blame", "src/a.py").code == 0
    assert kaptar("blame", "src/a.py", "src/nope.py").code == 1
