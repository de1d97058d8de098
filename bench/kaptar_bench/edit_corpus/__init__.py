"""A corpus of edits made from public packages, and the program that scores an applier by it. README.md beside this says how."""
