"""Errors cross the wire as what they are."""

import msgspec
import pytest

from kaptar.api.wire import KINDS, ErrorBody, error_of, from_json, problem_of, status_of, to_json
from kaptar.errors import KaptarError, Unavailable, UsageError


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_error_comes_back_as_itself(name: str) -> None:
    sent = KINDS[name]("the text")
    data = msgspec.json.encode(problem_of(sent))
    back = error_of(msgspec.json.decode(data, type=ErrorBody))
    assert (type(back), str(back), back.exit_code) == (KINDS[name], "the text", sent.exit_code)


def test_an_error_outside_of_the_tree_comes_back_as_its_nearest_base() -> None:
    class Special(UsageError):
        """Known to one module."""

    assert problem_of(Special("x")) == ErrorBody("UsageError", "x")


def test_a_kind_of_a_newer_hive_is_an_error_all_the_same() -> None:
    error = error_of(ErrorBody("NewKind", "x"))
    assert type(error) is KaptarError


class Named(msgspec.Struct, frozen=True):
    paths: tuple[str, ...]
    count: int = 0


def test_a_name_that_is_no_utf_8_goes_to_the_hive_and_back() -> None:
    value = Named(("a\udcff.py", "b\u202e\x1b\n", "c"))
    assert from_json(to_json(value), Named) == value
    assert to_json(value).isascii()
    assert to_json(Named(("c",))) == msgspec.json.encode(Named(("c",)))


@pytest.mark.parametrize(
    "text", [b'{"paths":["\\udcff"],"count":"x"}', b'{"paths":["\\udcff"]', b'{"paths":[1]}', b"{", b"[" * 9 + b'"\\udcff"']
)
def test_what_is_no_such_value_is_an_error(text: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        from_json(text, Named)


def test_the_status_tells_clients_that_are_not_ours_who_must_act() -> None:
    assert [status_of(kind("x")) for kind in (Unavailable, UsageError, KaptarError)] == [503, 400, 422]
