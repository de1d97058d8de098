"""The one SQLite file of a hive: its tables, transactions and migrations."""
