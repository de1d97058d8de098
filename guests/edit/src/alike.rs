//! How alike two lines look: the pairs of adjacent letters that they share.

/// Letters of a line that count, at most.
const MAX_LETTERS: usize = 160;
/// Share of the pairs that two lines have in common, in eighths, at least; less counts as nothing.
const ALIKE: usize = 4;
const SCALE: usize = 1000;
const BUCKETS: usize = 1024;

/// How often each pair of letters of a line occurs.
pub struct Pairs {
    counts: [u8; BUCKETS],
    total: usize,
}

impl Pairs {
    pub fn of(line: &str) -> Self {
        let mut out = Self { counts: [0; BUCKETS], total: 0 };
        for pair in pairs(line) {
            out.counts[pair] = out.counts[pair].saturating_add(1);
            out.total += 1;
        }
        out
    }
}

/// Dice's coefficient of the pairs of adjacent letters, in thousandths; 0 where they have little in common.
pub fn likeness(wanted: &Pairs, line: &str) -> usize {
    let other = line.trim().len().min(MAX_LETTERS).saturating_sub(1);
    let both = wanted.total + other;
    if other == 0 || 2 * wanted.total.min(other) * 8 < ALIKE * both {
        return 0;
    }
    let mut common = 0;
    let mut order = [0u16; MAX_LETTERS];
    for (n, pair) in pairs(line).enumerate() {
        order[n] = pair as u16;
        // How often the pair came before on this line: lines are short, and this needs no table to be cleared.
        let known = usize::from(wanted.counts[pair]);
        common += usize::from(known > 0 && order[..n].iter().filter(|p| **p == pair as u16).count() < known);
    }
    let score = 2 * common * SCALE / both;
    if score * 8 < ALIKE * SCALE { 0 } else { score }
}

/// The pairs of adjacent letters of a line, as buckets.
fn pairs(line: &str) -> impl Iterator<Item = usize> + '_ {
    let letters = line.trim().as_bytes();
    let letters = &letters[..letters.len().min(MAX_LETTERS)];
    letters.windows(2).map(|p| (usize::from(p[0]) * 37 + usize::from(p[1])) % BUCKETS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_of_lines() {
        let like = |a: &str, b: &str| likeness(&Pairs::of(a), b);
        assert_eq!(like("self.items = []", "  self.items = []"), 1000);
        assert!(like("self.items = []", "self.itms = []") > 800);
        assert_eq!(like("self.items = []", "for user in users:"), 0);
        assert_eq!(like("aaaaaa", "aa"), 0);
        assert_eq!(like("", "x"), 0);
    }
}
