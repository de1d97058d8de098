"""Shortages of the machine, for front ends."""

from kaptar.machine import shortage as shortage
