"""Settings of several repositories over one file: each of them judges it, and none takes back what another one says. Pure.

A file of an agent's edit is judged by the repository that holds it, by those around that one, and by those that the session
works in. So an agent that makes a repository, or goes to another one, changes nothing that is said of a file.
"""

import os
from collections.abc import Iterable

import msgspec

from kaptar.checks.baseline import Baseline
from kaptar.checks.guards.own_places import together
from kaptar.checks.settings import Settings
from kaptar.config.sections import HooksConfig

_USUAL = HooksConfig()


def judged_too(settings: Settings, around: Iterable[Settings], session: Iterable[Settings], path: str = "") -> Settings:
    """The settings of a file with those that judge it beside them, each once, where they can say anything else.

    The own places of all of them are protected together. Another worktree of the same repository adds no more than that: its
    settings are of another state of the same files.

    Args:
        settings: of the file, with what judges beside them already.
        around: of worktrees that the file lies in.
        session: of worktrees that the session works in. The file need not lie in them: then their settings are taken as if they
            were those of the file's worktree, without a baseline, and without their patterns of protected paths.
        path: of the file, absolute; "" of none.
    """
    around, session = tuple(around), tuple(session)
    every = (*settings.every, *around, *session)
    left_alone = settings.skip(os.path.relpath(path, settings.root)) if path else False
    beside = [each for each in around if _is_other(each, settings) and (left_alone or _adds(each, settings))]
    roots = {each.root for each in (*settings.every, *around)}
    guests = (each for each in session if each.root not in roots and _is_other(each, settings) and not _holds(each, settings))
    beside += [_moved(each, settings) for each in guests if each.digest != settings.digest or settings.baseline]
    own = together(*(each.own_places for each in every))
    known = {(each.root, each.digest, bool(each.baseline)): each for each in (*settings.beside, *beside)}
    return settings._replace(own_places=own, beside=tuple(each._replace(own_places=own) for each in known.values()))


def _is_other(each: Settings, settings: Settings) -> bool:
    """Whether settings are of another repository. A folder outside of any adds nothing."""
    return each.repository is not None and each.repository != settings.repository


def _adds(each: Settings, settings: Settings) -> bool:
    """Whether settings around a file can say anything that the file's own do not: patterns of paths depend on the folder."""
    hooks = each.hooks
    by_path = hooks.protected or hooks.ignore or hooks.skip != _USUAL.skip
    return bool(each.digest != settings.digest or by_path or settings.baseline)


def _holds(each: Settings, settings: Settings) -> bool:
    return settings.root.is_relative_to(each.root)


def _moved(each: Settings, settings: Settings) -> Settings:
    """Settings as if they were those of a file's worktree. What they protect by patterns of paths lies in their own folder."""
    hooks = msgspec.structs.replace(each.hooks, protected=())
    config = msgspec.structs.replace(each.config, hooks=hooks)
    alone = each._replace(config=config, baseline=Baseline(), baseline_file=None, beside=())
    return alone._replace(root=settings.root, trust=settings.trust, links=settings.links)
