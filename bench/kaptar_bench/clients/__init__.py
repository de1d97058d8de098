"""The time that hooks add to one edit in a real client: a row of `kaptar bench hooks` for each client."""
