import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { format, load, parse } from "./money.mjs";

const shapes = createRequire(import.meta.url)("./shapes.cjs");

test("amounts", () => {
  assert.equal(parse("12.5"), 1250);
  assert.equal(parse("-3"), -300);
  assert.equal(format(-305), "-3.05");
  assert.throws(() => parse("x"), RangeError);
});

test("files", () => {
  const path = join(mkdtempSync(join(tmpdir(), "money-")), "a");
  writeFileSync(path, "1\n2.50\n");
  assert.deepEqual(load(path), [100, 250]);
});

test("a bare import runs its module", () => assert.equal(globalThis.registered, 1));

test("shapes", () => {
  assert.equal(shapes.area({ kind: "square", side: 3 }), 9);
  assert.equal(shapes.area({ kind: "line" }), 0);
  assert.equal(shapes.label({ kind: "circle", radius: 1 }), "circle of 3.14");
  assert.equal(shapes.day(), 86400);
});
