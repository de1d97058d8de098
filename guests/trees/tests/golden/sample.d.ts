export declare function open(path: string): Promise<void>;
export declare class Cart {
  private constructor();
  get total(): number;
}
declare global {
  interface Window {
    shop: Cart;
  }
}
export as namespace Shop;
