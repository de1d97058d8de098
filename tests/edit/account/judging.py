"""Asks the account about a text as if a plan had made it, without any guest that plans."""

from proof.plans import CUTS
from proof.reading import Right
from proof.triple import Triple

from kaptar.api.programs import Runtime
from kaptar.edit.account.check import Account, Change, check_snippet
from kaptar.languages import language_of

_DOCUMENTS = ("markdown", "html")


class Judge:
    """The account with tables of real guests; or by lines, with ``guests`` None."""

    def __init__(self, guests: Runtime | None) -> None:
        self._guests = guests
        self._tables: dict[tuple[str, str], bytes | None] = {}
        self._rights: dict[str, Right] = {}

    def table(self, path: str, text: str) -> bytes | None:
        """The table of a text; None for a file without a parser, and by lines."""
        language = language_of(path)
        if self._guests is None or language is None:
            return None
        found: bytes = self._guests.call_guest(language.module, "table", text.encode(), language.dialect)
        return found

    def right(self, triple: Triple) -> Right:
        """A right edit with its definitions."""
        if triple.name not in self._rights:
            self._rights[triple.name] = Right(triple, self._pair(triple, triple.after))
        return self._rights[triple.name]

    def ask(self, triple: Triple, text: str, cut: str) -> Account:
        """What the account says of a text that a plan with ranges of that cut would make."""
        before, after = triple.before.encode(), text.encode()
        language = language_of(triple.path)
        document = language is None or language.dialect in _DOCUMENTS
        return check_snippet(
            Change(before, CUTS[cut](before, after), after, triple.edit, self._pair(triple, text), is_document=document)
        )

    def _pair(self, triple: Triple, text: str) -> tuple[bytes, bytes] | None:
        key = triple.path, triple.before
        if key not in self._tables:
            self._tables[key] = self.table(*key)
        before, after = self._tables[key], self.table(triple.path, text)
        return (before, after) if before is not None and after is not None else None
