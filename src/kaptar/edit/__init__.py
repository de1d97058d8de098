"""Path 2: edits that models wrote, applied exactly or refused.

`plan_edit` and `apply_edit` do one edit; for many keep a `kaptar.edit.engine.Editor` over a `kaptar.Runtime`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaptar.edit.outcome import Applied, Plan, Refused
    from kaptar.edit.structure import Grammars


def plan_edit(source: bytes, edit: str, *, path: str, format: str = "auto", guests: "Grammars | None" = None) -> "Plan | Refused":
    """What an edit changes in a file; see `kaptar.edit.engine.Editor.plan_edit`. Arguments as of `apply_edit`."""
    from kaptar.edit.outcome import Applied

    outcome = apply_edit(source, edit, path=path, format=format, guests=guests)
    return outcome.plan if isinstance(outcome, Applied) else outcome


def apply_edit(
    source: bytes, edit: str, *, path: str, format: str = "auto", guests: "Grammars | None" = None
) -> "Applied | Refused":
    """New text, or why there is none; see `kaptar.edit.engine.Editor.apply_edit`.

    Args:
        guests: a `kaptar.Runtime`; without one, one is opened for this call.
    """
    from kaptar.config.load import load_config
    from kaptar.edit.engine import Editor
    from kaptar.runtime.runtime import Runtime

    if guests is not None:
        return Editor(guests).apply_edit(source, edit, path=path, format=format)
    with Runtime(load_config(), {}) as runtime:
        return Editor(runtime).apply_edit(source, edit, path=path, format=format)
