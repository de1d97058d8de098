"""The one way by which a guest formats a file: for check `format`, ``check --fix`` and ``kaptar run``."""

import re
from collections.abc import Mapping
from typing import Any

from kaptar.checks.builtin import templates, unjudged
from kaptar.checks.builtin.json_dialects import is_notebook
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools.markdown_readers import reader_of
from kaptar.checks.tools.python_versions import oldest_python
from kaptar.errors import NotProved, OperationFailed
from kaptar.ops.foreign_text import said_of, sign_of
from kaptar.ops.format import FORMATTERS
from kaptar.ops.proved_format import format_proved
from kaptar.ops.same import Ask
from kaptar.ops.twins.python import unread_by
from kaptar.runtime.operation import Result

NEWEST_FOR_ALL = 10
"""The guest's formatter of Python writes nothing that 3.10 cannot parse."""
_LINE = re.compile(r"line ([0-9]{1,9})")


def format_known(call: Ask, snapshot: Snapshot, options: Mapping[str, Any]) -> Result | Skipped:
    """The content as the guest's formatter writes it, proved safe to write; or why this file is left alone.

    Raises:
        OperationFailed: the formatter cannot read the file.
        NotProved: what it wrote must not be written.
    """
    assert snapshot.content is not None
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    if why := not_for_guests(snapshot):
        return why
    try:
        done = format_proved(call, snapshot.content, dialect, options)
    except OperationFailed as refused:
        if template := _template(snapshot.content, dialect, str(refused)):
            return template
        raise
    if dialect == "python" and done.value != snapshot.content:
        _prove_version(snapshot, done.value)
    return done


def not_for_guests(snapshot: Snapshot) -> Skipped | None:
    """Why no guest formats a file, as its name, its place and its content tell."""
    assert snapshot.content is not None
    assert snapshot.language is not None
    if unread := unjudged.by_nature(snapshot):
        return unread._replace(reason=f"{unread.reason.partition(':')[0]}: not formatted", due=False)
    if is_notebook(snapshot.path):
        return Skipped("a notebook: Jupyter writes it", due=False)
    if snapshot.language.dialect == "markdown" and (reader := reader_of(snapshot.file, snapshot.root, snapshot.content)):
        return Skipped(f"{reader} reads this file by rules of its own, and only CommonMark can be compared", due=False)
    return foreign(snapshot)


def foreign(snapshot: Snapshot) -> Skipped | None:
    """Why nothing can compare what any formatter makes of a file, as its content tells."""
    assert snapshot.content is not None
    assert snapshot.language is not None
    dialect = snapshot.language.dialect
    if sign := sign_of(snapshot.content, dialect):
        return Skipped(f"line {sign.line} has `{sign.text}`, which is {said_of(dialect)}: not formatted", due=False)
    return None


def _template(source: bytes, dialect: str, refused: str) -> Skipped | None:
    """For a source that a formatter cannot read: that it is a template, if it has the signs of one."""
    line = _LINE.search(refused)
    sign = templates.by_content(source, dialect, frozenset({int(line[1])} if line else ()))
    return Skipped(f"a template (`{sign}`): not formatted", due=False) if sign else None


def _prove_version(snapshot: Snapshot, formatted: bytes) -> None:
    """See that the oldest Python that the project names still parses a file. Raises NotProved."""
    assert snapshot.content is not None
    minor = oldest_python(snapshot.file, snapshot.root)
    if minor is None or minor >= NEWEST_FOR_ALL or unread_by(snapshot.content, minor):
        return
    if why := unread_by(formatted, minor):
        by = FORMATTERS["python"].name
        raise NotProved(f"Python 3.{minor}, which the project names as the oldest, cannot read what {by} would write ({why})")
