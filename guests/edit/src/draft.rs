//! The text while hunks are applied to it one after the other, and the ranges of the source that this replaces.

/// Replace `start..end` of the source by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// A run of the draft: `len` bytes that stand at `source` in the source, or that are new.
#[derive(Clone, Copy, Debug)]
struct Piece {
    len: usize,
    source: Option<usize>,
}

/// A text that knows which of its bytes are those of the source.
#[derive(Clone)]
pub struct Draft {
    text: String,
    pieces: Vec<Piece>,
    source_len: usize,
}

impl Draft {
    pub fn new(source: &str) -> Self {
        let pieces = vec![Piece { len: source.len(), source: Some(0) }];
        Self { text: source.to_owned(), pieces, source_len: source.len() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether `start..end` is one unchanged run of the source.
    pub fn is_untouched(&self, start: usize, end: usize) -> bool {
        let mut at = 0;
        for piece in &self.pieces {
            if at <= start && end <= at + piece.len {
                return piece.source.is_some();
            }
            at += piece.len;
        }
        false
    }

    /// Replace `start..end` of the draft. What the new text shares with the old at both ends stays the source's.
    pub fn replace(&mut self, start: usize, end: usize, new: &str) {
        let old = &self.text[start..end];
        let head = common_prefix(old, new);
        let tail = common_suffix(&old[head..], &new[head..]);
        let (start, end, new) = (start + head, end - tail, &new[head..new.len() - tail]);
        if start == end && new.is_empty() {
            return;
        }
        let (mut pieces, mut behind) = (Vec::with_capacity(self.pieces.len() + 2), Vec::new());
        let mut at = 0;
        for piece in &self.pieces {
            let stop = at + piece.len;
            push(&mut pieces, *piece, 0, start.clamp(at, stop) - at);
            push(&mut behind, *piece, end.clamp(at, stop) - at, piece.len);
            at = stop;
        }
        pieces.push(Piece { len: new.len(), source: None });
        pieces.append(&mut behind);
        self.pieces = pieces;
        self.text.replace_range(start..end, new);
    }

    /// The edits that turn the source into the draft: sorted and disjoint.
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        let (mut at, mut source) = (0, 0);
        let mut fresh = String::new();
        let end = Piece { len: 0, source: Some(self.source_len) };
        for piece in self.pieces.iter().chain([&end]) {
            match piece.source {
                None => fresh.push_str(&self.text[at..at + piece.len]),
                Some(from) => {
                    if from > source || !fresh.is_empty() {
                        edits.push(Edit { start: source, end: from, text: std::mem::take(&mut fresh) });
                    }
                    source = from + piece.len;
                }
            }
            at += piece.len;
        }
        edits
    }
}

fn push(pieces: &mut Vec<Piece>, piece: Piece, from: usize, to: usize) {
    if from < to {
        pieces.push(Piece { len: to - from, source: piece.source.map(|s| s + from) });
    }
}

fn common_prefix(a: &str, b: &str) -> usize {
    let mut n = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(n) || !b.is_char_boundary(n) {
        n -= 1;
    }
    n
}

fn common_suffix(a: &str, b: &str) -> usize {
    let mut n = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(a.len() - n) || !b.is_char_boundary(b.len() - n) {
        n -= 1;
    }
    n
}

/// The source with edits applied, which must be sorted and disjoint.
pub fn apply(source: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(source.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut at = 0;
    for edit in edits {
        out.push_str(&source[at..edit.start]);
        out.push_str(&edit.text);
        at = edit.end;
    }
    out.push_str(&source[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_are_those_of_the_source() {
        let mut draft = Draft::new("one two three");
        draft.replace(4, 7, "2");
        draft.replace(0, 3, "1");
        assert_eq!(draft.text(), "1 2 three");
        let edits = draft.edits();
        assert_eq!(apply("one two three", &edits), "1 2 three");
        assert_eq!(edits.len(), 2);
    }

    proptest! {
        #[test]
        fn any_row_of_replacements_is_replayed(source in "[a-c\n]{0,40}", steps in prop::collection::vec((0usize..50, 0usize..9, "[a-cx]{0,6}"), 0..8)) {
            let mut draft = Draft::new(&source);
            for (start, len, new) in steps {
                let start = start.min(draft.text().len());
                let end = (start + len).min(draft.text().len());
                draft.replace(start, end, &new);
            }
            let edits = draft.edits();
            prop_assert!(edits.windows(2).all(|w| w[0].end <= w[1].start));
            prop_assert_eq!(apply(&source, &edits), draft.text());
        }
    }
}
