"""``kaptar baseline``: write down what the checks find now, so that only what comes later counts."""

import os
from pathlib import Path

import click

from kaptar.api.answers import BaselineAnswer
from kaptar.api.baseline import WITHOUT, name_in, write_baseline
from kaptar.api.places import find_root
from kaptar.cli.border import escaped
from kaptar.cli.command import State, Verb

_MOST_SHOWN = 5


@click.command(cls=Verb)
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="Write there, not to the file of hooks.baseline.")
@click.pass_obj
def baseline(state: State, to: Path | None) -> int:
    """Write down all findings of the repository as known. From then on they count for nothing.

    Files that git tracks or does not ignore are checked. Add the baseline to git: hooks, commits and CI read it.

    Exit code 0 when it is written, 1 when not.
    """
    root = find_root(Path.cwd())
    file = to.absolute() if to is not None else name_in(state.config(root))
    state.flags |= WITHOUT
    with state.here(root) as desk:
        answer = write_baseline(desk, root, file)
    state.answer(answer, lambda: _text(answer))
    return 0


def _text(answer: BaselineAnswer) -> str:
    path = os.path.relpath(answer.path)
    counts = f"{answer.findings} finding{'s' * (answer.findings != 1)} in {answer.files} file{'s' * (answer.files != 1)}"
    lines = [f"{escaped(path)}: {counts}, known from now on; add it to git"]
    lines += [f"  not looked at: {escaped(each)}" for each in answer.missed[:_MOST_SHOWN]]
    if (more := len(answer.missed) - _MOST_SHOWN) > 0:
        lines.append(f"  and {more} more reasons; `kaptar check .` names all")
    return "\n".join(lines)
