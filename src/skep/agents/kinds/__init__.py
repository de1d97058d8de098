"""What a task can do with a file: an explicit list. A new kind is one file and one line here."""

from skep.agents.kinds.analyze import Analyze
from skep.agents.kinds.checksum import Checksum
from skep.agents.kinds.compress import Compress
from skep.agents.kinds.edit import Edit
from skep.agents.kinds.format import Format
from skep.agents.kinds.kind import Kind
from skep.agents.kinds.optimize import Optimize
from skep.agents.kinds.validate import Validate

KINDS: dict[str, type[Kind]] = {
    "analyze": Analyze,
    "checksum": Checksum,
    "compress": Compress,
    "edit": Edit,
    "format": Format,
    "optimize": Optimize,
    "validate": Validate,
}
