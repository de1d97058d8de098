"""All clients that have hooks of their own. A new client is one file and one line here.

aider, git and pre-commit are not among them: they run ``skep check``, see `skep.hooks.install.targets`.
"""

from collections.abc import Mapping

from skep.hooks.clients.adapter import Adapter
from skep.hooks.clients.claude import Claude
from skep.hooks.clients.codex import Codex
from skep.hooks.clients.cursor import Cursor
from skep.hooks.clients.gemini import Gemini
from skep.hooks.clients.opencode import Opencode

_ALL: tuple[Adapter, ...] = (Claude(), Codex(), Gemini(), Cursor(), Opencode())

ADAPTERS: Mapping[str, Adapter] = {adapter.name: adapter for adapter in _ALL}
