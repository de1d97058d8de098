"""All clients that have hooks of their own. A new client is one file and one line here.

aider, git and pre-commit are not among them: they run ``kaptar check``, see `kaptar.clients.install.targets`.
"""

from collections.abc import Mapping

from kaptar.clients.adapter import Adapter
from kaptar.clients.claude import Claude
from kaptar.clients.codex import Codex
from kaptar.clients.cursor import Cursor
from kaptar.clients.gemini import Gemini
from kaptar.clients.opencode import Opencode

_ALL: tuple[Adapter, ...] = (Claude(), Codex(), Gemini(), Cursor(), Opencode())

ADAPTERS: Mapping[str, Adapter] = {adapter.name: adapter for adapter in _ALL}
