"""``kaptar hook``: answer one hook in this process, to see what the client would be told."""

import click

from kaptar.cli.command import State, VerbWithoutSettings


@click.command(cls=VerbWithoutSettings, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="CLIENT EVENT", type=click.UNPROCESSED)
@click.pass_obj
def hook(state: State, words: tuple[str, ...]) -> int:
    """Answer the hook EVENT of CLIENT, whose JSON is on stdin, without a hive.

    Exit code 2 is a decided stop and nothing else: clients take it for "block".
    """
    from kaptar.clients.entry.in_process import main

    return main(list(words))
