"""Kinds of tasks, as an explicit list. A new kind is one file and one line here."""

from kaptar.jobs.kinds.analyze import Analyze
from kaptar.jobs.kinds.checksum import Checksum
from kaptar.jobs.kinds.compress import Compress
from kaptar.jobs.kinds.edit import Edit
from kaptar.jobs.kinds.format import Format
from kaptar.jobs.kinds.kind import TaskKind
from kaptar.jobs.kinds.optimize import Optimize
from kaptar.jobs.kinds.validate import Validate

KINDS: dict[str, type[TaskKind]] = {
    "analyze": Analyze,
    "checksum": Checksum,
    "compress": Compress,
    "edit": Edit,
    "format": Format,
    "optimize": Optimize,
    "validate": Validate,
}
