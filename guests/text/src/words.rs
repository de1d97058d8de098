//! Words that may be more than words: what a search for secrets looks at.

use kaptar_abi::args::{Args, result};

/// More than any word that is looked for has.
const MOST: i64 = 1 << 20;
const WORD: u8 = 1;
const DIGIT: u8 = 2;

const CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        if c.is_ascii_digit() {
            table[byte] = WORD | DIGIT;
        } else if c.is_ascii_alphabetic() || matches!(c, b'_' | b'+' | b'/' | b'-' | b'.') {
            table[byte] = WORD;
        }
        byte += 1;
    }
    table
};

/// Starts and ends, in turn, of the runs of at least `least` letters, digits and `_+/-.` that hold a digit, or one of the
/// marks, which white space separates.
pub fn long_words(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (data, least, marks) = (args.bytes()?, args.int()?, args.str()?);
    if !(1..=MOST).contains(&least) {
        return Err(format!("least is {least}; allowed is 1 to {MOST}"));
    }
    let marks = Marks::new(marks);
    let mut found = Vec::new();
    for (start, end) in runs(data, least as usize) {
        let word = &data[start..end];
        if word.iter().any(|b| CLASSES[*b as usize] & DIGIT != 0) || marks.any_in(word) {
            found.extend([start as i64, end as i64]);
        }
    }
    Ok(result::ints(found.into_iter()))
}

/// Texts to look for, and a bit for each pair of bytes that one of them begins with.
struct Marks<'a> {
    texts: Vec<&'a [u8]>,
    begin: [u64; 1024],
}

impl<'a> Marks<'a> {
    fn new(marks: &'a str) -> Self {
        let texts: Vec<&[u8]> =
            marks.split([' ', '\t', '\n', '\r', '\x0b', '\x0c']).filter(|m| !m.is_empty()).map(str::as_bytes).collect();
        let mut begin = [0; 1024];
        for text in &texts {
            for second in text.get(1).map_or(0..=255, |b| *b..=*b) {
                let pair = usize::from(text[0]) << 8 | usize::from(second);
                begin[pair / 64] |= 1 << (pair % 64);
            }
        }
        Self { texts, begin }
    }

    fn any_in(&self, word: &[u8]) -> bool {
        let may_begin = |at: usize| {
            let pair = usize::from(word[at]) << 8 | usize::from(word.get(at + 1).copied().unwrap_or(0));
            self.begin[pair / 64] >> (pair % 64) & 1 == 1
        };
        !self.texts.is_empty() && (0..word.len()).any(|at| may_begin(at) && self.texts.iter().any(|m| word[at..].starts_with(m)))
    }
}

/// The runs of word bytes, `least` long or longer. Looks at the last byte of the next possible run first, so that text
/// without long words is mostly jumped over.
fn runs(data: &[u8], least: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let is_word = |at: usize| CLASSES[data[at] as usize] & WORD != 0;
    let mut from = 0;
    std::iter::from_fn(move || {
        while from + least <= data.len() {
            match (from..from + least).rev().find(|at| !is_word(*at)) {
                Some(gap) => from = gap + 1,
                None => {
                    let end = (from + least..data.len()).find(|at| !is_word(*at)).unwrap_or(data.len());
                    let run = (from, end);
                    from = end + 1;
                    return Some(run);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_wherever_they_stand() {
        let marks = Marks::new("ab c  xyz");
        for (word, found) in [("ab", true), ("ba", false), ("bab", true), ("a", false), ("c", true), ("bc", true), ("xy", false), ("wxyz", true), ("", false)] {
            assert_eq!(marks.any_in(word.as_bytes()), found, "{word}");
        }
        assert!(!Marks::new(" ").any_in(b"ab"));
    }

    fn plainly(data: &[u8], least: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut start = 0;
        for at in 0..=data.len() {
            if at == data.len() || CLASSES[data[at] as usize] & WORD == 0 {
                if at - start >= least {
                    found.push((start, at));
                }
                start = at + 1;
            }
        }
        found
    }

    #[test]
    fn jumping_finds_what_looking_at_each_byte_finds() {
        let mut state = 1u64;
        for _ in 0..2000 {
            let data: Vec<u8> = (0..60)
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    if (state >> 40) % 9 == 0 { b' ' } else { b'a' }
                })
                .collect();
            for least in [1, 2, 7, 16, 60, 61] {
                assert_eq!(runs(&data, least).collect::<Vec<_>>(), plainly(&data, least));
            }
        }
    }
}
