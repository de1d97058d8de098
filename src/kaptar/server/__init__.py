"""The hive's doors: HTTP on a Unix socket and on loopback."""
