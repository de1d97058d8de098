// <copyright file="one.cs">
#nullable enable
using System;
using A = B.C;
using static X.Y;
global using Z;
[assembly: Foo("x")]
namespace N;

[Obsolete("x")]
[Serializable, A.B]
public class One {
    static int n = 1;
    public int P { get; set; }
    public static int Q => 1;
    int this[int i] => i;
    event E e;
    static void Main() {
        var x = 1;
        x = 2;
        x++;
        F();
        if (x > 1) return;
        foreach (var y in z) break;
        try { F(); } catch { G(); } finally { H(); }
        switch (x) {
            case 1: F(); break;
            default: G(); break;
        }
        using var d = e;
        throw new E();
    }
    #region a
    #endregion
}
