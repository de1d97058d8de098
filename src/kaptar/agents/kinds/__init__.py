"""What a task can do with a file: an explicit list. A new kind is one file and one line here."""

from kaptar.agents.kinds.analyze import Analyze
from kaptar.agents.kinds.checksum import Checksum
from kaptar.agents.kinds.compress import Compress
from kaptar.agents.kinds.edit import Edit
from kaptar.agents.kinds.format import Format
from kaptar.agents.kinds.kind import Kind
from kaptar.agents.kinds.optimize import Optimize
from kaptar.agents.kinds.validate import Validate

KINDS: dict[str, type[Kind]] = {
    "analyze": Analyze,
    "checksum": Checksum,
    "compress": Compress,
    "edit": Edit,
    "format": Format,
    "optimize": Optimize,
    "validate": Validate,
}
