//! Tables of samples with random changes.

use super::checked;
use crate::dialect::Dialect;

/// A source with up to four random changes.
fn mixed(sample: &str, below: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    const TOKENS: [&str; 16] = ["{", "}", "(", ")", "[", "\"", "'", "'''", ":", "@", "import ", "from ", ".", "\n", "    ", "="];
    let mut bytes = sample.as_bytes().to_vec();
    for _ in 0..below(5) {
        let (at, len) = (below(bytes.len()), below(40));
        let end = (at + len).min(bytes.len());
        match below(3) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            _ => drop(bytes.splice(at..at, TOKENS[below(TOKENS.len())].bytes())),
        }
    }
    bytes
}

/// xorshift with a fixed seed, so that a failure comes again.
fn random() -> impl FnMut(usize) -> usize {
    let mut state: u64 = 0x5eed;
    move |limit| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    }
}

#[test]
fn mixed_sources_have_sound_tables() {
    const SAMPLES: [(&str, Dialect); 4] = [
        (include_str!("../../../../trees/tests/golden/statements.js"), Dialect::JavaScript),
        (include_str!("../../../../trees/tests/golden/sample.js"), Dialect::Cjs),
        (include_str!("../../../../trees/tests/golden/statements.ts"), Dialect::TypeScript),
        (include_str!("../../../../trees/tests/golden/sample.tsx"), Dialect::Tsx),
    ];
    let mut below = random();
    for (sample, dialect) in SAMPLES {
        for _ in 0..500 {
            checked(&mixed(sample, &mut below), dialect);
        }
    }
}
