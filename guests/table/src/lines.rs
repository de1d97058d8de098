//! Lines of a source.

use std::cell::Cell;

/// Where each line starts; turns offsets into lines and columns.
///
/// The line found last is kept, and the next one is looked for from there: a walk in the order of the source finds its
/// lines in steps that do not grow with the file.
pub struct Lines<'a> {
    source: &'a [u8],
    starts: Vec<u32>,
    /// Index of the line found last.
    last: Cell<usize>,
}

impl<'a> Lines<'a> {
    /// Lines end with LF; a CR before it belongs to the line.
    pub fn new(source: &'a [u8]) -> Self {
        let mut starts = Vec::with_capacity(source.len() / 24 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', source).map(|at| at as u32 + 1));
        Self { source, starts, last: Cell::new(0) }
    }

    /// The number of lines; text behind the last line end counts as one, an empty rest does not (but an empty file has one line).
    pub fn count(&self) -> u32 {
        let last = self.starts[self.starts.len() - 1];
        let open = last as usize == self.source.len() && self.starts.len() > 1;
        (self.starts.len() - usize::from(open)) as u32
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        let index = self.index(self.last.get(), offset);
        self.last.set(index);
        index as u32 + 1
    }

    /// The lines of a range's first and last byte, from 1. The next search begins at the first.
    pub fn range(&self, start: u32, end: u32) -> (u32, u32) {
        let first = self.line(start);
        let last = self.index(first as usize - 1, end.max(start + 1) - 1);
        (first, last as u32 + 1)
    }

    /// Whether a range's first and last byte are on different lines.
    pub fn spanned(&self, start: u32, end: u32) -> bool {
        let next = self.line(start) as usize;
        self.starts.get(next).is_some_and(|start_of_next| *start_of_next < end)
    }

    /// The index of an offset's line, looked for from a line on: in steps that double, then by halves.
    fn index(&self, from: usize, offset: u32) -> usize {
        if self.starts[from] > offset {
            return self.starts[..from].partition_point(|s| *s <= offset) - 1;
        }
        let (mut low, mut step) = (from, 1);
        while let Some(start) = self.starts.get(low + step) {
            if *start > offset {
                break;
            }
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.starts.len());
        low + self.starts[low + 1..high].partition_point(|s| *s <= offset)
    }

    /// Line and column (in code points) of an offset, each from 1. An offset behind the end counts as the end.
    pub fn position(&self, offset: u32) -> (u32, u32) {
        let offset = offset.min(self.source.len() as u32);
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let column = self.source[start..offset as usize].iter().filter(|b| (**b & 0xC0) != 0x80).count();
        (line, column as u32 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points() {
        let source = "a\näöü x".as_bytes();
        assert_eq!(Lines::new(source).position(2 + 6 + 1), (2, 5));
        assert_eq!(Lines::new(b"").count(), 1);
        assert_eq!(Lines::new(b"a\n").count(), 1);
        assert_eq!(Lines::new(b"a\nb").count(), 2);
    }

    #[test]
    fn lines_are_found_from_any_line_found_before() {
        let source: String = (0..70).map(|i| "x".repeat(i % 5) + "\n").collect();
        let (lines, bytes) = (Lines::new(source.as_bytes()), source.len() as u32);
        let counted = |at: u32| source.as_bytes()[..at as usize].iter().filter(|b| **b == b'\n').count() as u32 + 1;
        for from in 0..=bytes {
            for to in (0..=bytes).step_by(7) {
                assert_eq!((lines.line(from), lines.line(to)), (counted(from), counted(to)));
                if from < to {
                    assert_eq!(lines.range(from, to), (counted(from), counted(to - 1)));
                    assert_eq!(lines.spanned(from, to), counted(from) != counted(to - 1));
                }
            }
        }
        assert!(!lines.spanned(4, 4) && lines.range(4, 4) == (counted(4), counted(4)));
    }
}
