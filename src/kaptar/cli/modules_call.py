"""``kaptar modules call``: one operation, with words and files as arguments."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from kaptar.api.output import write_output
from kaptar.api.settings import read_bool
from kaptar.cli.border import say_bytes
from kaptar.cli.command import State, Verb
from kaptar.cli.named_input import read_named
from kaptar.errors import InvalidArgument, UnknownOperation

if TYPE_CHECKING:
    from kaptar.api.modules import Operation, Param, Runtime


@click.command(cls=Verb, context_settings={"ignore_unknown_options": True})
@click.argument("operation")
@click.argument("arguments", nargs=-1)
@click.option("--input", "source", metavar="FILE|-", help="The first parameter that takes bytes or text.")
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write the result there.")
@click.option("--backend", type=click.Choice(["guest", "host"]), help="Force one; by default the faster one.")
@click.pass_obj
def call(state: State, operation: str, arguments: tuple[str, ...], source: str | None, output: Path | None, backend: Any) -> None:
    """Call MODULE.OP with ARGUMENTS, in the order of its parameters.

    Bytes and text results go to stdout as they are, anything else as JSON. A parameter of type value is given as JSON.
    With --json: one object with the value (bytes in base64), the backend and the microseconds.
    """
    with state.runtime() as runtime:
        wanted = find(runtime, operation)
        result = runtime.call(operation, *assemble(wanted, arguments, read_input(source)), backend=backend)
    if output is not None:
        write_output(output, raw(result.value))
    if state.json:
        value = None if output is not None else result.value
        answer = {"operation": operation, "backend": result.backend, "micros": round(result.micros, 1), "value": value}
        state.answer(answer, str)
    elif output is None:
        say_bytes(raw(result.value))


def find(runtime: "Runtime", name: str) -> "Operation":
    """The operation with this name. Raises UnknownOperation."""
    for operation in runtime.operations():
        if operation.name == name:
            return operation
    raise UnknownOperation(f"there is no operation {name}: see `kaptar modules list`")


def assemble(operation: "Operation", words: Sequence[str], data: bytes | None) -> list[Any]:
    """The arguments of a call from words and the input's bytes. Raises InvalidArgument naming the parameter."""
    params = list(operation.params)
    place = _place_of_input(operation) if data is not None else len(params)
    texts = list(words)
    if len(texts) > len(params) - (data is not None):
        raise InvalidArgument(f"{operation.name} takes {_signature(operation)}; {len(texts)} words are too many")
    arguments: list[Any] = []
    for number, param in enumerate(params):
        if number == place and data is not None:
            arguments.append(_from_bytes(param, data))
        elif texts:
            arguments.append(_from_word(param, texts.pop(0)))
        else:
            break
    if data is not None and len(arguments) <= place:
        raise InvalidArgument(f"{operation.name} takes {_signature(operation)}; those before {params[place].name} are missing")
    return arguments


def assemble_named(operation: "Operation", words: Mapping[str, str], data: bytes | None) -> list[Any]:
    """The complete arguments of a call from words by parameter, and the input's bytes for the first other one that takes them.

    Raises InvalidArgument naming the parameter.
    """
    from kaptar.api.modules import REQUIRED

    params = operation.params
    if unknown := set(words) - {param.name for param in params}:
        raise InvalidArgument(f"{operation.name} takes {_signature(operation)}, and no {', '.join(sorted(unknown))}")
    taking = next((param for param in params if param.name not in words and param.type in ("bytes", "str")), None)
    if data is not None and taking is None:
        raise InvalidArgument(f"{operation.name} takes {_signature(operation)}: nothing is left to read from --input")
    arguments = []
    for param in params:
        if param.name in words:
            arguments.append(_from_word(param, words[param.name]))
        elif param is taking and data is not None:
            arguments.append(_from_bytes(param, data))
        elif param.default is REQUIRED:
            raise InvalidArgument(f"{operation.name} takes {_signature(operation)}; {param.name} is missing")
        else:
            arguments.append(param.default)
    return arguments


def raw(value: Any) -> bytes:
    """Bytes and text as they are, anything else as a line of JSON."""
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else msgspec.json.encode(value) + b"\n"


def _place_of_input(operation: "Operation") -> int:
    for number, param in enumerate(operation.params):
        if param.type in ("bytes", "str"):
            return number
    raise InvalidArgument(f"{operation.name} takes {_signature(operation)}: none of them can be read from --input")


def _signature(operation: "Operation") -> str:
    return f"({', '.join(f'{param.name}: {param.type}' for param in operation.params)})"


def _from_bytes(param: "Param", data: bytes) -> bytes | str:
    if param.type == "bytes":
        return data
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InvalidArgument(f"{param.name}: the input is not UTF-8 at byte {error.start}") from None


def _from_word(param: "Param", word: str) -> Any:
    try:
        match param.type:
            case "bytes":
                return word.encode("utf-8", "surrogateescape")
            case "int":
                return int(word)
            case "float":
                return float(word)
            case "bool":
                return read_bool(word)
            case "value":
                return msgspec.json.decode(word)
            case "str":
                return word
    except (ValueError, RecursionError):
        allowed = "JSON" if param.type == "value" else f"of type {param.type}"
        raise InvalidArgument(f"{param.name} = {word!r} is not {allowed}") from None


def read_input(source: str | None) -> bytes | None:
    """The bytes of a file, or of stdin for ``-``. Raises InputError."""
    return None if source is None else read_named(source)
