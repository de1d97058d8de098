"""Shortages of the machine, for front ends."""

from kaptar.machine import NO_MEMORY as NO_MEMORY
from kaptar.machine import REMEDIES as REMEDIES
