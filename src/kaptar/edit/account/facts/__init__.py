"""Facts that the account goes by: both texts by lines and records, the rows of the edit, and where these stand."""
