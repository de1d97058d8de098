//! Lines of a source by their text: whether it has a line at all, and where it has one with the same indentation.

use rustc_hash::FxHashMap;

use crate::text::{Text, indent};

const NONE: u32 = u32::MAX;

/// The lines of one source, hashed once. A line's number stands for its text, trailing blanks aside; blank lines have the number 0.
pub struct Lookup<'a> {
    text: &'a Text<'a>,
    /// The number of each line.
    pub ids: Vec<u32>,
    /// For each text without its indentation the first of its numbers.
    first: FxHashMap<&'a str, u32>,
    numbers: Vec<Number>,
    /// Lines by their number; those of number `n` are `order[numbers[n].from..numbers[n + 1].from]`.
    order: Vec<u32>,
}

/// A text with its indentation.
struct Number {
    /// The first line that is this text.
    line: u32,
    /// The next number of the same text at another indentation, or `NONE`.
    next: u32,
    from: u32,
}

impl<'a> Lookup<'a> {
    pub fn new(text: &'a Text<'a>) -> Self {
        let mut first: FxHashMap<&'a str, u32> = FxHashMap::default();
        first.reserve(text.len());
        let mut numbers = vec![Number { line: NONE, next: NONE, from: 0 }];
        let mut ids = Vec::with_capacity(text.len());
        for line in 0..text.len() {
            let id = if text.is_blank(line) { 0 } else { number(text, &mut first, &mut numbers, line) };
            numbers[id as usize].from += 1;
            ids.push(id);
        }
        let mut out = Self { text, ids, first, numbers, order: vec![0; text.len()] };
        out.sort();
        out
    }

    /// Turn the counts in `from` into places, and fill `order`.
    fn sort(&mut self) {
        let mut end = 0;
        for number in &mut self.numbers {
            end += number.from;
            number.from = end;
        }
        for (line, id) in self.ids.iter().enumerate().rev() {
            let from = &mut self.numbers[*id as usize].from;
            *from -= 1;
            self.order[*from as usize] = line as u32;
        }
    }

    /// Whether some line is this text, indentation and blanks at its end aside.
    pub fn has(&self, line: &str) -> bool {
        let line = line.trim();
        if line.is_empty() { !self.lines(0).is_empty() } else { self.first.contains_key(line) }
    }

    /// The number of a text with its indentation.
    pub fn id(&self, line: &str) -> Option<u32> {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return Some(0);
        }
        self.numbers_of(trimmed).find(|id| self.lead(*id) == indent(line))
    }

    /// The indentations that a text without blanks around it has, in the order of the file.
    pub fn indents(&self, trimmed: &str) -> impl Iterator<Item = &'a str> {
        self.numbers_of(trimmed).map(|id| self.lead(id))
    }

    /// All lines of a number, in order; none for a number that no line has.
    pub fn lines(&self, id: u32) -> &[u32] {
        let Some(number) = self.numbers.get(id as usize) else { return &[] };
        let end = self.numbers.get(id as usize + 1).map_or(self.order.len(), |n| n.from as usize);
        &self.order[number.from as usize..end]
    }

    fn numbers_of(&self, trimmed: &str) -> impl Iterator<Item = u32> {
        let first = self.first.get(trimmed).copied();
        std::iter::successors(first, |id| Some(self.numbers[*id as usize].next).filter(|next| *next != NONE))
    }

    fn lead(&self, id: u32) -> &'a str {
        self.text.lead(self.numbers[id as usize].line as usize)
    }
}

/// The number of a line that is not blank; a new one for a new text.
fn number<'a>(text: &'a Text<'a>, first: &mut FxHashMap<&'a str, u32>, numbers: &mut Vec<Number>, line: usize) -> u32 {
    let fresh = numbers.len() as u32;
    let mut at = *first.entry(text.trimmed(line)).or_insert(fresh);
    while at != fresh && text.lead(numbers[at as usize].line as usize) != text.lead(line) {
        let next = &mut numbers[at as usize].next;
        if *next == NONE {
            *next = fresh;
        }
        at = *next;
    }
    if at == fresh {
        numbers.push(Number { line: line as u32, next: NONE, from: 0 });
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_by_their_text() {
        let text = Text::new("a\n  a\n\nb  \n  a \n\ta\nb\n");
        let lookup = Lookup::new(&text);
        assert_eq!(lookup.ids, [1, 2, 0, 3, 2, 4, 3]);
        assert_eq!(lookup.lines(2), [1, 4]);
        assert_eq!(lookup.lines(0), [2]);
        assert!(lookup.lines(9).is_empty());
        assert_eq!((lookup.id("  a"), lookup.id("\ta "), lookup.id("   a"), lookup.id(" ")), (Some(2), Some(4), None, Some(0)));
        assert_eq!(lookup.indents("a").collect::<Vec<_>>(), ["", "  ", "\t"]);
        assert!(lookup.has("   b") && lookup.has("") && !lookup.has("c"));
        let text = Text::new("a");
        assert!(!Lookup::new(&text).has(" "));
    }
}
