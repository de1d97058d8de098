"""Right edits of Python."""

from ..triple import File

SHOP = File(
    "shop.py",
    '''\
#!/usr/bin/env python3
# Copyright 2024 The Shop. All rights reserved.
"""A small shop."""

import os
import sys
from typing import Iterable, List

LIMIT = 3
RATES = {"de": 0.19, "fr": 0.2}


# Adds up the prices.
def total(items: List[int]) -> int:
    result = 0
    for item in items:
        if item > LIMIT:
            result += item
        elif item < 0:
            raise ValueError(item)
        else:
            result -= 1
    return result


@cached(maxsize=None)
def rate(country: str) -> float:
    """The rate of a country."""
    try:
        return RATES[country]
    except KeyError:
        return 0.0


class Cart:
    """Holds items."""

    size = 0

    def __init__(self, owner):
        self.owner = owner
        self.items = []

    # Adds one item.
    def add(self, item):
        self.items.append(item)
        self.size += 1
        return self

    @property
    def count(self):
        return len(self.items)

    @count.setter
    def count(self, value):
        self.items = self.items[:value]

    def clear(self):
        self.items = []
        self.size = 0


class Wishlist:
    def __init__(self, owner):
        self.owner = owner

    def clear(self):
        self.owner = None


# Opens the gate.
@guard
def open_gate():
    print("open", file=sys.stderr)
    return os.getpid()


if __name__ == "__main__":
    print(total([1, 2]))
''',
)

NESTED = File(
    "nested.py",
    '''\
import functools


def make(rate):
    """Makes a wrapper."""
    limit = 3
    names = []

    class Wrapper(Base):
        kind = "plain"
        done = False

        def first(self, value):
            self.value = value
            return value * rate

        # Asks for the next.
        @functools.cache
        def second(self, value):
            if value > limit:
                return self.first(value)
            return value

        def third(self):
            self.done = True

    def before(value):
        names.append(value)
        return value

    def after(value):
        names.remove(value)
        return value

    return Wrapper, before, after


def check():
    def before(value):
        names = [value]
        return names

    assert before(1)
    assert not before(0)
''',
)

# fmt: off
TRIPLES = [
    SHOP.edit("lazy body", '''\
# ... existing code ...
@cached(maxsize=None)
def rate(country: str) -> float:
    """The rate of a country."""
    try:
        return RATES[country.lower()]
    except KeyError:
        return 0.0
# ... existing code ...
''', ("RATES[country]", "RATES[country.lower()]")),
    SHOP.edit("lazy method", '''\
# ... existing code ...
class Cart:
    # ... existing code ...
    def add(self, item):
        self.items.append(item)
        self.size += item.amount
        return self
    # ... existing code ...
# ... existing code ...
''', ("self.size += 1", "self.size += item.amount")),
    SHOP.edit("method alone", '''\
    @count.setter
    def count(self, value):
        self.items = self.items[: max(value, 0)]
''', ("self.items[:value]", "self.items[: max(value, 0)]")),
    SHOP.edit("whole function", '''\
def total(items: List[int]) -> int:
    """All that is above the limit."""
    return sum(item for item in items if item > LIMIT)
''', ('''\
    result = 0
    for item in items:
        if item > LIMIT:
            result += item
        elif item < 0:
            raise ValueError(item)
        else:
            result -= 1
    return result
''', '''\
    """All that is above the limit."""
    return sum(item for item in items if item > LIMIT)
''')),
    SHOP.edit("changed comment", '''\
# ... existing code ...
# Opens the gate and says so.
# Needs rights.
@guard
def open_gate():
    # ... existing code ...
# ... existing code ...
''', ("# Opens the gate.\n", "# Opens the gate and says so.\n# Needs rights.\n")),
    SHOP.edit("new decorator", '''\
# ... existing code ...
@traced
def total(items: List[int]) -> int:
    # ... existing code ...
# ... existing code ...
''', ("def total", "@traced\ndef total")),
    SHOP.edit("wider import", '''\
import os
import sys
from typing import Iterable, List, Optional
# ... existing code ...
''', ("Iterable, List", "Iterable, List, Optional")),
    SHOP.edit("new import", '''\
import os
import re
import sys
# ... existing code ...
''', ("import os\n", "import os\nimport re\n")),
    SHOP.edit("removed by words", '''\
# ... existing code ...
class Wishlist:
    def __init__(self, owner):
        self.owner = owner

    # removed: clear
# ... existing code ...
''', ("\n    def clear(self):\n        self.owner = None\n", "")),
    SHOP.edit("new function", '''\
# ... existing code ...
class Wishlist:
    # ... existing code ...


def close_gate():
    return os.getppid()


# Opens the gate.
@guard
def open_gate():
    # ... existing code ...
''', ("# Opens the gate.\n", "def close_gate():\n    return os.getppid()\n\n\n# Opens the gate.\n")),
    SHOP.edit("else branch", '''\
# ... existing code ...
def total(items: List[int]) -> int:
    # ... existing code ...
        elif item < 0:
            raise ValueError(f"negative: {item}")
        else:
            result -= 1
    # ... existing code ...
''', ("raise ValueError(item)", 'raise ValueError(f"negative: {item}")')),
    SHOP.edit("two places", '''\
# ... existing code ...
LIMIT = 5
RATES = {"de": 0.19, "fr": 0.2}
# ... existing code ...
class Wishlist:
    def __init__(self, owner):
        self.owner = owner or "nobody"
    # ... existing code ...
''', ("LIMIT = 3\n", "LIMIT = 5\n"),
        ("class Wishlist:\n    def __init__(self, owner):\n        self.owner = owner\n",
         'class Wishlist:\n    def __init__(self, owner):\n        self.owner = owner or "nobody"\n')),
    NESTED.edit("method of a class in a function", '''\
# ... existing code ...
    class Wrapper(Base):
        # ... existing code ...
        def second(self, value):
            if value > limit:
                return self.first(value + 1)
            return value
        # ... existing code ...
# ... existing code ...
''', ("return self.first(value)", "return self.first(value + 1)")),
    NESTED.edit("function in a function", '''\
def make(rate):
    # ... existing code ...
    def after(value):
        names.discard(value)
        return value
    # ... existing code ...
''', ("names.remove(value)", "names.discard(value)")),
]
