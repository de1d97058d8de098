"""Where variables lead: a hive and a hook say the same of them."""

from kaptar.api.protocol import ENVIRONMENT_HEADER, PROJECT_HEADER
from kaptar.clients.entry import with_hive
from kaptar.repository import environment
from kaptar.repository.environment import STEERING, digest_of

HOME = {b"HOME": b"/home/a"}


def said(given: dict[bytes, bytes]) -> dict[str, str]:
    lines = with_hive.whence(given).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_the_hook_says_what_the_hive_knows_of_each_variable() -> None:
    assert tuple((name.decode(), below.decode()) for name, below in with_hive.STEERING) == STEERING
    assert with_hive.DIGEST_BYTES == environment.DIGEST_BYTES
    digests = set()
    for more in ({}, *({name.encode(): b"/elsewhere"} for name, _ in STEERING)):
        digests.add(digest_of(HOME | more))
        assert said(HOME | more)[ENVIRONMENT_HEADER] == digest_of(HOME | more)
    assert len(digests) == len(STEERING) + 1


def test_a_variable_that_says_the_usual_place_is_the_same_as_none() -> None:
    usual = {name.encode(): f"/home/a{below}".encode() for name, below in STEERING if below}
    assert digest_of(HOME | usual) == digest_of(HOME) == digest_of(HOME | dict.fromkeys(usual, b""))


def test_the_folder_of_the_session_goes_with_a_hook_within_a_bound() -> None:
    assert said({})[PROJECT_HEADER] == ""
    assert bytes.fromhex(said({b"CLAUDE_PROJECT_DIR": b"/r\xff"})[PROJECT_HEADER]) == b"/r\xff"
    assert len(said({b"CLAUDE_PROJECT_DIR": b"/r" * 9000})[PROJECT_HEADER]) == 8192
