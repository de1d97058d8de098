"""JSON whose objects remember a key that stood there twice with two values, and files that are one value of JSON.

Other readers drop the first of two values. Parsers that recover from errors take several values for one.
"""

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


def loses_value(source: bytes, text: bytes, path: str, most: int) -> bool:
    """Whether a file whose name ends in ``.json`` was one value of JSON, and its new text is none or several.

    Args:
        most: bytes of a text that is read; a longer one loses nothing.
    """
    if not path.lower().endswith(".json") or max(len(source), len(text)) > most:
        return False
    return not _is_value(text) and _is_value(source)


def _is_value(text: bytes) -> bool:
    try:
        json.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return False
    return True
