"""What one edit takes longer in a real client with the hooks than without: a row of `kaptar bench hooks` for each client."""
