"""The option ``--as``, of commands that act for a session."""

import click

AS = click.option(
    "--as",
    "key",
    metavar="CLIENT/SESSION[/AGENT]",
    help="For this session of a client. Without it, for the session whose client runs this command, else for you.",
)
