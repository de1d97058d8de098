"""The interpreter of Kaptar's own processes, for front ends."""

from kaptar.repository.interpreter import forget_others as forget_others

__all__ = ["forget_others"]
