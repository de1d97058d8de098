"""The place of a repository's hive: its folders, and the lock that one process holds."""

from collections.abc import Iterator
from contextlib import contextmanager

from kaptar import __version__
from kaptar.repository.living import HiveLock, write_note
from kaptar.repository.own import make_own_folder, refuse_foreign
from kaptar.repository.places import Places


@contextmanager
def taken_place(places: Places) -> Iterator[bool]:
    """Make the folders and hold the lock during the block. False: another process is the hive. Raises InputError."""
    refuse_foreign(places)
    make_own_folder(places.state)
    make_own_folder(places.socket.parent, "set XDG_RUNTIME_DIR to a folder of your own")
    lock = HiveLock(places.lock)
    if not lock.take():
        yield False
        return
    try:
        write_note(places.pid, __version__)  # before it answers: `kaptar down` must find one that is starting
        yield True
    finally:
        places.pid.unlink(missing_ok=True)
        lock.drop()
