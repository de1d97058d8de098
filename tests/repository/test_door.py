"""Port and token of a hive stay the same, and are this user's alone."""

import subprocess
from pathlib import Path

import pytest

from kaptar.errors import InputError
from kaptar.repository.door import free_port, kept_token, new_token, note_port, noted_port, noted_token, port_of, token_for
from kaptar.repository.own import make_own_folder
from kaptar.repository.places import Places, find_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=60)
    found = find_places(tmp_path)
    make_own_folder(found.state)
    return found


def test_the_token_is_made_once(places: Places) -> None:
    assert noted_token(places) is None
    token = kept_token(places)
    assert kept_token(places) == noted_token(places) == token
    assert places.token.stat().st_mode & 0o777 == 0o600
    assert new_token() != token


def test_a_short_token_is_replaced(places: Places) -> None:
    places.token.write_text("known")
    places.token.chmod(0o600)
    assert noted_token(places) is None
    assert len(kept_token(places)) >= 32


def test_the_port_is_kept(places: Places) -> None:
    assert noted_port(places) is None
    with pytest.raises(InputError, match="holds no port"):
        port_of(places)
    port = free_port()
    note_port(places, port)
    assert noted_port(places) == port_of(places) == port


def test_another_port_has_another_token(places: Places) -> None:
    """Whoever listens on the old port may have been sent the old token."""
    first = token_for(places, 1234)
    note_port(places, 1234)
    assert token_for(places, 1234) == first == noted_token(places)
    assert token_for(places, 1235) not in (first, None)
    assert noted_token(places) != first


def test_what_others_may_write_is_not_read(places: Places) -> None:
    note_port(places, 1234)
    places.port.chmod(0o666)
    with pytest.raises(InputError, match="open to others"):
        noted_port(places)
