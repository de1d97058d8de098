"""Ledger: who changed which file when, and the versions that were there."""
