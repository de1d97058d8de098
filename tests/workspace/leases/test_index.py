"""The index of leases finds what a look at each would find."""

from hypothesis import given
from hypothesis import strategies as st

from kaptar.workspace.leases.index import LeaseIndex
from kaptar.workspace.leases.model import Holder, Lease
from kaptar.workspace.resources import Resource, overlaps

TREES = st.sampled_from(["/v", "/w"])
PATHS = ["a.py", "src/a.py", "src/b.py", "src/in/a.py", "test/in/x"]
FILES = st.builds(Resource, TREES, st.sampled_from(PATHS), st.sampled_from(["", "f", "A", "A.g"]))
WILD = ["src/**", "*.py", "src/?.py", "test/**", "src/in/*", "src/{in,out}/*.py", "**/in/*", "./src/in/**/*.py", "src/*/a.py",
        "s*/in/**", "/src/"]  # fmt: skip
PATTERNS = st.builds(lambda top, path: Resource(top, path, "", is_pattern=True), TREES, st.sampled_from(WILD))
RESOURCES = st.one_of(FILES, PATTERNS)


@given(st.lists(RESOURCES, max_size=12), st.lists(RESOURCES, min_size=1, max_size=3))
def test_it_finds_what_a_look_at_each_finds(held: list[Resource], asked: list[Resource]) -> None:
    leases = [Lease(n, Holder("claude", "s"), each, "exclusive", "", 0, 1) for n, each in enumerate(held)]
    found = LeaseIndex(leases).overlapping(asked)
    assert sorted(each.token for each in found) == [
        each.token for each in leases if any(overlaps(each.resource, one) for one in asked)
    ]
