"""Book of holders: all whom the books of a repository name now."""

from kaptar.database.store import Store
from kaptar.workspace.leases.book import LeaseBook
from kaptar.workspace.leases.model import Holder

_TABLES = ("workspace_edits", "workspace_seen", "workspace_commands", "workspace_processes")
_QUERIES = (
    *(f"SELECT client, session, agent FROM {table} WHERE client = ?" for table in _TABLES),
    "SELECT from_client, from_session, from_agent FROM workspace_offers WHERE from_client = ?",
    "SELECT to_client, to_session, to_agent FROM workspace_offers WHERE to_client = ?",
)


def known_holders(store: Store, leases: LeaseBook, client: str) -> set[Holder]:
    """The holders of a client that have leases, wait for some, were offered some, or have edited, seen or run something.

    Args:
        store: a database that has the tables of the workspace.
    """
    rows = store.read(" UNION ".join(_QUERIES), (client,) * len(_QUERIES))
    held = [*(each.holder for each in leases.living()), *(each.claim.holder for each in leases.waiting())]
    return {*(Holder(*row) for row in rows), *(each for each in held if each.client == client)}
