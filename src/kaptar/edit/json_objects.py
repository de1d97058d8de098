"""JSON whose objects remember a key that stood there twice with two values. Other readers drop the first of them."""

import json
from collections.abc import Mapping, Sequence


class JsonObject(dict[str, object]):
    """The fields of a JSON object. ``twice``: a key that it has with two values; "" for none."""

    __slots__ = ("twice",)

    def __init__(self, pairs: Sequence[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.twice = "" if len(self) == len(pairs) else next((key for key, value in pairs if self[key] != value), "")


DECODER = json.JSONDecoder(object_pairs_hook=JsonObject)


def twice_in(fields: Mapping[str, object]) -> str:
    """A key that an object has with two values; "" for none."""
    return fields.twice if isinstance(fields, JsonObject) else ""
