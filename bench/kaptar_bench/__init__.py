"""Measurements: what is measured is written by one file each; rows, table, timing and comparison are shared."""
