# ruff: noqa: E501 - a case is read as one line
# fmt: off
"""Edits of files in many languages, in the ways in which models of several vendors write them.

As in `cases`: every right answer is listed, and a refusal is one only where a careful person could doubt.
"""

from .cases import CART, REFUSE, TOTAL, Case, changed

GO = '''package shop

import (
	"errors"
	"fmt"
)

// ErrPrice says that a price is negative.
var ErrPrice = errors.New("negative price")

type Item struct {
	Name  string
	Price int
}

type Cart struct {
	items []Item
}

func (c *Cart) Add(item Item) error {
	if item.Price < 0 {
		return ErrPrice
	}
	c.items = append(c.items, item)
	return nil
}

func (c *Cart) Total() int {
	sum := 0
	for _, item := range c.items {
		sum += item.Price
	}
	return sum
}

func (w *Wishlist) Total() int {
	return len(w.names)
}

func check(c *Cart) error {
	if err := names(c); err != nil {
		return err
	}
	if err := prices(c); err != nil {
		return err
	}
	if err := sizes(c); err != nil {
		return err
	}
	return nil
}
'''

RUST = '''use std::fmt;

#[derive(Debug, Clone)]
pub struct Id(u64);

impl From<u64> for Id {
    fn from(value: u64) -> Self {
        Id(value)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

pub async fn run() -> Result<(), Error> {
    let (tx, rx) = channel();
    // First, the other worker is blocked.
    tokio::spawn(async move {
        tx.send(()).unwrap();
        rx.recv().unwrap();
    });

    let task = begin();
    task.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_shown() {
        assert_eq!(Id(1).to_string(), "1");
    }
}
'''

JAVA = '''package shop;

import java.util.List;

public class Cart {
    private final List<Item> items;

    public Cart(List<Item> items) {
        this.items = items;
    }

    @Override
    public String toString() {
        return "Cart" + items;
    }

    public int total() {
        int sum = 0;
        for (Item item : items) {
            sum += item.price();
        }
        return sum;
    }

    public int total(int discount) {
        return total() - discount;
    }
}
'''

CSHARP = '''using System;

namespace Shop
{
    public class Cart
    {
        private readonly List<Item> _items = new();

        public int Count => _items.Count;

        public decimal Total()
        {
            decimal sum = 0;
            foreach (var item in _items)
            {
                sum += item.Price;
            }
            return sum;
        }
    }
}
'''

KOTLIN = '''package shop

class Cart(private val items: MutableList<Item>) {
    val size: Int
        get() = items.size

    fun add(item: Item) {
        items.add(item)
    }

    fun total(): Int {
        return items.sumOf { it.price }
    }

    companion object {
        const val LIMIT = 10
    }
}
'''

SWIFT = '''import Foundation

class CartSpec: Spec {
  override class func spec() {
    it("adds") {
      let cart = Cart()
      cart.add(Item(price: 1))
      expect(cart.total) == 1
    }

// TODO: bring this back
//    it("removes") {
//    }

    it("is empty") {
      let cart = Cart()
      expect(cart.total) == 0
    }
  }
}

extension Cart {
  func clear() {
    items.removeAll()
  }
}
'''

CPP = '''#include "cart.h"

namespace shop {

Cart::Cart(std::vector<Item> items) : items_(std::move(items)) {}

int Cart::total() const {
  int sum = 0;
  for (const auto &item : items_) {
    sum += item.price;
  }
  return sum;
}

#ifdef SHOP_DEBUG
void Cart::dump() const {
  std::cout << total();
}
#else
void Cart::dump() const {}
#endif

} // namespace shop
'''

VUE = '''<template>
  <div class="cart">
    <h1>{{ title }}</h1>
    <ul>
      <li v-for="item in items" :key="item.id">{{ item.name }}</li>
    </ul>
  </div>
</template>

<script setup>
import { computed, ref } from 'vue'

const items = ref([])
const title = computed(() => `Cart (${items.value.length})`)

function add(item) {
  items.value.push(item)
}
</script>

<style scoped>
.cart {
  color: black;
}
</style>
'''

HTML = '''<!DOCTYPE html>
<html>
  <head>
    <title>Cart</title>
    <link rel="stylesheet" href="cart.css">
  </head>
  <body>
    <header>
      <h1>Cart</h1>
    </header>
    <main id="items">
      <p>Nothing here.</p>
    </main>
  </body>
</html>
'''

CSS = '''.cart {
  color: black;
  padding: 4px;
}

.cart .item {
  color: gray;
  margin: 0;
}

@media (max-width: 600px) {
  .cart {
    padding: 0;
  }
}
'''

YAML = '''name: ci
on:
  push:
    branches: [main]

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make test
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make lint
'''

