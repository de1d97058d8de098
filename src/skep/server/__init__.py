"""The hive: one local process for one repository, answering on a Unix socket and on loopback."""

PROTOCOL = 1
"""Raised when requests or answers change their meaning. A client of another protocol works in process and says so."""
