"""``kaptar doctor``: what works here, what is missing or broken, and the remedy."""

import click

from kaptar.api.answers import Diagnosed, Diagnosis
from kaptar.cli.border import escaped
from kaptar.cli.command import State, VerbWithoutSettings


@click.command(cls=VerbWithoutSettings)
@click.pass_obj
def doctor(state: State) -> int:
    """Say what works here, what is missing, and the remedy. Exit 1 when something that is needed is not ok."""
    from kaptar.api.doctor import diagnose

    found = diagnose(state.config, state.flags)
    state.answer(found, lambda: _text(found))
    return 0 if found.healthy else 1


def _text(found: Diagnosis) -> str:
    checks, healthy = found.checks, found.healthy
    width = max(len(check.name) for check in checks)
    lines = [f"{check.status:<8} {check.name:<{width}}  {escaped(check.detail)}{_remedy(check)}" for check in checks]
    needed = [check.name for check in checks if check.needed and check.status != "ok"]
    lines.append("healthy" if healthy else f"not healthy: {', '.join(needed)}")
    return "\n".join(lines)


def _remedy(check: Diagnosed) -> str:
    return f"\n{'':<8} -> {escaped(check.remedy)}" if check.remedy else ""