TOML = '''[project]
name = "shop"
version = "1.0.0"
dependencies = [
    "attrs",
    "click",
]

[tool.ruff]
line-length = 100

[tool.mypy]
strict = true
'''

SQL = '''CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    price INTEGER NOT NULL
);

CREATE TABLE carts (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL
);

CREATE INDEX items_by_name ON items (name);
'''

RUBY = '''class Cart
  def initialize
    @items = []
  end

  def add(item)
    @items << item
  end

  def total
    @items.sum(&:price)
  end
end
'''

PHP = '''<?php

namespace Shop;

class Cart
{
    private array $items = [];

    public function add(Item $item): void
    {
        $this->items[] = $item;
    }

    public function total(): int
    {
        return array_sum(array_map(fn ($i) => $i->price, $this->items));
    }
}
'''

SHELL = '''#!/bin/sh
set -eu

build() {
    make build
    make pack
}

test_all() {
    make test
}

build
test_all
'''

FLASK = '''class Interface:
    def open(self, app):
        if app.closed:
            return None
        return Session(app)


class Cookies(Interface):
    session_class = Session

    def serializer(
        self, app: "Flask"
    ) -> "t.Optional[Serializer]":
        if not app.secret_key:
            return None
        options = dict(
            key=self.key,
        )
        return Serializer(app.secret_key, options)

    def open(self, app):
        s = self.serializer(app)
        if s is None:
            return None
        return self.session_class(s)
'''

TYPESCRIPT = '''import { Injectable } from './di';
import type { Item } from './item';

export interface Options {
  limit: number;
}

@Injectable()
export class Cart {
  private items: Item[] = [];

  constructor(private readonly options: Options) {}

  @log()
  add(item: Item): void {
    this.items.push(item);
  }

  get total(): number {
    return this.items.reduce((sum, item) => sum + item.price, 0);
  }
}

export default Cart;
'''

REACT = '''import React, { useState } from 'react';

export function Cart({ items }) {
  const [open, setOpen] = useState(false);

  return (
    <section>
      <h1>Cart</h1>
      <ul>
        {items.map((item) => (
          <li key={item.id}>{item.name}</li>
        ))}
      </ul>
      <button onClick={() => setOpen(!open)}>Open</button>
    </section>
  );
}

export const Empty = () => <p>Nothing here.</p>;
'''

NESTED = '''describe('cart', () => {
  beforeEach(() => {
    reset();
  });

  it('adds', () => {
    const cart = new Cart();
    cart.add({ price: 1 });
    expect(cart.total).toBe(1);
  });

  it('is empty', () => {
    const cart = new Cart();
    expect(cart.total).toBe(0);
  });
});
'''

