/*
 * Licensed to nobody.
 */
package a.b;

import java.util.List;
import java.util.*;
import static x.Y.z;
import static x.Y.*;

@Override
@Named(value = "x")
public class One {
    static int n = 1;
    @Inject private int a, b;
    static { go(); }
    One() { super(); }
    public static void main(String[] args) {
        int x = 1;
        x = 2;
        x++;
        f();
        if (x > 1) return;
        for (;;) break;
        while (true) continue;
        try { f(); } catch (E e) { g(); } finally { h(); }
        switch (x) {
            case 1: f(); break;
            default: g();
        }
        switch (x) { case 2 -> f(); default -> g(); }
        throw new E();
    }
}
