"""One runtime with the shipped guests for all tests of edits."""

from collections.abc import Iterator

import pytest

from kaptar.api.programs import Runtime
from kaptar.config.load import load_config
from kaptar.edit.engine import Editor


@pytest.fixture(scope="session")
def guests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    config = load_config(tmp_path_factory.mktemp("no-configuration"))
    with Runtime(config, plugins=tmp_path_factory.mktemp("plugins")) as runtime:
        yield runtime


@pytest.fixture(scope="session")
def editor(guests: Runtime) -> Editor:
    return Editor(guests)
