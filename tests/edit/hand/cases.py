# ruff: noqa: E501 - a case is read as one line
# fmt: off
"""Edits written by hand, in ways in which models write them; each with every right answer.

A case is (name, path, source, edit, answers). An answer is the new text, or REFUSE. Where two readings are
possible, the text of each is *not* right: only a refusal, or the one reading that a careful person would take.
"""

from typing import NamedTuple

REFUSE = None


class Case(NamedTuple):
    name: str
    path: str
    source: str
    edit: str
    answers: tuple[str | None, ...]


CART = '''import os
import sys


class Cart:
    """A cart."""

    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)

    def total(self):
        return sum(i.price for i in self.items)


class Wishlist:
    def __init__(self):
        self.items = []

    def add(self, item):
        self.items.append(item)


def main():
    cart = Cart()
    print(cart.total())
'''

SHOP = '''const tax = 0.2;

export function price(item) {
  return item.net * (1 + tax);
}

export const label = (item) => {
  return item.name;
};

class Shop {
  constructor() {
    this.items = [];
  }

  add(item) {
    this.items.push(item);
  }

  find(id) {
    for (const item of this.items) {
      if (item.id === id) {
        return item;
      }
    }
    return null;
  }
}

module.exports = { Shop };
'''


def changed(source: str, old: str, new: str) -> str:
    assert source.count(old) == 1, old
    return source.replace(old, new)


TOTAL = "        return sum(i.price for i in self.items)\n"
ROUNDED = "        return round(sum(i.price for i in self.items), 2)\n"

