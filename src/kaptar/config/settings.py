"""The pure part of configuration: what settings there are, and how a value that someone wrote becomes one of them."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from kaptar.errors import ConfigError

_SIZE = re.compile(r"(\d+)\s*(?:([kmg])i?)?b?", re.IGNORECASE)
_SIZE_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_UNIT_SUFFIX = re.compile(r"_(ms|s)$")


class Setting(NamedTuple):
    """One setting, as its section's Struct declares it.

    Attributes:
        kind: bool, int, float, str, size (bytes, also written with a unit), names (a list of strings), or a table by name
            of one of these: switches, words, numbers, lists, tables (of words).
        low, high: inclusive bounds of a number, or None.
        optional: None is a value.
        user_only: it reaches beyond the repository, so a file in the repository may not set it.
        without_effect: it is read and checked, and nothing uses it yet.
        choices: the words that alone are allowed, for a text or for each text of a table; () where any text is.
    """

    section: str
    key: str
    kind: str
    default: Any
    low: float | None
    high: float | None
    optional: bool
    user_only: bool
    without_effect: bool
    summary: str
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.section}.{self.key}"

    @property
    def variable(self) -> str:
        """The environment variable that every setting has."""
        return f"KAPTAR_{self.section}_{self.key}".upper()

    @property
    def allowed(self) -> str:
        """What may be written for it, for errors and documentation."""
        if self.choices:
            return _ALLOWED_WORDS[self.kind].format(" or ".join((", ".join(self.choices[:-1]), self.choices[-1])))
        return _ALLOWED[self.kind] + self._bounds()

    def _bounds(self) -> str:
        if self.low is None or self.high is None:
            return ""
        return f" from {self.low:,} to {self.high:,}"


_ALLOWED = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "size": "a number of bytes or a size such as 512MB,",
    "names": "a list of names",
    "switches": "names with true or false",
    "words": "names with a text each",
    "numbers": "names with a whole number each",
    "lists": "names with a list of texts each",
    "tables": "names with names and a text each",
}


_ALLOWED_WORDS = {"str": "{}", "words": "names with {} each", "tables": "names with names and {} each"}


class Given(NamedTuple):
    """A value that someone wrote, and where: ``kaptar.toml:wasm.pool_size`` or ``WASM_POOL_SIZE``."""

    setting: Setting
    value: Any
    where: str

    @property
    def shown(self) -> str:
        """The value for an error. An address may hold a password, so it is not repeated."""
        return "..." if self.setting.user_only else repr(self.value)


def settings_of(config: type[msgspec.Struct]) -> dict[str, Setting]:
    """Every setting of a `Config` Struct by its dotted name, in the order of declaration."""
    sections = inspect.type_info(config)
    assert isinstance(sections, inspect.StructType)
    return {
        setting.name: setting
        for section in sections.fields
        if isinstance(section.type, inspect.StructType)
        for setting in (_setting(section.name, field) for field in section.type.fields)
    }


def _setting(section: str, field: inspect.Field) -> Setting:
    declared = field.type
    optional = isinstance(declared, inspect.UnionType)
    if isinstance(declared, inspect.UnionType):
        declared = next(each for each in declared.types if not isinstance(each, inspect.NoneType))
    notes: Mapping[str, Any] = {}
    if isinstance(declared, inspect.Metadata):
        notes, declared = declared.extra or {}, declared.type
    kind = "size" if notes.get("size") else _kind(declared)
    single = declared
    while isinstance(single, inspect.DictType):
        single = single.value_type
    bounds = (single.ge, single.le) if isinstance(single, inspect.IntType | inspect.FloatType) else (None, None)
    choices = tuple(map(str, single.values)) if isinstance(single, inspect.LiteralType) else ()
    default = field.default if field.default is not msgspec.NODEFAULT else None
    if field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    return Setting(
        section, field.name, kind, default, *bounds, optional, bool(notes.get("user_only")), bool(notes.get("without_effect")),
        str(notes.get("summary", "")), choices,
    )  # fmt: skip


def _kind(declared: inspect.Type) -> str:
    return _TABLES[type(declared.value_type)] if isinstance(declared, inspect.DictType) else _KINDS[type(declared)]


_KINDS: dict[type, str] = {
    inspect.BoolType: "bool",
    inspect.IntType: "int",
    inspect.FloatType: "float",
    inspect.StrType: "str",
    inspect.LiteralType: "str",
    inspect.VarTupleType: "names",
}
_TABLES: dict[type, str] = {
    inspect.BoolType: "switches",
    inspect.StrType: "words",
    inspect.LiteralType: "words",
    inspect.IntType: "numbers",
    inspect.VarTupleType: "lists",
    inspect.DictType: "tables",
}


def spellings(setting: Setting) -> set[str]:
    """Keys that a file may use: as declared, and in camelCase with or without the unit at the end."""
    bare = _UNIT_SUFFIX.sub("", setting.key)
    return {setting.key, _camel(setting.key), _camel(bare), re.sub("Ttl$", "TTL", _camel(bare))}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def parse(given: Given) -> Any:
    """The value in the setting's own type. Raises `ConfigError` that says where it stands and what is allowed."""
    setting, raw = given.setting, given.value
    if raw is None and setting.optional:
        return None
    try:
        value = _READERS[setting.kind](raw)
    except (TypeError, ValueError):
        raise _bad(given) from None
    for keys, each in _single(value):
        if not _is_allowed(setting, each):
            raise _bad(given, keys, each)
    return value


