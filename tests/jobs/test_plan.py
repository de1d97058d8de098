"""What a plan may say, and that a wrong one names the place."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InputError, UsageError
from kaptar.jobs.kinds import KINDS
from kaptar.jobs.plan import find_cycle, load_plan

GOOD = """
repository = "src"
max_file_size = "2MB"
[[task]]
id = "syntax"
kind = "validate"
files = ["**/*.js"]
[[task]]
id = "hot"
kind = "analyze"
files = ["*.py"]
needs = ["syntax"]
"""


def write(tmp_path: Path, text: str) -> Path:
    (tmp_path / "src").mkdir(exist_ok=True)
    path = tmp_path / "plan.toml"
    path.write_text(text)
    return path


def test_a_plan_is_read(tmp_path: Path) -> None:
    plan = load_plan(write(tmp_path, GOOD), KINDS)
    assert [t.id for t in plan.tasks] == ["syntax", "hot"]
    assert plan.repository == (tmp_path / "src").resolve()
    assert plan.max_file_size == 2 << 20


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "task"),
        ("x = [", "TOML"),
        ("x = " + "[" * 5_000, "not valid TOML: more than 64 brackets within each other (at line 1)"),
        (".".join("a" * 9_000) + " = 1", "not valid TOML: a name of more than 32 parts (at line 1)"),
        ("x = " + "1" * 5_000, "not valid TOML"),
        ('[[task]]\nid = "a"\nkind = "nonsense"', "unknown kind 'nonsense'; there are analyze"),
        ('[[task]]\nid = "a"\nkind = "validate"\ncolour = 1', "colour"),
        ('[[task]]\nid = "a b"\nkind = "validate"', "letters, digits"),
        ('[[task]]\nid = "a"\nkind = "validate"\nneeds = ["b"]', "needs 'b', which the plan does not have"),
        ('[[task]]\nid = "a"\nkind = "validate"\nfiles = ["../*"]', "inside of the repository"),
        ('max_file_size = "lots"\n[[task]]\nid = "a"\nkind = "validate"', "max_file_size is 'lots'"),
        ('[[task]]\nid = "a"\nkind = "validate"\nmax_file_size = "x"', "task 'a': max_file_size is 'x'"),
        ('max_file_size = 0\n[[task]]\nid = "a"\nkind = "validate"', "more than 0"),
        ('[[task]]\nid = "a"\nkind = "validate"\n[[task]]\nid = "a"\nkind = "validate"', "used twice"),
    ],
)
def test_a_wrong_plan_names_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        load_plan(write(tmp_path, text), KINDS)
    assert "\n" not in str(caught.value)
    assert "plan.toml" in str(caught.value)


def test_a_circle_is_named(tmp_path: Path) -> None:
    tasks = "".join(f'[[task]]\nid = "{a}"\nkind = "validate"\nneeds = ["{b}"]\n' for a, b in ("ab", "bc", "ca"))
    with pytest.raises(UsageError, match="a -> b -> c -> a"):
        load_plan(write(tmp_path, tasks), KINDS)


def test_a_missing_plan_or_repository(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such plan"):
        load_plan(tmp_path / "none.toml", KINDS)
    with pytest.raises(InputError, match="not a folder"):
        load_plan(write(tmp_path, GOOD.replace('"src"', '"gone"')), KINDS)
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        load_plan(tmp_path / "bad.toml", KINDS)


graphs = st.integers(1, 8).flatmap(lambda n: st.lists(st.lists(st.integers(0, n - 1), max_size=3), min_size=n, max_size=n))


@given(graphs)
def test_a_circle_is_found_exactly_when_there_is_one(edges: list[list[int]]) -> None:
    needs = {str(i): [str(j) for j in row] for i, row in enumerate(edges)}
    left = dict(needs)
    while free := [t for t, ns in left.items() if not any(n in left for n in ns)]:
        for task in free:
            del left[task]
    cycle = find_cycle(needs)
    assert bool(cycle) == bool(left)
    assert all(b in needs[a] for a, b in pairwise(cycle))
    if cycle:
        assert cycle[0] == cycle[-1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["*.py"]', f'["{"{a,b}" * 20}"]', "task 'hot': .*more than 256 alternatives"),
        ('repository = "src"', f'repository = "src"\nexclude = ["{"a" * 2000}"]', "exclude: a pattern of 2,000 characters"),
    ],
)
def test_patterns_over_the_bounds_name_their_place(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        load_plan(write(tmp_path, GOOD.replace(old, new)), KINDS)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A worktree with a plan's folder in it, beside a folder of the user's."""
    for folder in ("home", "clone/plans", "clone/src", "clone/.git/hooks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "clone" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "clone" / "out").symlink_to(tmp_path / "home")
    (tmp_path / "clone" / "git").symlink_to(tmp_path / "clone" / ".git")
    return (tmp_path / "clone").resolve()


def naming(clone: Path, repository: str) -> Path:
    plan = clone / "plans" / "plan.toml"
    plan.write_text(GOOD.replace('"src"', f'"{repository}"'))
    return plan


@pytest.mark.parametrize(
    "repository",
    [
        "../../home",
        "@/home",
        "../out",
        "../out/.",
        "../src/../../home",
        "/",
        "../.git",
        "../.git/hooks",
        "../git",
        "../.GIT",
        "a\\u0000",
    ],
)
def test_a_plan_stays_in_its_worktree(clone: Path, repository: str) -> None:
    plan = naming(clone, repository.replace("@", str(clone.parent)))
    with pytest.raises(UsageError) as caught:
        load_plan(plan, KINDS)
    assert "plan.toml: the repository" in str(caught.value)


def test_a_plan_may_name_its_worktree_and_folders_in_it(clone: Path) -> None:
    for name, folder in {"..": clone, ".": clone / "plans", "../src": clone / "src", str(clone): clone}.items():
        assert load_plan(naming(clone, name), KINDS).repository == folder


def test_the_caller_may_name_any_folder(clone: Path) -> None:
    home = clone.parent / "home"
    assert load_plan(naming(clone, "../../home"), KINDS, home).repository == home


def test_a_plan_that_is_reached_through_a_link_stays_where_it_lies(clone: Path) -> None:
    naming(clone, "../../home")
    link = clone.parent / "home" / "plans"
    link.symlink_to(clone / "plans")
    with pytest.raises(UsageError, match="inside of"):
        load_plan(link / "plan.toml", KINDS)
