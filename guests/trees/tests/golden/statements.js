#!/usr/bin/env node
// @ts-check
"use strict";
import "a";
import b, { c as d, e } from "f";
import * as g from "h";
const { i, j: k } = require("l");
export { m } from "n";
export * from "o";
export default function () {}

@dec.orate({ a: 1 })
class A extends B {
  get x() { return 1; }
  set x(v) {}
  static y = 1;
  static m() {}
  static { go(); }
}
function f() {
  'use asm';
  let x = 1;
  x = 2;
  x.y = 3;
  x++;
  g();
  if (x) return 1; else h();
  for (;;) break;
  for (const a of b) continue;
  while (x) g();
  try { g(); } catch { h(); } finally { i(); }
  switch (x) {
    case 1: g(); break;
    default: h();
  }
  l: throw x;
}
main();
