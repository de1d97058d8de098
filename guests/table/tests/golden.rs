//! The bytes that the host's reader is tested with (tests/ops/test_table.py) are the ones that this encoder writes.

use kaptar_table::{BROKEN, Builder, EXPORTED, GETTER, Kind, STATIC, TOLERANT};

const SOURCE: &[u8] = b"#!/bin/x\nfrom m import a as b\nclass A:\n    def f(self):\n        pass\n";

#[test]
fn the_golden_table_is_what_the_encoder_writes() {
    let mut b = Builder::new(SOURCE, 4, TOLERANT);
    b.shebang();
    b.open(Kind::Import, (9, 29), Some((28, 29)), 0);
    b.leaf(Kind::Source, (14, 15), Some((14, 15)), 0);
    b.leaf(Kind::Binding, (23, 29), Some((28, 29)), 0);
    b.close();
    b.open(Kind::Class, (30, 67), Some((36, 37)), EXPORTED);
    b.open(Kind::Method, (43, 67), Some((47, 48)), GETTER | STATIC);
    b.leaf(Kind::Statement, (63, 67), None, 0);
    b.close();
    b.close();
    b.leaf(Kind::Comment, (67, 68), None, BROKEN);
    b.problem(4, 5, "näme");
    b.problem(0, 0, "");
    let written: String = b.finish().encode().chunks(32).map(|row| hex(row) + "\n").collect();
    assert_eq!(written, include_str!("../../../tests/golden/table.hex"), "\n{written}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
