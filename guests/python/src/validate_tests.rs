//! Sources that CPython compiles and sources that it refuses.

use crate::validate::validate;

#[test]
fn what_cpython_refuses() {
    for bad in [
        "x =", "return", "def f(a, a): pass", "nonlocal x", "def f(): nonlocal x", "def f(x): global x", "def f():\n x = 1\n global x",
        "def f():\n def g():\n  x\n  nonlocal x\n x = 1", "def f():\n global x\n nonlocal x", "break", "for x in y: pass\nelse: break",
        "class A: yield x", "[(yield x) for x in y]", "await x", "def f(): return [await x for x in y]", "f(a=1, a=2)", "*x", "f'{*a}'", "x: T = *a", "x += *a",
        "x\nfrom __future__ import annotations", "def f(): from x import *", "try: pass\nexcept: pass\nexcept A: pass", "None = 1",
        "f(__debug__=1)", "x.__debug__ = 1", "async def f():\n yield 1\n return 2", "match x:\n case a: pass\n case b: pass", "'abc",
        "[(i := i) for i in y]", "if x:\n\tpass\n        pass", "0777", "for q in q:\n try: pass\n except* A: break", "match x:\n case f'a': pass", "def f():\n def x(): pass\n global x",
        "x\0", "# coding: koi8-r\n",
    ] {
        let found = validate(bad.as_bytes());
        assert!(!found.valid && !found.diagnostics.is_empty(), "{bad:?}");
    }
}

#[test]
fn what_cpython_compiles() {
    for good in [
        "", "\u{feff}x = 1\r\n", "def f():\n def g():\n  nonlocal x\n x = 1", "def f(x):\n def g(): nonlocal x", "global x\nx = 1",
        "lambda: (yield)", "def f(): return (await x for x in y)", "async def f(): return [x async for x in y]", "a = *x, y",
        "for x in y:\n if x: break\nelse: pass", "class A:\n def f(self): return super().f()", "f'{a['x']}'", "type X = int",
        "def f[T](a: T) -> T: return a", "try: pass\nexcept* A:\n for x in y: break", "try: pass\nexcept A: pass\nexcept: pass",
        "def f():\n import x\n global x", "match = case = type = 1", "\x0c\ndef f():\n  pass", "def f():\n class C:\n  x = 1\n x = 2\n def g(): nonlocal x",
    ] {
        let found = validate(good.as_bytes());
        assert!(found.valid, "{good:?}: {:?}", found.diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>());
    }
}

#[test]
fn diagnostics_have_places_and_a_bound() {
    let found = validate("x = 1\ny = 'ä' 2\n".as_bytes());
    let first = &found.diagnostics[0];
    assert_eq!((first.line, first.column, first.start, first.severity), (2, 9, 15, "error"));
    assert_eq!(validate(")\n".repeat(500).as_bytes()).diagnostics.len(), 200);
}
