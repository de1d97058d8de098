"""Shop."""
import os
from shop.base import (
    Base,
    Other as Else,
)

LIMIT = 10
ITEMS = {
    "a": 1,
    "b": [1, 2],
}


@dataclass
class Cart(Base):
    """A cart."""

    count: int = 0
    name = "x"

    @property
    def total(self, a, b=1, *rest):
        sum = 0
        for item in self.items:
            if item and a > 1:
                sum += call(
                    item,
                    b,
                )
            elif b:
                sum -= 1
            else:
                continue
        try:
            go()
        except ValueError as e:
            raise
        finally:
            close()
        with open("x") as f:
            pass
        match a:
            case 1:
                return 2
            case _:
                return [
                    x
                    for x in b
                    if x
                ]

    async def run(self): ...


def helper(x):
    def inner():
        return x
    text = """a
    b"""
    return inner


if __name__ == "__main__":
    helper(1)
