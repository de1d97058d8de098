"""All clients that have hooks of their own. A new client is one file and one line here.

aider, git and pre-commit are not among them: they run ``kaptar check``, see `kaptar.hooks.install.targets`.
"""

from collections.abc import Mapping

from kaptar.hooks.clients.adapter import Adapter
from kaptar.hooks.clients.claude import Claude
from kaptar.hooks.clients.codex import Codex
from kaptar.hooks.clients.cursor import Cursor
from kaptar.hooks.clients.gemini import Gemini
from kaptar.hooks.clients.opencode import Opencode

_ALL: tuple[Adapter, ...] = (Claude(), Codex(), Gemini(), Cursor(), Opencode())

ADAPTERS: Mapping[str, Adapter] = {adapter.name: adapter for adapter in _ALL}
