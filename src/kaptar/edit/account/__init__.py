"""The account: what an edit does not name neither disappears nor moves. See `kaptar.edit.account.check`."""
