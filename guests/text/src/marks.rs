//! Places of short texts, case aside: what a search for secrets looks at first.

use kaptar_abi::args::{Args, result};

const MOST: usize = 64;

/// The number of a mark and the offset at which it stands, in turn, in the order of the offsets, then of the numbers. White space
/// separates the marks. Capital and small letters of ASCII are the same.
pub fn places_of(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let (data, marks) = (args.bytes()?, args.str()?);
    let marks: Vec<Vec<u8>> = marks
        .split([' ', '\t', '\n', '\r', '\x0b', '\x0c'])
        .filter(|mark| !mark.is_empty())
        .map(|mark| mark.to_ascii_lowercase().into_bytes())
        .collect();
    if marks.len() > MOST {
        return Err(format!("there are {} marks; allowed are {MOST}", marks.len()));
    }
    let mut found = Vec::new();
    if !marks.is_empty() {
        each_place(data, &marks, |number, at| found.extend([number as i64, at as i64]));
    }
    Ok(result::ints(found.into_iter()))
}

/// By each pair of bytes, in any case, the marks that begin with it: most places are told from all marks by one look into a table.
fn each_place(data: &[u8], marks: &[Vec<u8>], mut place: impl FnMut(usize, usize)) {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    let mut group_of = vec![0u16; 1 << 16];
    for (number, mark) in marks.iter().enumerate() {
        for pair in pairs_of(mark) {
            if group_of[usize::from(pair)] == 0 {
                groups.push(Vec::new());
                group_of[usize::from(pair)] = (groups.len() - 1) as u16;
            }
            groups[usize::from(group_of[usize::from(pair)])].push(number);
        }
    }
    let group_of: &[u16; 1 << 16] = group_of.as_slice().try_into().expect("the table has an entry for each pair");
    let mut look = |at: usize, pair: u16| {
        for number in &groups[usize::from(group_of[usize::from(pair)])] {
            let mark = &marks[*number];
            if data.get(at..at + mark.len()).is_some_and(|text| text.eq_ignore_ascii_case(mark)) {
                place(*number, at);
            }
        }
    };
    for (at, two) in data.windows(2).enumerate() {
        let pair = u16::from_be_bytes([two[0], two[1]]);
        if group_of[usize::from(pair)] != 0 {
            look(at, pair);
        }
    }
    if let Some(last) = data.last() {
        look(data.len() - 1, u16::from_be_bytes([*last, 0]));
    }
}

/// The pairs of bytes that a mark may begin with; of one byte alone, all that begin with it.
fn pairs_of(mark: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let both = |byte: u8| [byte, byte.to_ascii_uppercase()].into_iter().take(1 + usize::from(byte.is_ascii_lowercase()));
    both(mark[0]).flat_map(move |first| {
        let seconds: Vec<u8> = mark.get(1).map_or_else(|| (0..=255).collect(), |byte| both(*byte).collect());
        seconds.into_iter().map(move |second| u16::from_be_bytes([first, second]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_told_once_in_order() {
        let marks: Vec<Vec<u8>> = ["key", "ey", "k", "aa", "\u{e9}"].map(|mark| mark.as_bytes().to_vec()).into();
        let mut found = Vec::new();
        each_place("KeY aAa k\u{e9}".as_bytes(), &marks, |number, at| found.push((number, at)));
        assert_eq!(found, [(0, 0), (2, 0), (1, 1), (3, 4), (3, 5), (2, 8), (4, 9)]);
    }

    #[test]
    fn many_marks_of_one_byte_are_told_apart() {
        let marks: Vec<Vec<u8>> = (b'a'..=b'z').map(|byte| vec![byte]).collect();
        let mut found = Vec::new();
        each_place(b"zZ-m", &marks, |number, at| found.push((number, at)));
        assert_eq!(found, [(25, 0), (25, 1), (12, 3)]);
    }
}
