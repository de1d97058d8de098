package org.example.shop;

import java.util.List;
import static java.lang.Math.*;

/** A cart. */
@Deprecated
public class Cart<T> extends Base implements Shop {
    private static final int LIMIT = 10, OTHER = 2;
    @Inject
    List<T> items;

    static {
        init();
    }

    public Cart(int size) {
        super(size);
    }

    @Override
    public int total(int a, int b) throws Exception {
        int sum = 0;
        for (int i = 0; i < a; i++) {
            if (i % 2 == 0 && b > 1) {
                sum += i;
            } else {
                sum -= call(
                    i,
                    b
                );
            }
        }
        try {
            run(() -> {
                go();
            });
        } catch (RuntimeException e) {
            throw e;
        } finally {
            close();
        }
        return switch (sum) {
            case 1 -> 2;
            default -> {
                yield 3;
            }
        };
    }

    enum Size { SMALL, LARGE; int n() { return 1; } }

    interface Shop {
        int MAX = 3;
        void open();
    }

    record Point(int x, int y) {
        Point {
            check(x);
        }
    }

    String text = """
        a
        b""";
}

@interface Marker {
    String value() default "";
}
