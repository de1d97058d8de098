"""Test runners, one file for each: which tests belong to a file, how they are run, and what they report."""
