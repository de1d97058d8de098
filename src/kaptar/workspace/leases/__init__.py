"""Leases: claims on files, patterns and definitions that no two holders may have at once."""
