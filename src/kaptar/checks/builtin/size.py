"""Check `size`: files with too many lines to read."""

from kaptar.checks.check import WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Snapshot

LIMIT = ("file_lines", 800)


def _run(snapshot: Snapshot, context: CheckContext) -> Ran:
    assert snapshot.content is not None
    most = context.limit(*LIMIT)
    lines = snapshot.content.count(b"\n") + (not snapshot.content.endswith(b"\n") and bool(snapshot.content))
    if lines <= most:
        return Ran()
    finding = Finding(
        check="size", rule="size/file", path="", line=most + 1, column=1, severity="warning",
        message=f"the file has {lines:,} lines; {most:,} is the limit",
        recommendation="split it where it has a second subject, or raise hooks.limits.file_lines",
    )  # fmt: skip
    return Ran((finding,))


CHECK = Check(
    name="size",
    summary="files of at most hooks.limits.file_lines lines",
    run=_run,
    example=Example("a.py", b"x = 1\n" * 801, b"x = 1\n" * 800),
    phases=WRITTEN,
    compared="number",
    limits=(LIMIT,),
)