CASES = [
    Case("method between outer markers", "a.py", CART,
         f"# ... existing code ...\n    def total(self):\n{ROUNDED}# ... existing code ...\n",
         (changed(CART, TOTAL, ROUNDED), REFUSE)),
    Case("method in its class between outer markers", "a.py", CART,
         f"# ... existing code ...\nclass Cart:\n    # ... existing code ...\n    def total(self):\n{ROUNDED}\n# ... existing code ...\n",
         (changed(CART, TOTAL, ROUNDED), REFUSE)),
    Case("new line at the beginning of a body", "a.py", CART,
         "# ... existing code ...\n    def total(self):\n        self.check()\n        # ... existing code ...\n",
         (changed(CART, TOTAL, "        self.check()\n" + TOTAL), REFUSE)),
    Case("new line at the end of a body", "a.py", CART,
         "# ...\ndef main():\n    # ...\n    print('done')\n",
         (CART + "    print('done')\n", REFUSE)),
    Case("an import is added", "a.py", CART,
         "import os\nimport re\nimport sys\n\n# ... rest of the file ...\n",
         (changed(CART, "import os\n", "import os\nimport re\n"), REFUSE)),
    Case("an import is added below the last", "a.py", CART,
         "import os\nimport sys\nfrom typing import Any\n\n# ... rest of code remains unchanged ...\n",
         (changed(CART, "import sys\n", "import sys\nfrom typing import Any\n"), REFUSE)),
    Case("a method is added at the end of a class", "a.py", CART,
         "class Cart:\n    # ... existing methods ...\n\n    def clear(self):\n        self.items = []\n",
         (changed(CART, TOTAL, TOTAL + "\n    def clear(self):\n        self.items = []\n"), REFUSE)),
    Case("a method of one of two classes", "a.py", CART,
         "class Wishlist:\n    # ... existing code ...\n    def add(self, item):\n        self.items.insert(0, item)\n",
         (CART.replace("        self.items.append(item)\n\n\ndef main", "        self.items.insert(0, item)\n\n\ndef main"), REFUSE)),
    Case("a method of two classes, without the class", "a.py", CART,
         "    def add(self, item):\n        self.items.insert(0, item)\n", (REFUSE,)),
    Case("a whole function without markers", "a.py", CART,
         "def main():\n    print(Cart().total())\n",
         (changed(CART, "    cart = Cart()\n    print(cart.total())\n", "    print(Cart().total())\n"),)),
    Case("a function with a new parameter", "a.py", CART,
         "def main(argv=None):\n    cart = Cart()\n    print(cart.total())\n",
         (changed(CART, "def main():", "def main(argv=None):"),)),
    Case("a marker in words without dots", "a.py", CART,
         f"class Cart:\n    # (other methods stay the same)\n\n    def total(self):\n{ROUNDED}",
         (changed(CART, TOTAL, ROUNDED), REFUSE)),
    Case("a removal in words", "a.py", CART,
         "# ... existing code ...\n\n# remove class Wishlist\n\n# ... existing code ...\n",
         (CART[: CART.index("class Wishlist")] + CART[CART.index("def main"):], REFUSE)),
    Case("lines left out by a gap of dots in a string", "a.py", CART,
         "def main():\n    cart = Cart()\n    print('...')\n    print(cart.total())\n",
         (changed(CART, "    cart = Cart()\n", "    cart = Cart()\n    print('...')\n"),)),
    Case("an ellipsis that is code", "a.pyi", "def f() -> int: ...\ndef g() -> int: ...\n",
         "def f() -> str: ...\n", ("def f() -> str: ...\ndef g() -> int: ...\n", REFUSE)),
    Case("a line that both functions have", "a.js", "function a() {\n  go();\n  end();\n}\n\nfunction b() {\n  go();\n  end();\n}\n",
         "// ...\n  go();\n  log();\n  end();\n// ...\n", (REFUSE,)),
    Case("the same with its function", "a.js", "function a() {\n  go();\n  end();\n}\n\nfunction b() {\n  go();\n  end();\n}\n",
         "// ...\nfunction b() {\n  go();\n  log();\n  end();\n}\n",
         ("function a() {\n  go();\n  end();\n}\n\nfunction b() {\n  go();\n  log();\n  end();\n}\n",)),
    Case("an arrow function", "a.js", SHOP,
         "export const label = (item) => {\n  return `${item.name} (${item.id})`;\n};\n",
         (changed(SHOP, "  return item.name;", "  return `${item.name} (${item.id})`;"),)),
    Case("a method deep inside", "a.js", SHOP,
         "class Shop {\n  // ...\n\n  find(id) {\n    return this.items.find((item) => item.id === id) ?? null;\n  }\n}\n",
         (SHOP.replace(SHOP[SHOP.index("    for (const"):SHOP.index("  }\n}\n\nmodule")],
                       "    return this.items.find((item) => item.id === id) ?? null;\n"), REFUSE)),
    Case("a method is added between two", "a.js", SHOP,
         "  add(item) {\n    this.items.push(item);\n  }\n\n  remove(id) {\n    this.items = this.items.filter((i) => i.id !== id);\n  }\n\n"
         "  find(id) {\n    // ... existing code ...\n  }\n",
         (changed(SHOP, "  find(id) {", "  remove(id) {\n    this.items = this.items.filter((i) => i.id !== id);\n  }\n\n  find(id) {"),
          REFUSE)),
    Case("a line in a loop, by markers on both sides", "a.js", SHOP,
         "// ... existing code ...\n  find(id) {\n    for (const item of this.items) {\n      if (item.id === id && !item.gone) {\n"
         "        // ... existing code ...\n      }\n    }\n    // ... existing code ...\n  }\n// ... existing code ...\n",
         (changed(SHOP, "if (item.id === id) {", "if (item.id === id && !item.gone) {"), REFUSE)),
    Case("a constant at the top", "a.js", SHOP,
         "const tax = 0.25;\n\n// ... existing code ...\n", (changed(SHOP, "const tax = 0.2;", "const tax = 0.25;"), REFUSE)),
    Case("code for another file", "a.js", SHOP,
         "function unrelated(a) {\n  return a + 1;\n}\n\nclass Other {\n  // ...\n  run() {\n    return 2;\n  }\n}\n", (REFUSE,)),
    Case("a cut-off answer", "a.js", SHOP, "class Shop {\n  // ...\n  find(id) {\n    for (const item of", (REFUSE,)),
    Case("a source that holds a marker line", "a.py", "# ... existing code ...\ndef f():\n    return 1\n",
         "def f():\n    return 2\n", ("# ... existing code ...\ndef f():\n    return 2\n", REFUSE)),
    Case("plus and minus without a header", "a.py", CART,
         f" def total(self):\n-{TOTAL}+{ROUNDED}", (changed(CART, TOTAL, ROUNDED), REFUSE)),
    Case("a decorator is changed with the signature", "a.py",
         "@route('/a')\ndef a(x):\n    return x\n\n\n@route('/b')\ndef b(x):\n    return x\n",
         "# ... existing code ...\n\n@route('/c')\ndef b(x, y):\n    # ... existing code ...\n",
         ("@route('/a')\ndef a(x):\n    return x\n\n\n@route('/c')\ndef b(x, y):\n    return x\n", REFUSE)),
    Case("a rename that adds a method of another name", "a.js", "class A {\n  go() {\n    return 1;\n  }\n\n  goes() {\n    return 2;\n  }\n}\n",
         "class A {\n  // ... existing code ...\n\n  went() {\n    return 2;\n  }\n}\n",
         ("class A {\n  go() {\n    return 1;\n  }\n\n  goes() {\n    return 2;\n  }\n\n  went() {\n    return 2;\n  }\n}\n", REFUSE)),
    Case("an else branch is added", "a.py", "def f(x):\n    if x:\n        return 1\n    return 2\n",
         "def f(x):\n    if x:\n        return 1\n    else:\n        log()\n    return 2\n",
         ("def f(x):\n    if x:\n        return 1\n    else:\n        log()\n    return 2\n",)),
    Case("two edits with a marker between", "a.js", SHOP,
         "const tax = 0.19;\n// ...\n  add(item) {\n    this.items.unshift(item);\n  }\n// ...\n",
         (changed(changed(SHOP, "0.2;", "0.19;"), "push(item)", "unshift(item)"), REFUSE)),
    Case("a key of JSON", "package.json", '{\n  "name": "a",\n  "version": "1.0.0",\n  "private": true\n}\n',
         '{\n  "name": "a",\n  "version": "1.0.1",\n  // ...\n}\n',
         ('{\n  "name": "a",\n  "version": "1.0.1",\n  "private": true\n}\n', REFUSE)),
    Case("prose that mentions code", "a.py", CART, "You should change `total` to round the sum, for example with `round(x, 2)`.\n", (REFUSE,)),
    Case("a function without its decorator", "a.py", "@cached\ndef f(x):\n    return x\n", "def f(x):\n    return x + 1\n",
         ("@cached\ndef f(x):\n    return x + 1\n",)),
    Case("a function with another decorator", "a.py", "@cached\ndef f(x):\n    return x\n", "@lru_cache(9)\ndef f(x):\n    return x + 1\n",
         ("@lru_cache(9)\ndef f(x):\n    return x + 1\n",)),
    Case("a class without its decorator", "a.ts", "@Injectable()\nexport class A {\n  go() {\n    return 1;\n  }\n}\n",
         "export class A {\n  go() {\n    return 2;\n  }\n}\n", ("@Injectable()\nexport class A {\n  go() {\n    return 2;\n  }\n}\n",)),
    Case("a method without its annotation", "A.java", "class A {\n  @Override\n  public int go() {\n    first();\n    return 1;\n  }\n}\n",
         "  public int go() {\n    first();\n    return 2;\n  }\n", ("class A {\n  @Override\n  public int go() {\n    first();\n    return 2;\n  }\n}\n",)),
    Case("a function without its attribute", "a.rs", "#[inline]\npub fn go() -> u8 {\n    first();\n    1\n}\n",
         "pub fn go() -> u8 {\n    first();\n    2\n}\n", ("#[inline]\npub fn go() -> u8 {\n    first();\n    2\n}\n",)),
    Case("a function below the one shown, and no marker at the end", "a.py", CART,
         "# ...\n\nclass Wishlist:\n    def __init__(self):\n        self.items = []\n\n    def add(self, item):\n        self.items.append(item)\n\n\n"
         "def discount(cart, rate):\n    for item in cart.items:\n        item.price *= 1 - rate\n",
         (changed(CART, "def main", "def discount(cart, rate):\n    for item in cart.items:\n        item.price *= 1 - rate\n\n\ndef main"), REFUSE)),
    Case("a function above the first one shown, and no marker at the beginning", "a.py", CART,
         f"def discount(cart, rate):\n    return cart.total() * rate\n\n\nclass Cart:\n    # ...\n    def total(self):\n{ROUNDED}\n# ...\n", (REFUSE,)),
    Case("a method where one stands that is not shown", "a.js",
         "class Shop {\n  name() {\n    return 1;\n  }\n\n  open() {\n    this.door = true;\n  }\n\n  sell(item) {\n    for (const each of item) this.open(each);\n  }\n}\n",
         "class Shop {\n  // ...\n\n  open() {\n    this.door = true;\n  }\n\n  close() {\n    lock(this.key);\n  }\n}\n", (REFUSE,)),
]  # fmt: skip
