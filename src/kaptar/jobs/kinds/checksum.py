"""Kind ``checksum``: a digest of each file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

import msgspec

from kaptar.jobs.kinds.kind import Tools, read_options
from kaptar.jobs.outcome import Outcome
from kaptar.jobs.sources import Source


class ChecksumOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``algorithm``: which digest."""

    algorithm: Literal["sha256", "blake3", "md5"] = "sha256"


class Checksum:
    """Digests stand in the report's details (``--json``, ``--report``)."""

    text: ClassVar[bool] = False
    compares_errors: ClassVar[bool] = False
    max_file_size: ClassVar[int | None] = None

    def __init__(self, task: str, options: Mapping[str, Any], folder: Path) -> None:
        self.options = read_options(task, options, ChecksumOptions)

    def files(self) -> None:
        return None

    def work(self, source: Source, tools: Tools) -> Outcome:
        value, backend, micros = tools.call(f"crypto.{self.options.algorithm}", source.data)
        return Outcome(
            "done",
            detail={self.options.algorithm: value.hex()},
            figures={"bytes": float(len(source.data))},
            backend=backend,
            micros=micros,
        )
