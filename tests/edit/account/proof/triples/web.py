"""Right edits of JavaScript and TypeScript."""

from ..triple import File

CART = File(
    "cart.js",
    """\
#!/usr/bin/env node
/* Copyright 2024 The Shop. */
"use strict";

const fs = require("fs");
const { join } = require("path");

const LIMIT = 3;

/** Adds up the prices. */
function total(items) {
  let result = 0;
  for (const item of items) {
    if (item.price > LIMIT) {
      result += item.price;
    } else {
      result -= 1;
    }
  }
  return result;
}

// Opens the gate.
const openGate = (name) => {
  console.log("open", name);
  return join("gates", name);
};

class Cart {
  constructor(owner) {
    this.owner = owner;
    this.items = [];
  }

  // Adds one item.
  add(item) {
    this.items.push(item);
    return this;
  }

  get size() {
    return this.items.length;
  }

  set size(value) {
    this.items.length = value;
  }

  clear() {
    this.items = [];
    fs.unlinkSync("cart");
  }
}

class Wishlist {
  add(item) {
    this.last = item;
    return this;
  }

  clear() {
    this.last = null;
  }
}

app.use(cors());
app.use(logger());

module.exports = { Cart, Wishlist, openGate, total };
main();
""",
)

VIEW = File(
    "view.tsx",
    """\
// @license MIT
import React, { useState } from "react";
import { Button } from "./button";
import type { Item } from "./types";

export interface Props {
  items: Item[];
  title?: string;
}

export type Mode = "list" | "grid";

export function pick(value: string): string;
export function pick(value: number): number;
export function pick(value: unknown): unknown {
  return value;
}

/**
 * Shows items.
 */
export const List = ({ items, title }: Props) => {
  const [open, setOpen] = useState(false);
  return (
    <div className="list">
      <h1>{title}</h1>
      <ul>
        {items.map((item) => (
          <li key={item.id}>{item.name}</li>
        ))}
      </ul>
      <Button onClick={() => setOpen(!open)}>More</Button>
    </div>
  );
};

@Injectable()
export class Store {
  private items: Item[] = [];

  @Input()
  mode: Mode = "list";

  /** Finds one item. */
  find(id: string): Item | undefined {
    return this.items.find((item) => item.id === id);
  }

  @Output()
  changed(): boolean {
    return this.items.length > 0;
  }

  static create(): Store {
    return new Store();
  }
}

export enum Color {
  Red = "red",
  Blue = "blue",
}

export default function App(props: Props) {
  return <List {...props} />;
}
""",
)

NESTED = File(
    "nested.ts",
    """\
import { test, vi } from "./test";

export const plugin = (options: Options) => {
  const names: string[] = [];

  function before(name: string) {
    names.push(name);
    return name;
  }

  class Tap {
    kind = "plain";

    tap(name: string) {
      return before(name);
    }

    done() {
      names.length = 0;
    }
  }

  return {
    name: "plugin",
    setup(build: Build) {
      build.on("start", before);
      build.on("end", () => names.pop());
    },
    close() {
      names.length = 0;
    },
    hooks: {
      open(name: string) {
        return before(name);
      },
      close(name: string) {
        return name;
      },
    },
  };
};

test("names", () => {
  const found = plugin({});
  const spy = vi.fn();
  found.setup({ on: spy });
  found.close();
});

test("hooks", () => {
  const found = plugin({ hooks: true });
  found.hooks.open("x");
  found.close();
});
""",
)