def _single(value: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The values of a table and of the tables in it, with their keys; of another value the value itself."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _single(each, (*keys, key))
    else:
        yield keys, value


def _is_allowed(setting: Setting, value: Any) -> bool:
    too_low = setting.low is not None and value < setting.low
    too_high = setting.high is not None and value > setting.high
    return not too_low and not too_high and (not setting.choices or value in setting.choices)


def _bad(given: Given, keys: tuple[str, ...] = (), value: Any = None) -> ConfigError:
    shown = f" {' '.join(keys)} = {value!r}" if keys else f" = {given.shown}"
    return ConfigError(f"{given.where}: {given.setting.name}{shown}; allowed: {given.setting.allowed}")


def read_bool(raw: Any) -> bool:
    """True or False from itself or a usual word for it. ValueError otherwise."""
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else None
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError(raw)


def _read_int(raw: Any) -> int:
    if isinstance(raw, str) and re.fullmatch(r"\s*-?[0-9]{1,18}\s*", raw):
        return int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise ValueError(raw)


def _read_float(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise TypeError(raw)
    value = float(raw)
    if not math.isfinite(value):
        raise ValueError(raw)
    return value


def _read_str(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError(raw)
    return raw


def _read_size(raw: Any) -> int:
    """Units are binary, as memory is: MB and MiB are both 1,048,576 bytes."""
    if isinstance(raw, str):
        match = _SIZE.fullmatch(raw.strip())
        if match is None or len(match[1]) > 18:
            raise ValueError(raw)
        return int(match[1]) * _SIZE_UNITS[(match[2] or "").lower()]
    return _read_int(raw)


def _read_names(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        return tuple(name for name in (part.strip() for part in raw.split(",")) if name)
    if isinstance(raw, list | tuple) and all(isinstance(name, str) and name for name in raw):
        return tuple(raw)
    raise ValueError(raw)


def _table(read: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """Reads a table whose values ``read`` reads.

    In a variable it is ``name=value,name=value``; lists with ``|``, and tables in it as ``name:value|name:value``.
    """

    def table(raw: Any) -> dict[str, Any]:
        if isinstance(raw, str):
            raw = dict(part.split("=", 1) for part in _read_names(raw))
        if not isinstance(raw, Mapping) or not all(isinstance(name, str) and name for name in raw):
            raise ValueError(raw)
        return {name.strip(): read(value) for name, value in raw.items()}

    return table


def _read_list(raw: Any) -> tuple[str, ...]:
    return _read_names(raw.split("|") if isinstance(raw, str) else raw)


def _read_words(raw: Any) -> dict[str, str]:
    given = dict(part.split(":", 1) for part in _read_list(raw)) if isinstance(raw, str) else raw
    words: dict[str, str] = _table(_read_str)(given)
    return words


_READERS: dict[str, Callable[[Any], Any]] = {
    "bool": read_bool,
    "int": _read_int,
    "float": _read_float,
    "str": _read_str,
    "size": _read_size,
    "names": _read_names,
    "switches": _table(read_bool),
    "words": _table(_read_str),
    "numbers": _table(_read_int),
    "lists": _table(_read_list),
    "tables": _table(_read_words),
}


def merge(layers: Iterable[Iterable[Given]]) -> dict[str, Given]:
    """The winning value of each setting that was given; later layers win.

    Within one layer nobody wins: two values for one setting are refused unless they mean the same.
    """
    winners: dict[str, Given] = {}
    for layer in layers:
        seen: dict[str, Given] = {}
        for given in layer:
            name = given.setting.name
            if name in seen and parse(seen[name]) != parse(given):
                other = seen[name]
                raise ConfigError(
                    f"{name} is given twice: {other.shown} by {other.where} and {given.shown} by {given.where}; keep one"
                )
            seen[name] = given
        winners |= seen
    return winners
