"""The real clients in a tree in which another session holds a function: the edit, and the same by the shell."""

import pytest
from tests.clients.real.place import CLEAN, MakePlace
from tests.clients.real.test_clients import play

from kaptar_bench.clients.real import CLIENTS

pytestmark = [pytest.mark.clients, pytest.mark.guest, pytest.mark.slow]


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_what_another_session_holds_is_touched_by_no_tool_and_no_command(name: str, make_place: MakePlace) -> None:
    client = CLIENTS[name]
    if missing := client.missing():
        pytest.skip(missing)
    place = make_place(client.name)
    file = place.repo / "a.py"
    before = file.read_text()
    place.kaptar("claim", "a.py::f", "--as", "elsewhere/s1", "--for", "a new unit")
    _, told = play(
        client,
        place,
        {
            "held": client.edit(file, "    return 1", "    return 2"),
            "sed": client.shell("sed -i 's/return 1/return 3/' a.py"),
            "python": client.shell("python3 -c \"open('a.py', 'w').write('')\""),
            "reset": client.shell("git status && git reset --hard"),
            "look": client.shell("cat a.py"),
            "free": client.write(place.repo / "new.py", CLEAN),
        },
    )
    place.kaptar("down")
    assert file.read_text() == before
    assert (place.repo / "new.py").read_text() == CLEAN
    assert "a.py::f is held by elsewhere (session s1) for 'a new unit'" in told["held"]
    assert "would write over files held by elsewhere (session s1): a.py::f" in told["sed"]
    assert "an edit of it was denied just now" in told["python"]
    assert "would lose files held by elsewhere (session s1): a.py::f" in told["reset"]
    assert "return 1" in told["look"]
