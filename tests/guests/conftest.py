"""The modules of the build script, which are no part of the package."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

GUESTS = Path(__file__).parents[2] / "guests"


def _load(name: str) -> Iterator[ModuleType]:
    sys.path.insert(0, str(GUESTS))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(GUESTS))


@pytest.fixture
def source_digest() -> Iterator[ModuleType]:
    yield from _load("source_digest")


@pytest.fixture
def wasm_file() -> Iterator[ModuleType]:
    yield from _load("wasm_file")


@pytest.fixture
def artifacts() -> Iterator[ModuleType]:
    yield from _load("artifacts")


@pytest.fixture
def toolchain() -> Iterator[ModuleType]:
    yield from _load("toolchain")


@pytest.fixture
def versions() -> Iterator[ModuleType]:
    yield from _load("versions")
