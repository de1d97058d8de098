"""Test runners, one file each: which tests belong to a file, how they run, and what they report."""
