"""The claims that the described system makes of itself, as data: ``claims.toml``."""

import tomllib
from pathlib import Path
from typing import NamedTuple

OWN = Path(__file__).with_name("claims.toml")


class Claim(NamedTuple):
    """One figure that is claimed. ``key`` is ``section.name``, ``text`` the claim in its own words."""

    key: str
    text: str

    @property
    def row(self) -> str:
        """The name of its row."""
        return f"claim {self.key}: {self.text}"


def claims(path: Path = OWN) -> tuple[Claim, ...]:
    """All claims of a file, in its order."""
    sections = tomllib.loads(path.read_text("utf-8"))
    return tuple(Claim(f"{section}.{name}", text) for section, entries in sections.items() for name, text in entries.items())
