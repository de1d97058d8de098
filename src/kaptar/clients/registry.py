"""All clients. A new client is one file and one line here.

aider, git and pre-commit have no adapter: they run ``kaptar check``.
"""

from collections.abc import Mapping

from kaptar.clients import aider, claude, codex, cursor, gemini, git, opencode, pre_commit
from kaptar.clients.adapter import Adapter
from kaptar.clients.install.facts import Install

_ADAPTERS: tuple[Adapter, ...] = (claude.Claude(), codex.Codex(), gemini.Gemini(), cursor.Cursor(), opencode.Opencode())
_INSTALLS = tuple(each.INSTALL for each in (claude, codex, gemini, cursor, opencode, aider, pre_commit, git))

ADAPTERS: Mapping[str, Adapter] = {adapter.name: adapter for adapter in _ADAPTERS}
INSTALLS: Mapping[str, Install] = {install.name: install for install in _INSTALLS}
"""In the order in which ``kaptar init`` names and changes them."""
