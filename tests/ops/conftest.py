"""One runtime for all tests of operations, and what it means to ask guest and host the same."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from kaptar.api.programs import Runtime
from kaptar.config.load import load_config
from kaptar.errors import InvalidArgument, KaptarError, OperationFailed, UnknownOperation


class Answer(NamedTuple):
    """A value, or the class of the error that came in its place."""

    value: Any
    error: type[KaptarError] | None = None


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    config = load_config(tmp_path_factory.mktemp("no-configuration"))
    with Runtime(config, plugins=tmp_path_factory.mktemp("plugins")) as runtime:
        yield runtime


@pytest.fixture(scope="session")
def asked(runtime: Runtime) -> Callable[..., Any]:
    """Ask one backend, by name; the value. A guest that was not built skips the test."""

    def ask(backend: Any, name: str, *args: Any) -> Any:
        try:
            return runtime.call(name, *args, backend=backend).value
        except UnknownOperation as missing:
            pytest.skip(str(missing))

    return ask


@pytest.fixture(scope="session")
def same(asked: Callable[..., Any]) -> Callable[..., Any]:
    """Ask both; the answer that they agree on. ``equal`` compares values where ``==`` does not."""

    def answer(backend: str, name: str, args: tuple[Any, ...]) -> Answer:
        try:
            return Answer(asked(backend, name, *args))
        except InvalidArgument:
            return Answer(None, InvalidArgument)
        except OperationFailed:
            return Answer(None, OperationFailed)

    def ask(name: str, *args: Any, equal: Callable[[Any, Any], bool] = lambda a, b: bool(a == b)) -> Answer:
        guest, host = answer("guest", name, args), answer("host", name, args)
        agreed = guest.error is host.error and (guest.error is not None or equal(guest.value, host.value))
        assert agreed, f"{name}: guest {guest!r:.400}, host {host!r:.400}"
        return guest

    return ask
