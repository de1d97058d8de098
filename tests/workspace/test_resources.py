"""Resources: patterns of everything are refused in whatever words, and a name with signs of patterns is a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InvalidArgument
from kaptar.globs import compile_globs
from kaptar.workspace.resources import as_pattern, require_narrow

WIDE = ["**", "*", "**/*", "{**,x}", "**/?*", "**/{*,x}", "**/[!~]*", "?*", "./**", "{*.py,*.js,*}", "**/{**,a}", "*{,a}*"]
NARROW = ["src/**", "*.py", "**/*.*", "*/**", "[a-z]*", ".*", "app/[id]/**", "{a,b}/**", "**/test_*"]


@pytest.mark.parametrize("pattern", WIDE)
def test_a_pattern_of_everything_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidArgument, match="matches every file"):
        require_narrow(pattern)


@pytest.mark.parametrize("pattern", NARROW)
def test_a_pattern_of_some_files_is_not(pattern: str) -> None:
    require_narrow(pattern)


@given(st.lists(st.text("ab[]*?{},!^-", min_size=1, max_size=5), min_size=1, max_size=3).map("/".join))
def test_a_name_as_a_pattern_matches_itself_and_what_is_below(path: str) -> None:
    assert compile_globs((f"{as_pattern(path)}/**",))(f"{path}/x.js")
    if "{" not in path:
        assert not compile_globs((f"{as_pattern(path)}/**",))(f"{path}z/x.js")


def test_brackets_of_a_name_are_no_set() -> None:
    assert not compile_globs((f"{as_pattern('app/[id]')}/**",))("app/i/x.js")
