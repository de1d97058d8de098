"""What wasmtime made is freed once, however it is interrupted."""

import pytest

wasmtime = pytest.importorskip("wasmtime")
pytestmark = pytest.mark.guest

from kaptar.runtime.freeing import free  # noqa: E402


class Thing(wasmtime.Managed):  # type: ignore[name-defined,misc]
    """Something of wasmtime that counts how often it is freed. Ctrl-C arrives just after."""

    def __init__(self, freed: list[int]) -> None:
        self._freed = freed
        self._set_ptr(7)

    def _delete(self, pointer: int) -> None:
        self._freed.append(pointer)
        raise KeyboardInterrupt


def test_an_interruption_frees_nothing_twice() -> None:
    freed: list[int] = []
    thing = Thing(freed)
    with pytest.raises(KeyboardInterrupt):
        free(thing)
    free(thing)
    del thing
    assert freed == [7]


def test_what_was_never_made_is_not_freed() -> None:
    free(Thing.__new__(Thing))
