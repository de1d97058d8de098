"""Status of a hive, put together from what its parts say."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kaptar.api.protocol import Health
from kaptar.api.status import HiveStatus
from kaptar.hive.part import Part


def assemble(health: Health, said: Mapping[str, msgspec.Struct]) -> HiveStatus:
    """The status of a hive. Each field is taken from the part whose status has a field of that name.

    Args:
        said: by the name of the part; see `ask`.
    Raises:
        LookupError: no part says something that is needed.
    """
    found = _fields(health)
    for status in said.values():
        found |= _fields(status)
    return HiveStatus(**{name: found[name] for name in HiveStatus.__struct_fields__})


def ask(parts: Iterable[Part]) -> dict[str, msgspec.Struct]:
    """What each part says, by its name; those that say nothing are left out."""
    return {part.name: status for part in parts if (status := part.status()) is not None}


def others(said: Mapping[str, msgspec.Struct]) -> dict[str, msgspec.Struct]:
    """The parts whose fields `HiveStatus` does not have: ``/status`` shows them beside it, by name."""
    known = set(HiveStatus.__struct_fields__)
    return {name: status for name, status in said.items() if not known & set(status.__struct_fields__)}


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__struct_fields__}
