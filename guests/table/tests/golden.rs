//! The bytes that the host's reader is tested with (tests/ops/test_table.py) are the ones that this encoder writes.

use kaptar_table::{BROKEN, Builder, EXPORTED, Kind, TOLERANT};

#[test]
fn the_golden_table_is_what_the_encoder_writes() {
    let source = b"class A:\n    def f(self):\n        pass\n";
    let mut b = Builder::new(source, 4, TOLERANT);
    b.open(Kind::Class, (0, 37), Some((6, 7)), EXPORTED);
    b.leaf(Kind::Method, (13, 37), Some((17, 18)), 0);
    b.close();
    b.leaf(Kind::Comment, (37, 38), None, BROKEN);
    b.problem(4, 5, "näme");
    b.problem(0, 0, "");
    let written: String = b.finish().encode().chunks(32).map(|row| hex(row) + "\n").collect();
    assert_eq!(written, include_str!("../../../tests/golden/table.hex"), "\n{written}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
