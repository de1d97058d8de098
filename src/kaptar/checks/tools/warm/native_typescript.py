"""TypeScript 7's language server. It reports on any file, so the project is asked which files are its own."""

from pathlib import Path

from kaptar.checks.tools.warm.changes import Changes
from kaptar.checks.tools.warm.channel import Patience, ServerFailed
from kaptar.checks.tools.warm.lsp import LanguageServer
from kaptar.checks.tools.warm.server import NotIncluded, Question, ServerDiagnostic
from kaptar.repository.process import Finished, run


class NativeTypeScript:
    """A language server, and the list of the files that ``tsconfig.json`` leads to.

    Args:
        program: ``tsc``.
    """

    def __init__(self, server: LanguageServer, program: str, folder: Path, environment: dict[str, str | None]) -> None:
        self._server, self._program, self._folder, self._environment = server, program, folder, environment
        self._included: frozenset[str] = frozenset()

    @property
    def pid(self) -> int:
        return self._server.pid

    def alive(self) -> bool:
        return self._server.alive()

    def close(self) -> None:
        self._server.close()

    def ask(self, question: Question, changes: Changes, patience: Patience) -> tuple[ServerDiagnostic, ...] | NotIncluded:
        """As the language server says, for files of the project."""
        name = str(question.file.resolve())
        if changes.deleted or name not in self._included:
            self._included = self._list(patience)
        found = self._server.ask(question, changes, patience)
        if name not in self._included:
            return NotIncluded("tsconfig.json does not include this file")
        return found

    def _list(self, patience: Patience) -> frozenset[str]:
        command = [self._program, "--listFilesOnly", "-p", "tsconfig.json"]
        left_s = max(0.001, patience.left_s)
        done = run(command, self._folder, timeout_s=left_s, environment=self._environment, stop=patience.stop)
        if not isinstance(done, Finished):
            patience.stop.raise_if_requested()
            raise ServerFailed(f"tsc does not list the project's files: {done.reason}")
        return frozenset(done.out.decode("utf-8", "replace").splitlines())
