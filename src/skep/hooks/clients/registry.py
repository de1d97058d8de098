"""All clients that have hooks of their own. A new client is one file and one line here.

aider and git are not among them: they run ``skep check``, see `skep.hooks.install`.
"""

from collections.abc import Mapping

from skep.hooks.clients.adapter import Adapter
from skep.hooks.clients.claude import Claude

ADAPTERS: Mapping[str, Adapter] = {adapter.name: adapter for adapter in (Claude(),)}
