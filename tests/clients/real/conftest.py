"""Repositories in which ``kaptar init`` was run."""

import subprocess
from collections.abc import Iterator

import pytest
from tests.clients.real.place import CLEAN, MakePlace, Place


@pytest.fixture(scope="session")
def make_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakePlace]:
    """A place with one clean file in it, where the hooks of a client are installed."""
    made: list[Place] = []

    def make(client: str) -> Place:
        folder = tmp_path_factory.mktemp(client)
        place = Place(folder / "repo", folder / "home")
        place.repo.mkdir()
        place.home.mkdir()
        (place.repo / "a.py").write_text(CLEAN)
        (place.repo / "b.py").write_text(CLEAN)
        who = "git -c user.name=n -c user.email=e@e"
        script = f"git init -q . && git add . && {who} commit -qm m"
        subprocess.run(script, shell=True, cwd=place.repo, check=True)
        made.append(place)
        place.kaptar("init", "--client", client)
        return place

    yield make
    for place in made:
        place.kaptar("down", check=False)