CASES = [
    # Go
    Case("go: a check that could be added or changed", "cart.go", GO,
         "// ... existing code ...\n\t\treturn err\n\t}\n\tif err := owners(c); err != nil {\n\t\treturn err\n\t}\n// ... existing code ...\n", (REFUSE,)),
    Case("go: a method with its receiver, of two with one name", "cart.go", GO,
         "func (c *Cart) Total() int {\n\tsum := 0\n\tfor _, item := range c.items {\n\t\tsum += item.Price * item.Count\n\t}\n\treturn sum\n}\n",
         (changed(GO, "sum += item.Price\n", "sum += item.Price * item.Count\n"), REFUSE)),
    Case("go: a method between markers", "cart.go", GO,
         "package shop\n\n// ... existing imports and types ...\n\nfunc (c *Cart) Add(item Item) error {\n\tif item.Price < 0 {\n\t\treturn fmt.Errorf(\"%s: %w\", item.Name, ErrPrice)\n\t}\n\t// ... rest unchanged ...\n}\n\n// ... existing code ...\n",
         (changed(GO, "\t\treturn ErrPrice\n", "\t\treturn fmt.Errorf(\"%s: %w\", item.Name, ErrPrice)\n"),)),
    Case("go: a field is added to a struct", "cart.go", GO,
         "// ... existing code ...\n\ntype Item struct {\n\tName  string\n\tPrice int\n\tCount int\n}\n\n// ... existing code ...\n",
         (changed(GO, "\tPrice int\n", "\tPrice int\n\tCount int\n"),)),
    Case("go: an import and a function below", "cart.go", GO,
         "import (\n\t\"errors\"\n\t\"fmt\"\n\t\"sort\"\n)\n\n// ... existing code ...\n\nfunc (w *Wishlist) Total() int {\n\tsort.Strings(w.names)\n\treturn len(w.names)\n}\n\n// ... existing code ...\n",
         (changed(changed(GO, '\t"fmt"\n', '\t"fmt"\n\t"sort"\n'), "\treturn len(", "\tsort.Strings(w.names)\n\treturn len("), REFUSE)),
    Case("go: the head of another file", "cart.go", GO,
         "// Copyright somebody.\n\n//go:build !other\n\npackage other\n\nimport (\n\t\"bytes\"\n\t\"io\"\n\n\t\"github.com/other/codec\"\n)\n\n// ... existing code ...\n", (REFUSE,)),
    Case("go: lines of a function that would go", "list_test.go",
         "package list\n\nfunc TestFirst(t *testing.T) {\n\tcases := table()\n\n\tfor _, c := range cases {\n\t\tassert.Equal(t, c.want, first(c.in))\n\t}\n}\n\n"
         "func TestLast(t *testing.T) {\n\tcases := []string{\n\t\t\"a\",\n\t\t\"b\",\n\t}\n\n\tfor _, c := range cases {\n\t\tassert.Equal(t, c.want, last(c.in))\n\t}\n}\n",
         "package list\n\nfunc TestFirst(t *testing.T) {\n\t// ... existing code ...\n\n\tfor _, c := range cases {\n\t\tassert.Equal(t, c.want, last(c.in))\n\t}\n}\n\nfunc TestLength(t *testing.T) {\n\tassert.Equal(t, 3, length(list()))\n}\n", (REFUSE,)),
    # Rust
    Case("rust: an impl of another trait is new", "id.rs", RUST,
         "// ...\n\nimpl From<u32> for Id {\n    fn from(value: u32) -> Self {\n        Id(value.into())\n    }\n}\n\nimpl fmt::Display for Id {\n    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {\n        self.0.fmt(f)\n    }\n}\n\n// ...\n",
         (changed(RUST, "impl fmt::Display", "impl From<u32> for Id {\n    fn from(value: u32) -> Self {\n        Id(value.into())\n    }\n}\n\nimpl fmt::Display"), REFUSE)),
    Case("rust: a call that opens a block is no new function", "id.rs", RUST,
         "// ... existing code ...\npub async fn run() -> Result<(), Error> {\n    // ... existing code ...\n    // First, the other worker is blocked.\n    //\n    // From outside of the runtime.\n    tokio::task::spawn_blocking(|| {\n        tx.send(()).unwrap();\n        rx.recv().unwrap();\n    });\n\n    let task = begin();\n    // ... existing code ...\n}\n// ... existing code ...\n",
         (changed(RUST, "    tokio::spawn(async move {\n", "    //\n    // From outside of the runtime.\n    tokio::task::spawn_blocking(|| {\n"), REFUSE)),
    Case("rust: a test is added at the end of a module", "id.rs", RUST,
         "// ... existing code ...\n\n#[cfg(test)]\nmod tests {\n    // ... existing code ...\n\n    #[test]\n    fn ids_are_equal() {\n        assert_eq!(Id(1).0, 1);\n    }\n}\n",
         (changed(RUST, '"1");\n    }\n', '"1");\n    }\n\n    #[test]\n    fn ids_are_equal() {\n        assert_eq!(Id(1).0, 1);\n    }\n'), REFUSE)),
    Case("rust: an attribute changes", "id.rs", RUST,
         "use std::fmt;\n\n#[derive(Debug, Clone, PartialEq)]\npub struct Id(u64);\n\n// ... rest of file unchanged ...\n", (changed(RUST, "Debug, Clone", "Debug, Clone, PartialEq"), REFUSE)),
    # Java, C#, Kotlin, Swift, C++
    Case("java: one of two overloads", "Cart.java", JAVA,
         "    public int total(int discount) {\n        return Math.max(0, total() - discount);\n    }\n",
         (changed(JAVA, "return total() - discount", "return Math.max(0, total() - discount)"), REFUSE)),
    Case("java: a method is added below another", "Cart.java", JAVA,
         "public class Cart {\n    // ... existing fields and methods ...\n\n    public int total(int discount) {\n        return total() - discount;\n    }\n\n    public boolean isEmpty() {\n        return items.isEmpty();\n    }\n}\n",
         (changed(JAVA, "        return total() - discount;\n    }\n", "        return total() - discount;\n    }\n\n    public boolean isEmpty() {\n        return items.isEmpty();\n    }\n"), REFUSE)),
    Case("java: a method with its annotation", "Cart.java", JAVA,
         "    // ... existing code ...\n\n    @Override\n    public String toString() {\n        return \"Cart of \" + items.size();\n    }\n\n    // ... existing code ...\n",
         (changed(JAVA, 'return "Cart" + items;', 'return "Cart of " + items.size();'),)),
    Case("c#: braces on their own lines", "Cart.cs", CSHARP,
         "        public decimal Total()\n        {\n            return _items.Sum(item => item.Price);\n        }\n",
         (CSHARP.replace(CSHARP[CSHARP.index("            decimal sum"):CSHARP.index("        }\n    }\n}")], "            return _items.Sum(item => item.Price);\n"), REFUSE)),
    Case("c#: a line in a loop", "Cart.cs", CSHARP,
         "// ... existing code ...\n            foreach (var item in _items)\n            {\n                sum += item.Price * item.Count;\n            }\n// ... existing code ...\n",
         (changed(CSHARP, "item.Price;", "item.Price * item.Count;"), REFUSE)),
    Case("kotlin: a changed signature", "Cart.kt", KOTLIN,
         "class Cart(private val items: MutableList<Item>) {\n    // ... existing code ...\n\n    fun total(discount: Int = 0): Int {\n        return items.sumOf { it.price } - discount\n    }\n\n    // ... existing code ...\n}\n",
         (changed(changed(KOTLIN, "fun total()", "fun total(discount: Int = 0)"), "it.price }", "it.price } - discount"), REFUSE)),
    Case("kotlin: a constant in a companion object", "Cart.kt", KOTLIN,
         "    // ... existing code ...\n    companion object {\n        const val LIMIT = 20\n    }\n}\n", (changed(KOTLIN, "LIMIT = 10", "LIMIT = 20"), REFUSE)),
    Case("swift: a class with comments at the margin", "CartSpec.swift", SWIFT,
         SWIFT[SWIFT.index("class CartSpec"):SWIFT.index("\nextension")].replace("override class func", "override static func"),
         (changed(SWIFT, "override class func", "override static func"),)),
    Case("swift: a method of an extension", "CartSpec.swift", SWIFT,
         "// ... existing code ...\n\nextension Cart {\n  func clear() {\n    items.removeAll(keepingCapacity: true)\n  }\n}\n",
         (changed(SWIFT, "removeAll()", "removeAll(keepingCapacity: true)"),)),
    Case("c++: a method", "cart.cpp", CPP,
         "int Cart::total() const {\n  return std::accumulate(items_.begin(), items_.end(), 0, add);\n}\n",
         (CPP.replace(CPP[CPP.index("  int sum"):CPP.index("}\n\n#ifdef")], "  return std::accumulate(items_.begin(), items_.end(), 0, add);\n"), REFUSE)),
    Case("c++: a method that is there twice, once for each build", "cart.cpp", CPP,
         "void Cart::dump() const {\n  std::cerr << total();\n}\n", (changed(CPP, "std::cout", "std::cerr"), REFUSE)),
    Case("c++: a line of one of two branches of the preprocessor", "cart.cpp", CPP,
         "// ... existing code ...\n#ifdef SHOP_DEBUG\nvoid Cart::dump() const {\n  std::cerr << total();\n}\n#else\n// ... existing code ...\n", (changed(CPP, "std::cout", "std::cerr"), REFUSE)),
    # Web
    Case("vue: the script of a component", "Cart.vue", VUE,
         "<!-- ... existing template ... -->\n\n<script setup>\nimport { computed, ref, watch } from 'vue'\n\n// ... existing code ...\n</script>\n\n<!-- ... existing styles ... -->\n",
         (changed(VUE, "import { computed, ref }", "import { computed, ref, watch }"), REFUSE)),
    Case("vue: an element of the template", "Cart.vue", VUE,
         "<template>\n  <div class=\"cart\">\n    <h1>{{ title }}</h1>\n    <p v-if=\"!items.length\">Nothing here.</p>\n    <!-- ... existing code ... -->\n  </div>\n</template>\n\n<!-- ... existing code ... -->\n",
         (changed(VUE, "    <ul>\n", "    <p v-if=\"!items.length\">Nothing here.</p>\n    <ul>\n"), REFUSE)),
    Case("html: an element of the head", "index.html", HTML,
         "<!DOCTYPE html>\n<html>\n  <head>\n    <title>My cart</title>\n    <!-- ... existing head content ... -->\n  </head>\n  <!-- ... rest of the page ... -->\n</html>\n",
         (changed(HTML, "<title>Cart", "<title>My cart"), REFUSE)),
    Case("html: the content of an element by its id", "index.html", HTML,
         "<!-- ... -->\n    <main id=\"items\">\n      <p>Still nothing.</p>\n    </main>\n<!-- ... -->\n", (changed(HTML, "Nothing here.", "Still nothing."), REFUSE)),
    Case("css: a rule", "cart.css", CSS,
         "/* ... existing styles ... */\n\n.cart .item {\n  color: navy;\n  margin: 0;\n}\n\n/* ... existing styles ... */\n", (changed(CSS, "color: gray", "color: navy"),)),
    Case("css: a rule that stands twice", "cart.css", CSS, "/* ... */\n  padding: 8px;\n}\n/* ... */\n", (REFUSE,)),
    Case("css: the inner of two equal selectors", "cart.css", CSS,
         "/* ... existing styles ... */\n\n@media (max-width: 600px) {\n  .cart {\n    padding: 2px;\n  }\n}\n", (changed(CSS, "    padding: 0;", "    padding: 2px;"),)),
    Case("css: a declaration is added", "cart.css", CSS,
         ".cart {\n  color: black;\n  padding: 4px;\n  margin: 0 auto;\n}\n\n/* rest of the styles remain unchanged */\n", (changed(CSS, "  padding: 4px;\n", "  padding: 4px;\n  margin: 0 auto;\n"), REFUSE)),
    Case("jsx: an element between comments", "Cart.jsx", REACT,
         "// ... imports ...\n\nexport function Cart({ items }) {\n  // ... existing code ...\n\n  return (\n    <section>\n      <h1>Your cart</h1>\n      {/* ... existing list ... */}\n      <button onClick={() => setOpen(!open)}>Open</button>\n    </section>\n  );\n}\n\n// ... existing code ...\n",
         (changed(REACT, "<h1>Cart", "<h1>Your cart"), REFUSE)),
    Case("jsx: an arrow component", "Cart.jsx", REACT,
         "// ... existing code ...\n\nexport const Empty = () => <p>Still nothing.</p>;\n", (changed(REACT, "<p>Nothing here.", "<p>Still nothing."), REFUSE)),
    Case("js: one of two tests", "cart.test.js", NESTED,
         "// ... existing tests ...\n\n  it('is empty', () => {\n    const cart = new Cart([]);\n    expect(cart.total).toBe(0);\n  });\n});\n",
         (NESTED.replace("new Cart();\n    expect", "new Cart([]);\n    expect"), REFUSE)),
    Case("js: a line that both tests have", "cart.test.js", NESTED,
         "// ... existing code ...\n    const cart = new Cart([]);\n// ... existing code ...\n", (REFUSE,)),
    Case("ts: a decorated method in a decorated class", "cart.ts", TYPESCRIPT,
         "@Injectable()\nexport class Cart {\n  // ... existing code ...\n\n  @log()\n  add(...items: Item[]): void {\n    this.items.push(...items);\n  }\n\n  // ... existing code ...\n}\n",
         (changed(changed(TYPESCRIPT, "add(item: Item)", "add(...items: Item[])"), "push(item)", "push(...items)"), REFUSE)),
    Case("ts: a getter", "cart.ts", TYPESCRIPT,
         "  get total(): number {\n    return this.items.length;\n  }\n", (changed(TYPESCRIPT, "return this.items.reduce((sum, item) => sum + item.price, 0);", "return this.items.length;"), REFUSE)),
    Case("ts: an interface", "cart.ts", TYPESCRIPT,
         "export interface Options {\n  limit: number;\n  currency: string;\n}\n", (changed(TYPESCRIPT, "  limit: number;\n", "  limit: number;\n  currency: string;\n"),)),
    # Data
    Case("yaml: a step of one of two jobs", "ci.yml", YAML,
         "# ... existing config ...\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: make lint types\n", (changed(YAML, "make lint", "make lint types"), REFUSE)),
    Case("yaml: a step that both jobs have", "ci.yml", YAML,
         "# ...\n    steps:\n      - uses: actions/checkout@v5\n# ...\n", (REFUSE,)),
    Case("yaml: a key is added at the top", "ci.yml", YAML,
         "name: ci\non:\n  push:\n    branches: [main]\n  pull_request:\n\n# ... jobs unchanged ...\n", (changed(YAML, "    branches: [main]\n", "    branches: [main]\n  pull_request:\n"), REFUSE)),
    Case("toml: a dependency is added", "pyproject.toml", TOML,
         "# ... existing code ...\ndependencies = [\n    \"attrs\",\n    \"click\",\n    \"rich\",\n]\n# ... existing code ...\n", (changed(TOML, '    "click",\n', '    "click",\n    "rich",\n'), REFUSE)),
    Case("toml: a value of a table", "pyproject.toml", TOML,
         "# ... existing code ...\n\n[tool.ruff]\nline-length = 120\n\n# ... existing code ...\n", (changed(TOML, "line-length = 100", "line-length = 120"), REFUSE)),
    Case("sql: a column is added", "schema.sql", SQL,
         "CREATE TABLE items (\n    id INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n    price INTEGER NOT NULL,\n    count INTEGER NOT NULL\n);\n\n-- ... rest of the schema ...\n",
         (changed(SQL, "    price INTEGER NOT NULL\n", "    price INTEGER NOT NULL,\n    count INTEGER NOT NULL\n"), REFUSE)),
    Case("sql: a line that two tables have", "schema.sql", SQL, "-- ...\n    id BIGINT PRIMARY KEY,\n-- ...\n", (REFUSE,)),
    Case("ruby: a method", "cart.rb", RUBY,
         "class Cart\n  # ... existing code ...\n\n  def total\n    @items.sum(&:price).round(2)\n  end\nend\n", (changed(RUBY, "sum(&:price)", "sum(&:price).round(2)"), REFUSE)),
    Case("ruby: a method is added at the end", "cart.rb", RUBY,
         "class Cart\n  # ... existing methods ...\n\n  def clear\n    @items.clear\n  end\nend\n", (changed(RUBY, "(&:price)\n  end\n", "(&:price)\n  end\n\n  def clear\n    @items.clear\n  end\n"), REFUSE)),
    Case("php: a method", "Cart.php", PHP,
         "    // ... existing code ...\n\n    public function add(Item $item): void\n    {\n        $this->items[$item->id] = $item;\n    }\n\n    // ... existing code ...\n",
         (changed(PHP, "$this->items[] =", "$this->items[$item->id] ="), REFUSE)),
    Case("shell: a function", "run.sh", SHELL,
         "# ... existing code ...\n\nbuild() {\n    make -j2 build\n    make pack\n}\n\n# ... existing code ...\n", (changed(SHELL, "make build", "make -j2 build"), REFUSE)),
    # Python
    Case("python: a signature of several lines becomes one", "sessions.py", FLASK,
         "# ... existing code ...\n\n    def serializer(self, app: Flask) -> Serializer | None:\n        if not app.secret_key:\n            return None\n        # ... existing code ...\n\n    # ... existing code ...\n",
         (changed(FLASK, '    def serializer(\n        self, app: "Flask"\n    ) -> "t.Optional[Serializer]":\n', "    def serializer(self, app: Flask) -> Serializer | None:\n"), REFUSE)),
    Case("python: a header with a comment behind it", "utils.py", "def a(\n    x,\n) -> str:  # pragma: no cover\n    y = x + 'a'\n    return y\n\n\ndef b():\n    pass\n",
         "def a(\n    x,\n) -> str:  # pragma: no cover\n    y = f'{x}a'\n    return y\n", ("def a(\n    x,\n) -> str:  # pragma: no cover\n    y = f'{x}a'\n    return y\n\n\ndef b():\n    pass\n",)),
    Case("python: a method of the class that has it last", "sessions.py", FLASK,
         "class Cookies(Interface):\n    ...\n\n    def open(self, app):\n        s = self.serializer(app)\n        return None if s is None else self.session_class(s)\n",
         (changed(FLASK, "        if s is None:\n            return None\n        return self.session_class(s)\n", "        return None if s is None else self.session_class(s)\n"), REFUSE)),
    Case("python: a constant that is assigned in a new test", "test_m.py", "def test_a():\n    G = make(1)\n    assert G.size == 1\n\n\ndef test_b():\n    G = make(2)\n    assert G.size == 2\n",
         "# ...\n\ndef test_b():\n    # ...\n\n\ndef test_c():\n    G = make(3)\n    assert G.size == 3\n",
         ("def test_a():\n    G = make(1)\n    assert G.size == 1\n\n\ndef test_b():\n    G = make(2)\n    assert G.size == 2\n\n\ndef test_c():\n    G = make(3)\n    assert G.size == 3\n", REFUSE)),
    # Several definitions without markers
    Case("two methods that stand together", "cart.rb", RUBY,
         "  def add(item)\n    @items.unshift(item)\n  end\n\n  def total\n    @items.sum(&:cost)\n  end\n", (changed(changed(RUBY, "@items << item", "@items.unshift(item)"), ":price", ":cost"),)),
    Case("two functions with another between them", "m.js", "export function a() {\n  one();\n  two();\n}\n\nexport function b() {\n  three();\n}\n\nexport function c() {\n  four();\n  five();\n}\n",
         "export function a() {\n  one(1);\n  two();\n}\n\nexport function c() {\n  four(4);\n  five();\n}\n", (REFUSE,)),
    Case("a new function between two", "m.py", "import os\n\n\ndef a():\n    one()\n    return 1\n\n\ndef b():\n    two()\n    return 2\n\n\ndef c():\n    three()\n",
         "def a():\n    one()\n    return 1\n\n\ndef between(x):\n    return x\n\n\ndef b():\n    two(2)\n    return 2\n",
         ("import os\n\n\ndef a():\n    one()\n    return 1\n\n\ndef between(x):\n    return x\n\n\ndef b():\n    two(2)\n    return 2\n\n\ndef c():\n    three()\n",)),
    Case("a new function below one", "m.py", "import os\n\n\ndef a():\n    one()\n    return 1\n\n\ndef c():\n    three()\n",
         "def a():\n    one(1)\n    return 1\n\n\ndef helper(x):\n    return x + 1\n",
         ("import os\n\n\ndef a():\n    one(1)\n    return 1\n\n\ndef helper(x):\n    return x + 1\n\n\ndef c():\n    three()\n",)),
    Case("a new function above one, with a comment", "m.go", "package m\n\nfunc a() int {\n\tone()\n\treturn 1\n}\n\n// b is the second.\nfunc b() int {\n\ttwo()\n\treturn 2\n}\n",
         "// between has a place.\nfunc between(x int) int {\n\treturn x\n}\n\nfunc b() int {\n\ttwo()\n\treturn 3\n}\n",
         ("package m\n\nfunc a() int {\n\tone()\n\treturn 1\n}\n\n// between has a place.\nfunc between(x int) int {\n\treturn x\n}\n\n// b is the second.\nfunc b() int {\n\ttwo()\n\treturn 3\n}\n", REFUSE)),
    Case("a function that could be another name of the one below", "m.py", "def a():\n    one()\n    return 1\n\n\ndef c():\n    three()\n    four()\n\n\ndef d():\n    five()\n",
         "def a():\n    one(1)\n    return 1\n\n\ndef e():\n    three()\n    four()\n", (REFUSE,)),
    Case("methods of two classes", "a.py", CART,
         "    def total(self):\n        return len(self.items)\n\n    def clear(self):\n        del self.items[:]\n",
         (changed(CART, "        return sum(i.price for i in self.items)\n", "        return len(self.items)\n\n    def clear(self):\n        del self.items[:]\n"), REFUSE)),
    Case("an import and a function without a marker", "a.py", CART,
         "import os\nimport re\nimport sys\n\ndef main():\n    cart = Cart()\n    print(re.sub('a', 'b', str(cart.total())))\n", (REFUSE,)),
    # What a model may leave out
    Case("a class with one of its methods and no marker", "a.py", CART, "class Cart:\n    def total(self):\n        return 0\n", (REFUSE,)),
    Case("a class that loses one method and keeps the others", "a.py", CART,
         CART[CART.index("class Cart"):CART.index("\n\nclass Wishlist")].replace("    def add(self, item):\n        self.items.append(item)\n\n", ""),
         (changed(CART, "    def add(self, item):\n        self.items.append(item)\n\n    def total", "    def total"), REFUSE)),
    Case("a comment above a line that stays", "cart.go", GO,
         "// ... existing code ...\n\n// ErrPrice says that a price is below zero.\nvar ErrPrice = errors.New(\"negative price\")\n\n// ... existing code ...\n",
         (changed(GO, "a price is negative.", "a price is below zero."), REFUSE)),
    Case("an entry between markers", "s.py", "A = {\n    'one': 1,\n    'two': 2,\n    'three': 3,\n}\n",
         "A = {\n    # ... existing entries ...\n    'two': 22,\n    # ... existing entries ...\n}\n", ("A = {\n    'one': 1,\n    'two': 22,\n    'three': 3,\n}\n", REFUSE)),
    Case("an entry behind the last", "s.py", "A = {\n    'one': 1,\n    'two': 2,\n    'three': 3,\n}\n",
         "A = {\n    # ... existing entries ...\n    'three': 3,\n    'four': 4,\n}\n", ("A = {\n    'one': 1,\n    'two': 2,\n    'three': 3,\n    'four': 4,\n}\n",)),
    Case("an else branch", "s.js", "function f(a) {\n  if (a) {\n    one();\n  } else {\n    two();\n  }\n  done();\n}\n",
         "function f(a) {\n  if (a) {\n    // ... existing code ...\n  } else {\n    three();\n  }\n  done();\n}\n",
         ("function f(a) {\n  if (a) {\n    one();\n  } else {\n    three();\n  }\n  done();\n}\n",)),
    Case("an exception that is caught", "s.py", "def f():\n    try:\n        one()\n        two()\n    except ValueError:\n        pass\n    return 1\n",
         "def f():\n    try:\n        # ... existing code ...\n    except (ValueError, KeyError):\n        log()\n    return 1\n",
         ("def f():\n    try:\n        one()\n        two()\n    except (ValueError, KeyError):\n        log()\n    return 1\n", REFUSE)),
    Case("code that goes into a new block", "s.py", "def f(a):\n    one()\n    two()\n    three()\n",
         "def f(a):\n    with lock:\n        # ... existing code ...\n", ("def f(a):\n    with lock:\n        one()\n        two()\n        three()\n", REFUSE)),
    Case("a function by another name, its body a marker", "s.py", "def f(a):\n    one()\n    two()\n\n\ndef g():\n    three()\n",
         "# ... existing code ...\ndef better(a):\n    # ... existing code ...\n\n\ndef g():\n    # ...\n", ("def better(a):\n    one()\n    two()\n\n\ndef g():\n    three()\n", REFUSE)),
    Case("an arm of a match is added", "m.rs", "fn f(x: K) -> u8 {\n    match x {\n        K::A => 1,\n        K::B => 2,\n        K::C => 3,\n    }\n}\n",
         "fn f(x: K) -> u8 {\n    match x {\n        // ... existing arms ...\n        K::C => 3,\n        K::D => 4,\n    }\n}\n",
         ("fn f(x: K) -> u8 {\n    match x {\n        K::A => 1,\n        K::B => 2,\n        K::C => 3,\n        K::D => 4,\n    }\n}\n",)),
    Case("an arm of a match next to a marker", "m.rs", "fn f(x: K) -> u8 {\n    match x {\n        K::A => 1,\n        K::B => 2,\n        K::C => 3,\n    }\n}\n",
         "fn f(x: K) -> u8 {\n    match x {\n        K::A => 1,\n        K::B => 22,\n        // ... existing arms ...\n    }\n}\n",
         ("fn f(x: K) -> u8 {\n    match x {\n        K::A => 1,\n        K::B => 22,\n        K::C => 3,\n    }\n}\n", REFUSE)),
    Case("a case of a switch between markers", "s.js", "function f(x) {\n  switch (x) {\n    case 1:\n      return a();\n    case 2:\n      return b();\n    default:\n      return c();\n  }\n}\n",
         "function f(x) {\n  switch (x) {\n    // ... existing cases ...\n    case 2:\n      return bb();\n    // ... existing cases ...\n  }\n}\n",
         ("function f(x) {\n  switch (x) {\n    case 1:\n      return a();\n    case 2:\n      return bb();\n    default:\n      return c();\n  }\n}\n", REFUSE)),
    Case("json: an object inside of the file", "package.json", '{\n  "scripts": {\n    "test": "jest"\n  },\n  "dependencies": {\n    "a": "1.0.0",\n    "b": "2.0.0"\n  }\n}\n',
         '{\n  // ... existing fields ...\n  "dependencies": {\n    "a": "1.0.0",\n    "b": "2.1.0",\n    "c": "3.0.0"\n  }\n}\n',
         ('{\n  "scripts": {\n    "test": "jest"\n  },\n  "dependencies": {\n    "a": "1.0.0",\n    "b": "2.1.0",\n    "c": "3.0.0"\n  }\n}\n',)),
    Case("yaml: a key of one of two jobs", "ci.yml", YAML, "jobs:\n  test:\n    runs-on: macos-latest\n    # ... existing steps ...\n  # ... other jobs ...\n",
         (YAML.replace("ubuntu-latest", "macos-latest", 1), REFUSE)),
    Case("xml: one of two elements with one name", "a.xml", "<a>\n  <b x='1'>\n    <c/>\n  </b>\n  <b x='2'>\n    <c/>\n  </b>\n</a>\n",
         "<!-- ... -->\n  <b x='2'>\n    <c/>\n    <d/>\n  </b>\n</a>\n", ("<a>\n  <b x='1'>\n    <c/>\n  </b>\n  <b x='2'>\n    <c/>\n    <d/>\n  </b>\n</a>\n",)),
    Case("python: the setter of a property", "p.py", "class A:\n    @property\n    def x(self):\n        return self._x\n\n    @x.setter\n    def x(self, value):\n        self._x = value\n",
         "    @x.setter\n    def x(self, value):\n        self._x = int(value)\n",
         ("class A:\n    @property\n    def x(self):\n        return self._x\n\n    @x.setter\n    def x(self, value):\n        self._x = int(value)\n",)),
    Case("a marker in another language", "a.py", CART, "class Cart:\n    # ... \u5176\u4ed6\u4ee3\u7801\u4fdd\u6301\u4e0d\u53d8 ...\n    def total(self):\n        return 0\n",
         (changed(CART, TOTAL, "        return 0\n"), REFUSE)),
    # Whole files and replacements
    Case("a whole file without its blank lines at the end", "a.h", "#include <a>\n\nint a;\nint b;\n\n\n", "#include <a>\n\nint c;\nint b;\n", ("#include <a>\n\nint c;\nint b;\n\n\n",)),
    Case("a replacement that takes a line end away", "a.h", "#import <a>\n#import <b>\n\n\nint c;\n",
         '{"old_string": "  #import <b>\\n", "new_string": "  #import <b>\\n  #import <c>"}', (REFUSE,)),
    Case("a function expression that is exported", "mark.js", "const u = require('./u');\n\nmodule.exports = function mark(doc) {\n  for (const d of doc) {\n    d.mark();\n  }\n};\n",
         "module.exports = function mark(doc) {\n  for (const d of doc) {\n    if (d) {\n      d.mark();\n    }\n  }\n};\n",
         ("const u = require('./u');\n\nmodule.exports = function mark(doc) {\n  for (const d of doc) {\n    if (d) {\n      d.mark();\n    }\n  }\n};\n",)),
]  # fmt: skip
