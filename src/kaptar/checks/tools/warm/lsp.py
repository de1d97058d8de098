"""Language servers that report the errors of one file: pyright and its kin, and TypeScript from version 7."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from kaptar.checks.finding import Severity
from kaptar.checks.tools.warm.changes import Changes
from kaptar.checks.tools.warm.channel import Channel, Patience, ServerFailed
from kaptar.checks.tools.warm.server import NotIncluded, Question, ServerDiagnostic

_LANGUAGES = {"python": "python", "tsx": "typescriptreact"}
_SEVERITIES: dict[int, Severity] = {1: "error", 2: "warning", 3: "info"}
_CREATED, _CHANGED, _DELETED = 1, 2, 3
_METHOD_NOT_FOUND = -32601

_CAPABILITIES = {
    "textDocument": {
        "synchronization": {"didSave": False},
        "publishDiagnostics": {"versionSupport": True},
        "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": False},
    },
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True, "relativePatternSupport": True},
    },
    "general": {"positionEncodings": ["utf-16"]},
}


class _Point(msgspec.Struct, frozen=True):
    line: int
    character: int


class _Range(msgspec.Struct, frozen=True):
    start: _Point
    end: _Point


class _Said(msgspec.Struct, frozen=True):
    range: _Range
    message: str
    severity: int = 1
    code: int | str | None = None


class LanguageServer:
    """One language server over stdio, asked by pulling where it can be, else by waiting for what it publishes.

    Args:
        folder: its one workspace folder.
        rule_prefix: before its numeric codes (``TS``).
    Raises:
        ServerFailed, Stopped: it does not start.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, environment: dict[str, str | None], patience: Patience, rule_prefix: str = ""
    ) -> None:
        self._prefix = rule_prefix
        self._channel = Channel(command, folder, environment)
        self._number = 0
        self._pulls = False
        self._open: dict[str, tuple[int, str]] = {}
        self._published: dict[str, tuple[int | None, Any]] = {}
        try:
            self._initialize(folder, patience)
        except BaseException:
            self._channel.close()
            raise

    @property
    def pid(self) -> int:
        return self._channel.pid

    def alive(self) -> bool:
        return self._channel.alive()

    def close(self) -> None:
        self._channel.close()

    def ask(self, question: Question, changes: Changes, patience: Patience) -> tuple[ServerDiagnostic, ...] | NotIncluded:
        """One file is open at a time, so that all others are as the disk has them."""
        uri = question.file.as_uri()
        self._tell(changes, patience)
        for other in [each for each in self._open if each != uri]:
            self._close(other, patience)
        version = self._show(uri, question, patience)
        found = self._pull(uri, patience) if self._pulls else self._pushed(uri, version, patience)
        if not question.on_disk:
            self._close(uri, patience)
        return tuple(self._diagnostic(each) for each in found if each.severity in _SEVERITIES)

    def _initialize(self, folder: Path, patience: Patience) -> None:
        uri = folder.as_uri()
        answer = self._request(
            "initialize",
            {"processId": os.getpid(), "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": folder.name}],
             "capabilities": _CAPABILITIES, "clientInfo": {"name": "kaptar"}},
            patience,
        )  # fmt: skip
        self._pulls = bool(isinstance(answer, dict) and answer.get("capabilities", {}).get("diagnosticProvider"))
        self._notify("initialized", {}, patience)

    def _tell(self, changes: Changes, patience: Patience) -> None:
        kinds = ((changes.created, _CREATED), (changes.changed, _CHANGED), (changes.deleted, _DELETED))
        events = [{"uri": Path(path).as_uri(), "type": kind} for paths, kind in kinds for path in paths]
        if events:
            self._notify("workspace/didChangeWatchedFiles", {"changes": events}, patience)

    def _show(self, uri: str, question: Question, patience: Patience) -> int:
        """Give the content, and the version that it has there."""
        text = question.content.decode("utf-8", "replace")
        known = self._open.get(uri)
        version = known[0] + 1 if known else 1
        self._published.pop(uri, None)
        if known is None:
            document = {
                "uri": uri,
                "languageId": _LANGUAGES.get(question.dialect, "typescript"),
                "version": version,
                "text": text,
            }
            self._notify("textDocument/didOpen", {"textDocument": document}, patience)
        else:
            change = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
            self._notify("textDocument/didChange", change, patience)
        self._open[uri] = (version, text)
        return version

    def _close(self, uri: str, patience: Patience) -> None:
        del self._open[uri]
        self._notify("textDocument/didClose", {"textDocument": {"uri": uri}}, patience)

    def _pull(self, uri: str, patience: Patience) -> list[_Said]:
        answer = self._request("textDocument/diagnostic", {"textDocument": {"uri": uri}}, patience)
        return _said(answer.get("items") if isinstance(answer, dict) else None)

    def _pushed(self, uri: str, version: int, patience: Patience) -> list[_Said]:
        """Published for this version. A server may only say now that it is to be pulled."""
        while self._published.get(uri, (None, None))[0] != version:
            self._handle(self._channel.receive(patience), patience)
            if self._pulls:
                return self._pull(uri, patience)
        return _said(self._published[uri][1])

    def _request(self, method: str, parameters: Any, patience: Patience) -> Any:
        self._number += 1
        number = self._number
        self._channel.send({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}, patience)
        while True:
            message = self._channel.receive(patience)
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise ServerFailed(f"it refuses {method}: {str(message['error'])[:200]}")
                return message.get("result")
            self._handle(message, patience)

    def _notify(self, method: str, parameters: Any, patience: Patience) -> None:
        self._channel.send({"jsonrpc": "2.0", "method": method, "params": parameters}, patience)

    def _handle(self, message: dict[str, Any], patience: Patience) -> None:
        """What it says and asks by itself. Answers to questions that were given up are dropped."""
        method, parameters = message.get("method"), message.get("params")
        if method == "textDocument/publishDiagnostics" and isinstance(parameters, dict):
            self._published[str(parameters.get("uri"))] = (parameters.get("version"), parameters.get("diagnostics"))
        elif method == "client/registerCapability" and isinstance(parameters, dict):
            wanted = [each.get("method") for each in parameters.get("registrations", []) if isinstance(each, dict)]
            self._pulls = self._pulls or "textDocument/diagnostic" in wanted
        if method is not None and "id" in message:
            self._channel.send({"jsonrpc": "2.0", "id": message["id"], **_answer(method, parameters)}, patience)

    def _diagnostic(self, said: _Said) -> ServerDiagnostic:
        start, end = said.range.start, said.range.end
        rule = f"{self._prefix}{said.code}" if said.code is not None else ""
        return ServerDiagnostic(
            rule, start.line + 1, start.character + 1, said.message, _SEVERITIES[said.severity], end_line=end.line + 1
        )  # fmt: skip


def _said(items: Any) -> list[_Said]:
    try:
        return msgspec.convert(items, list[_Said])
    except msgspec.ValidationError as problem:
        raise ServerFailed(f"its diagnostics are none: {problem}") from None


def _answer(method: Any, parameters: Any) -> dict[str, Any]:
    """The answer to a server's request: no settings beside the project's own; success for requests that change nothing."""
    if method == "workspace/configuration":
        items = parameters.get("items", []) if isinstance(parameters, dict) else []
        return {"result": [None] * len(items)}
    if method in ("client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create",
                  "workspace/diagnostic/refresh"):  # fmt: skip
        return {"result": None}
    return {"error": {"code": _METHOD_NOT_FOUND, "message": "not offered"}}
