"""``kaptar bench op``: any operation on an input of the user's."""

import click

from kaptar.cli.bench import effort_of, package, show_report
from kaptar.cli.command import State, Verb
from kaptar.errors import InvalidArgument


@click.command("op", cls=Verb)
@click.argument("operation")
@click.option("--input", "source", metavar="FILE|-", help="The first parameter that takes bytes or text and has no --param.")
@click.option("--param", "pairs", metavar="NAME=VALUE", multiple=True, help="A parameter; one of type value is given as JSON.")
@click.option("--short", is_flag=True, help="Few rounds, to see that it runs.")
@click.pass_obj
def op(state: State, operation: str, source: str | None, pairs: tuple[str, ...], short: bool) -> int:
    """Measure MODULE.OP of Kaptar or of a plugin on an input, in a guest and on the host in the same rounds."""
    from kaptar.cli.modules_call import assemble_named, find, read_input

    bench, effort = package("operation"), effort_of(short)
    with state.runtime() as runtime:
        arguments = assemble_named(find(runtime, operation), _named(pairs), read_input(source))
        results = list(bench.measure(runtime, operation, arguments, effort))
    show_report(state, package("rows").report("op", results))
    return 0


def _named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Raises InvalidArgument for a pair without a name, and for a name that is given twice."""
    words: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name or name in words:
            raise InvalidArgument(f"--param {pair}: expected NAME=VALUE, each name once")
        words[name] = value
    return words
