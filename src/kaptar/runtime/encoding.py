"""Arguments to bytes and back, by the types of an operation's parameters.

One parameter of type bytes or str travels raw; any other list as a msgpack array. A result of type bytes or str is raw,
any other is one msgpack value. The same rules stand in guests/abi/src/args.rs.
"""

from collections.abc import Callable, Sequence
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


def encode_checked(name: str, params: Sequence[Param], args: tuple[Any, ...]) -> bytes:
    """`complete`, then `encode`, with a short way for the most frequent shape. Raises InvalidArgument."""
    if len(args) == len(params) == 1 and params[0].type == "bytes" and type(args[0]) is bytes:
        return args[0]
    return encode(params, complete(name, params, args))


def encode(params: Sequence[Param], args: Sequence[Any]) -> bytes:
    """The bytes of arguments that `complete` has passed. Raises InvalidArgument for a value that msgpack cannot hold."""
    if len(params) == 1 and params[0].type in ("bytes", "str"):
        only: bytes = args[0] if params[0].type == "bytes" else args[0].encode()
        return only
    try:
        return _encode(args)
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as problem:
        names = ", ".join(param.name for param in params if param.type == "value")
        raise InvalidArgument(f"{names or 'an argument'} cannot be encoded: {problem}") from None


def decode(result: Type, data: bytes) -> Any:
    """The value of a result. Raises GuestError where the guest's bytes are not what its manifest promises."""
    if result == "bytes":
        return data
    try:
        value = data.decode() if result == "str" else _decode(data)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as problem:
        raise GuestError(f"the guest's result is not a {result}: {problem}") from None
    wanted = _RESULTS.get(result)
    if wanted is not None and type(value) is not wanted:
        raise GuestError(f"the guest's result is a {type(value).__name__}, its manifest says {result}")
    return value


def size_of(args: Sequence[Any]) -> int:
    """Number of bytes in all arguments, roughly: what backends are compared by."""
    return sum(_SIZES.get(type(value), _size)(value) for value in args)


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
_SIZES: dict[type, Callable[[Any], int]] = {bytes: len, bytearray: len, str: len}