# fmt: off
TRIPLES = [
    CART.edit("lazy body", """\
// ... existing code ...
const openGate = (name) => {
  console.error("open", name);
  return join("gates", name);
};
// ... existing code ...
""", ('console.log("open", name)', 'console.error("open", name)')),
    CART.edit("lazy method", """\
class Cart {
  // ... existing code ...
  clear() {
    this.items = [];
    fs.rmSync("cart");
  }
}
""", ('fs.unlinkSync("cart")', 'fs.rmSync("cart")')),
    CART.edit("setter alone", """\
  set size(value) {
    this.items.length = Math.max(value, 0);
  }
""", ("this.items.length = value;", "this.items.length = Math.max(value, 0);")),
    CART.edit("whole function", """\
function total(items) {
  return items.reduce((sum, item) => sum + item.price, 0);
}
""", ("""\
  let result = 0;
  for (const item of items) {
    if (item.price > LIMIT) {
      result += item.price;
    } else {
      result -= 1;
    }
  }
  return result;
""", """\
  return items.reduce((sum, item) => sum + item.price, 0);
""")),
    CART.edit("changed comment", """\
// ... existing code ...
/**
 * Adds up the prices above the limit.
 */
function total(items) {
  // ... existing code ...
}
// ... existing code ...
""", ("/** Adds up the prices. */\n", "/**\n * Adds up the prices above the limit.\n */\n")),
    CART.edit("new comment", """\
// ... existing code ...
class Cart {
  // ... existing code ...
  /** How many items there are. */
  get size() {
    // ... existing code ...
  }
  // ... existing code ...
}
// ... existing code ...
""", ("  get size", "  /** How many items there are. */\n  get size")),
    CART.edit("wider require", """\
// ... existing code ...
const fs = require("fs");
const { join, resolve } = require("path");
// ... existing code ...
""", ("{ join }", "{ join, resolve }")),
    CART.edit("removed by words", """\
class Wishlist {
  // ... existing code ...
  // remove clear
}
""", ("\n  clear() {\n    this.last = null;\n  }\n", "")),
    CART.edit("new statement", """\
// ... existing code ...
app.use(cors());
app.use(helmet());
app.use(logger());
// ... existing code ...
""", ("app.use(cors());\n", "app.use(cors());\napp.use(helmet());\n")),
    CART.edit("new method", """\
class Wishlist {
  // ... existing code ...
  clear() {
    this.last = null;
  }

  isEmpty() {
    return this.last === null;
  }
}
""", ("    this.last = null;\n  }\n", "    this.last = null;\n  }\n\n  isEmpty() {\n    return this.last === null;\n  }\n")),
    CART.edit("two places", """\
// ... existing code ...
const LIMIT = 5;
// ... existing code ...
class Wishlist {
  add(item) {
    this.last = item.name;
    return this;
  }
  // ... existing code ...
}
// ... existing code ...
""", ("const LIMIT = 3;", "const LIMIT = 5;"), ("this.last = item;", "this.last = item.name;")),
    VIEW.edit("markup", """\
// ... existing code ...
export const List = ({ items, title }: Props) => {
  const [open, setOpen] = useState(false);
  return (
    <div className="list">
      <h2>{title}</h2>
      <ul>
        {/* ... existing code ... */}
      </ul>
      <Button onClick={() => setOpen(!open)}>More</Button>
    </div>
  );
};
// ... existing code ...
""", ("<h1>{title}</h1>", "<h2>{title}</h2>")),
    VIEW.edit("field of an interface", """\
export interface Props {
  items: Item[];
  title?: string;
  mode: Mode;
}
""", ("  title?: string;\n", "  title?: string;\n  mode: Mode;\n")),
    VIEW.edit("overload", """\
// ... existing code ...
export function pick(value: string): string;
export function pick(value: number | bigint): number;
export function pick(value: unknown): unknown {
  // ... existing code ...
}
// ... existing code ...
""", ("pick(value: number)", "pick(value: number | bigint)")),
    VIEW.edit("decorated method", """\
// ... existing code ...
export class Store {
  // ... existing code ...
  @Output()
  changed(): boolean {
    return this.items.length > 1;
  }
  // ... existing code ...
}
// ... existing code ...
""", ("this.items.length > 0", "this.items.length > 1")),
    VIEW.edit("default export", """\
// ... existing code ...
export default function App(props: Props) {
  return <List {...props} title="App" />;
}
""", ("<List {...props} />", '<List {...props} title="App" />')),
    VIEW.edit("wider import", """\
// ... existing code ...
import React, { useEffect, useState } from "react";
import { Button } from "./button";
// ... existing code ...
""", ("{ useState }", "{ useEffect, useState }")),
    NESTED.edit("method of a class in a function", """\
// ... existing code ...
  class Tap {
    // ... existing code ...
    tap(name: string) {
      return before(name.trim());
    }
    // ... existing code ...
  }
// ... existing code ...
""", ("    tap(name: string) {\n      return before(name);", "    tap(name: string) {\n      return before(name.trim());")),
    NESTED.edit("method of an object", """\
    setup(build: Build) {
      build.on("start", before);
      build.on("stop", before);
      build.on("end", () => names.pop());
    },
""", ('      build.on("start", before);\n', '      build.on("start", before);\n      build.on("stop", before);\n')),
    NESTED.edit("test", """\
// ... existing code ...
test("hooks", () => {
  const found = plugin({ hooks: true });
  found.hooks.open("y");
  found.close();
});
""", ('found.hooks.open("x")', 'found.hooks.open("y")')),
]
