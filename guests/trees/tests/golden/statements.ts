// eslint-disable
import type { A } from "a";
import fs = require("fs");
import x = b.c;
export type { D } from "d";
declare const E: number;
abstract class F {
  @Input() private a: string;
  static readonly b = 1;
  abstract get c(): number;
  [k: string]: any;
  constructor(private d: number) { super(); }
  over(a: string): void;
  over(a: any) {}
}
interface G { a: string; get b(): number; m(): void }
type H = string;
enum I { A = 1, B }
namespace J { f(); }
export default class {}
export = F;
f();
