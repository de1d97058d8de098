"""The hive: the process that serves one repository. It listens on nothing; `kaptar.server` has the doors."""
