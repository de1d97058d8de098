"""The account as tests ask it: with the tables of the shipped guests, and by lines."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from judging import Judge

from kaptar.api.programs import Runtime


@pytest.fixture(scope="session")
def by_tables(guests: Runtime) -> Judge:
    return Judge(guests)


@pytest.fixture(scope="session")
def by_lines() -> Judge:
    return Judge(None)
