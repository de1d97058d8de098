"""Right edits in many languages."""

from .compiled import TRIPLES as COMPILED
from .data import TRIPLES as DATA
from .python import TRIPLES as PYTHON
from .script import TRIPLES as SCRIPT
from .system import TRIPLES as SYSTEM
from .web import TRIPLES as WEB

TRIPLES = [*PYTHON, *WEB, *COMPILED, *SYSTEM, *SCRIPT, *DATA]
