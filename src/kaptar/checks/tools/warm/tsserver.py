"""TypeScript's own server, a part of each ``typescript`` package before version 7."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from kaptar.checks.finding import Severity
from kaptar.checks.tools.warm.changes import Changes
from kaptar.checks.tools.warm.channel import Channel, Patience, ServerFailed
from kaptar.checks.tools.warm.server import NotIncluded, Question, ServerDiagnostic

OPTIONS = ("--disableAutomaticTypingAcquisition", "--suppressDiagnosticEvents", "--noGetErrOnBackgroundUpdate", "--locale", "en")
_SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning"}


class _Place(msgspec.Struct, frozen=True):
    line: int
    offset: int


class _Said(msgspec.Struct, frozen=True):
    text: str
    category: str
    code: int
    start: _Place
    end: _Place


class TypeScriptServer:
    """One tsserver over stdio.

    Raises:
        ServerFailed: it does not start.
    """

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str | None]) -> None:
        self._folder = folder
        self._channel = Channel([*command, *OPTIONS], folder, environment, line_requests=True)
        self._number = 0
        self._open = ""

    @property
    def pid(self) -> int:
        return self._channel.pid

    def alive(self) -> bool:
        return self._channel.alive()

    def close(self) -> None:
        self._channel.close()

    def ask(self, question: Question, changes: Changes, patience: Patience) -> tuple[ServerDiagnostic, ...] | NotIncluded:
        """One file is open at a time, so that all others are as the disk has them. Types are only looked at where it parses,
        as `tsc` does."""
        file = str(question.file)
        self._show(file, question, patience)
        others = {*changes.created, *changes.changed, *changes.deleted} - {file}
        if others or changes.created or changes.deleted:
            self._request("reloadProjects", {}, patience)
        about = {"file": file}
        try:
            if not self._is_in_a_project(file, patience):
                return NotIncluded("tsconfig.json does not include this file")
            found = self._diagnostics("syntacticDiagnosticsSync", about, patience)
            found = found or self._diagnostics("semanticDiagnosticsSync", about, patience)
        finally:
            if not question.on_disk:
                self._tell("close", about, patience)
                self._open = ""
        return tuple(_diagnostic(each) for each in found if each.category in _SEVERITIES)

    def _show(self, file: str, question: Question, patience: Patience) -> None:
        if self._open and self._open != file:
            self._tell("close", {"file": self._open}, patience)
        content = question.content.decode("utf-8-sig", "replace")
        kind = "TSX" if question.dialect == "tsx" else "TS"
        self._tell("open", {"file": file, "fileContent": content, "scriptKindName": kind}, patience)
        self._open = file

    def _is_in_a_project(self, file: str, patience: Patience) -> bool:
        answer = self._request("projectInfo", {"file": file, "needFileNameList": False}, patience)
        name = answer.get("configFileName", "") if isinstance(answer, dict) else ""
        return str(name).endswith(".json")

    def _diagnostics(self, command: str, about: dict[str, str], patience: Patience) -> list[_Said]:
        try:
            return msgspec.convert(self._request(command, about, patience), list[_Said])
        except msgspec.ValidationError as problem:
            raise ServerFailed(f"its diagnostics are none: {problem}") from None

    def _request(self, command: str, arguments: dict[str, Any], patience: Patience) -> Any:
        number = self._tell(command, arguments, patience)
        while True:
            message = self._channel.receive(patience)
            if message.get("type") == "response" and message.get("request_seq") == number:
                if not message.get("success"):
                    raise ServerFailed(f"it refuses {command}: {str(message.get('message'))[:200]}")
                return message.get("body")

    def _tell(self, command: str, arguments: dict[str, Any], patience: Patience) -> int:
        self._number += 1
        request = {"seq": self._number, "type": "request", "command": command, "arguments": arguments}
        self._channel.send(request, patience)
        return self._number


def _diagnostic(said: _Said) -> ServerDiagnostic:
    return ServerDiagnostic(
        f"TS{said.code}", said.start.line, said.start.offset, said.text, _SEVERITIES[said.category], end_line=said.end.line
    )  # fmt: skip
