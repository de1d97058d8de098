"use strict";
const path = require("path");

function area(shape) {
  switch (shape.kind) {
    case "square":
      return shape.side * shape.side;
      console.log("never");
    case "circle":
      return Math.PI * shape.radius ** 2;
    default:
      return helper();
  }
  function helper() {
    return 0 * 1;
  }
}

function label(shape) {
  const verbose = "a" + "b" === "ab";
  if (!verbose) {
    return path.basename(shape.kind);
  }
  return `${shape.kind} of ${area(shape).toFixed(1 + 1)}`;
}

function day() {
  return 24 * 60 * 60; // seconds
}

module.exports = { area, label, day };
