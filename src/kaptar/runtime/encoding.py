"""Arguments to bytes and back, by the types of an operation's parameters.

One parameter of type bytes or str travels raw; any other list as a msgpack array. A result of type bytes or str is raw,
any other is one msgpack value. The same rules stand in guests/abi/src/args.rs.
"""

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

import msgspec

from kaptar.errors import GuestError, InvalidArgument, OperationFailed
from kaptar.runtime.operation import REQUIRED, Param, Type

_I64 = 1 << 63
_encode = msgspec.msgpack.Encoder().encode
_BIG_INTEGER = 1
"""Msgpack extension type of an integer beyond 64 bit: its decimal text (guests/text/src/json/mod.rs)."""


def _extension(code: int, data: memoryview) -> Any:
    if code != _BIG_INTEGER:
        return msgspec.msgpack.Ext(code, bytes(data))
    try:
        return int(bytes(data))
    except ValueError:
        raise OperationFailed(f"an integer of {len(data)} digits is longer than Python reads") from None


_decode = msgspec.msgpack.Decoder(ext_hook=_extension).decode


def complete(name: str, params: Sequence[Param], args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments with defaults filled in and each checked. Raises InvalidArgument naming the parameter."""
    if len(args) > len(params):
        raise InvalidArgument(f"{name} takes {len(params)} arguments ({_names(params)}), {len(args)} were given")
    filled = args
    if len(args) < len(params):
        rest = params[len(args) :]
        if rest[0].default is REQUIRED:
            raise InvalidArgument(f"{name} takes {len(params)} arguments ({_names(params)}); {rest[0].name} is missing")
        filled = (*args, *(param.default for param in rest))
    return tuple([_CHECKS[param.type](param, value) for param, value in zip(params, filled, strict=True)])


def checker(name: str, params: Sequence[Param]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """`complete` for these parameters, with a short way for the most frequent shape."""
    if [param.type for param in params] != ["bytes"]:
        return partial(complete, name, params)

    def one(args: tuple[Any, ...]) -> tuple[Any, ...]:
        return args if len(args) == 1 and type(args[0]) is bytes else complete(name, params, args)

    return one


def encoder(params: Sequence[Param]) -> Callable[[tuple[Any, ...]], bytes]:
    """A function that gives the bytes of checked arguments. It raises InvalidArgument for a value that msgpack cannot hold."""
    types = [param.type for param in params]
    if types == ["bytes"]:
        return itemgetter(0)
    if types == ["str"]:
        return _encode_text
    return partial(_encode_list, params)


def decoder(result: Type) -> Callable[[bytes], Any]:
    """A function that gives the value of a result. It raises GuestError where the bytes are not what the manifest promises."""
    return bytes if result == "bytes" else partial(_decode_value, result)


def sizer(params: Sequence[Param]) -> Callable[..., int]:
    """A function of checked arguments that gives their number of bytes, roughly: what backends are compared by."""
    if [param.type for param in params] in (["bytes"], ["str"]):
        return len
    return lambda *args: size_of(args)


def size_of(args: Sequence[Any]) -> int:
    """Number of bytes in all arguments, roughly."""
    total = 0
    for value in args:
        total += len(value) if type(value) in _SIZED else _size(value)
    return total


def _encode_text(args: tuple[Any, ...]) -> bytes:
    text: str = args[0]
    return text.encode()


def _encode_list(params: Sequence[Param], args: tuple[Any, ...]) -> bytes:
    try:
        return _encode(args)
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as problem:
        names = ", ".join(param.name for param in params if param.type == "value")
        raise InvalidArgument(f"{names or 'an argument'} cannot be encoded: {problem}") from None


def _decode_value(result: Type, data: bytes) -> Any:
    try:
        value = data.decode() if result == "str" else _decode(data)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as problem:
        raise GuestError(f"the guest's result is not a {result}: {problem}") from None
    wanted = _RESULTS.get(result)
    if wanted is not None and type(value) is not wanted:
        raise GuestError(f"the guest's result is a {type(value).__name__}, its manifest says {result}")
    return value


def _bytes(param: Param, value: Any) -> bytes:
    if type(value) is bytes:
        return value
    if isinstance(value, (bytearray, memoryview, bytes)):
        return bytes(value)
    raise _wrong(param, value)


def _str(param: Param, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(param, value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as problem:
            raise InvalidArgument(f"{param.name} has a lone surrogate at {problem.start}: it is not valid text") from None
    return value


def _int(param: Param, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(param, value)
    if not -_I64 <= value < _I64:
        raise InvalidArgument(f"{param.name} is {value}; allowed are 64-bit integers")
    return value


def _float(param: Param, value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise _wrong(param, value)
    try:
        return float(value)
    except OverflowError:
        raise InvalidArgument(f"{param.name} is too large for a float") from None


def _bool(param: Param, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(param, value)
    return value


def _value(_param: Param, value: Any) -> Any:
    return value


def _wrong(param: Param, value: Any) -> InvalidArgument:
    return InvalidArgument(f"{param.name} should be {param.type}, not {type(value).__name__}")


def _names(params: Sequence[Param]) -> str:
    return ", ".join(param.name for param in params)


def _size(value: Any) -> int:
    if isinstance(value, memoryview):
        return value.nbytes
    return 8 + 16 * len(value) if isinstance(value, (dict, list, tuple)) else 8


_CHECKS: dict[str, Callable[[Param, Any], Any]] = {
    "bytes": _bytes, "str": _str, "int": _int, "float": _float, "bool": _bool, "value": _value,
}  # fmt: skip
_RESULTS: dict[str, type] = {"int": int, "float": float, "bool": bool}
_SIZED = frozenset({bytes, bytearray, str})
