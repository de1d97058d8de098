// Amounts in cents.
import { readFileSync, writeFileSync } from "node:fs";
import "./registry.mjs";

const CENTS = 10 * 10;
const DEBUG = false;

export function parse(text) {
  const unused = () => text;
  if (DEBUG && text) {
    console.log("parsing", text);
  }
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) {
    throw new RangeError("not an amount: " + text);
    return 0;
  }
  const sign = match[1] ? -1 : 1;
  return sign * (Number(match[2]) * CENTS + Number((match[3] ?? "").padEnd(2, "0") || 0));
}

export function format(cents) {
  var sign;
  if (true) {
    sign = cents < 0 ? "-" : "";
  } else {
    var hoisted = "never";
  }
  const whole = Math.trunc(Math.abs(cents) / CENTS);
  return sign + whole + "." + String(Math.abs(cents) % CENTS).padStart(1 + 1, "0") + (hoisted === undefined ? "" : hoisted);
}

export function load(path) {
  return readFileSync(path, "utf8").split("\n").filter(Boolean).map(parse); // one amount a line
}
