"""Texts of others as values: the one reader of TOML and the one of JSON, both bounded."""
