'use strict';
import React, { useState } from 'react';
import './style.css';
export { a, b } from './c.js';
export * from './d.js';

const LIMIT = 10, OTHER = 2;
let { x, y: [z] } = config;

/** A cart. */
export default class Cart extends Base {
  static made = 0;
  #secret = 1;
  static { go(); }
  constructor(size) {
    super(size);
  }
  get total() { return 1; }
  async *run(a, b = 1, ...rest) {
    for (const item of this.items) {
      if (item && a > 1) {
        call(
          item,
          b,
        );
      } else {
        continue;
      }
    }
  }
}

export const add = async (a, b) => {
  return a + b;
};

export function* gen() {}
var old = function () {
  try {
    go();
  } catch (e) {
    throw e;
  } finally {
    stop();
  }
};

const options = {
  name: 'x',
  nested: {
    a: 1,
  },
  run() {},
  walk: () => {
    go();
  },
};

export default {
  a: 1,
};

switch (x) {
  case 1:
    go();
    break;
  default:
    stop();
}

describe('cart', () => {
  it('adds', async () => {
    expect(1).toBe(1);
  });
});

const view = (
  <div className="x">
    <Item
      name="y"
    />
    {list.map((i) => <li>{i}</li>)}
  </div>
);
const text = `a
${x}`;
