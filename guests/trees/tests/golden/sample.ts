import type { A } from './a';
import fs = require('fs');

declare module 'shop' {
  export function open(): void;
}

export interface Shop<T> extends Base {
  readonly name: string;
  items?: T[];
  open(a: number): void;
  (x: number): string;
}

export type Names = string | {
  a: number;
};

export enum Size { Small, Large = 2 }

export namespace inner {
  export const a = 1;
}

@Injectable()
export abstract class Cart<T> implements Shop<T> {
  private readonly count: number = 0;
  @Input() name?: string;

  constructor(private size: number) {
    super();
  }

  @Get('/x')
  public total(a: number, b?: string): number {
    return a as number;
  }

  abstract area(): number;
}

export function over(a: string): string;
export function over(a: any) {
  return a;
}

const f = <T,>(x: T): T => x;
declare const global: string;
