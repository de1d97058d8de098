//! Byte-range edits: chosen from rewrites that may overlap, applied, and composed over several rounds.

/// Replace `start..end` (bytes of the source at hand) by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub start: u32,
    pub end: u32,
    pub text: String,
    pub rule: &'static str,
}

/// Edits that are right only together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    pub edits: Vec<Edit>,
}

impl Rewrite {
    pub fn one(rule: &'static str, start: u32, end: u32, text: impl Into<String>) -> Self {
        Self { edits: vec![Edit { start, end, text: text.into(), rule }] }
    }

    /// Cut away what stands around `kept` in `outer`.
    pub fn keep(rule: &'static str, outer: (u32, u32), kept: (u32, u32), before: &str) -> Self {
        let cut = |start, end, text: &str| Edit { start, end, text: text.to_owned(), rule };
        let all = [cut(outer.0, kept.0, before), cut(kept.1, outer.1, "")];
        Self { edits: all.into_iter().filter(|e| e.start < e.end || !e.text.is_empty()).collect() }
    }

    fn start(&self) -> u32 {
        self.edits.iter().map(|e| e.start).min().unwrap_or(0)
    }

    fn reach(&self) -> u32 {
        self.edits.iter().map(|e| e.end).max().unwrap_or(0)
    }
}

/// The edits of as many rewrites as fit together, outer ones first, in order.
pub fn select(mut rewrites: Vec<Rewrite>) -> Vec<Edit> {
    rewrites.sort_by_key(|r| (r.start(), std::cmp::Reverse(r.reach())));
    let mut taken: Vec<Edit> = Vec::new();
    for rewrite in rewrites {
        if rewrite.edits.iter().all(|e| fits(&taken, e)) {
            for edit in rewrite.edits {
                let at = taken.partition_point(|t| (t.start, t.end) < (edit.start, edit.end));
                taken.insert(at, edit);
            }
        }
    }
    taken
}

/// Whether `edit` touches none of the taken ones, which are sorted and disjoint.
fn fits(taken: &[Edit], edit: &Edit) -> bool {
    let at = taken.partition_point(|t| t.start < edit.start);
    let before = at == 0 || taken[at - 1].end <= edit.start;
    before && taken.get(at).is_none_or(|next| edit.end <= next.start && (edit.start, edit.end) != (next.start, next.end))
}

/// Where a text at `start..end` would grow together with the word beside it, a space keeps them apart.
pub fn unglued(source: &[u8], edit: &Edit) -> String {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'#' | b'\\') || b >= 0x80;
    let (left, right) = (edit.start.checked_sub(1).map(|i| source[i as usize]), source.get(edit.end as usize).copied());
    let first = edit.text.bytes().next().or(right);
    let last = edit.text.bytes().last().or(left);
    let mut text = edit.text.clone();
    if !text.is_empty() && last.zip(right).is_some_and(|(a, b)| is_word(a) && is_word(b)) {
        text.push(' ');
    }
    if left.zip(first).is_some_and(|(a, b)| (is_word(a) && is_word(b)) || (a == b && matches!(a, b'+' | b'-' | b'/'))) {
        text.insert(0, ' ');
    }
    text
}

/// A text that remembers which parts of it stand in the original.
pub struct Pieces {
    pieces: Vec<Piece>,
}

#[derive(Clone)]
enum Piece {
    Kept(u32, u32),
    New(String, &'static str),
}

impl Pieces {
    pub fn of(len: u32) -> Self {
        Self { pieces: vec![Piece::Kept(0, len)] }
    }

    /// Apply edits to the text as it is now; they are sorted and disjoint.
    pub fn apply(&mut self, edits: &[Edit]) {
        let mut out: Vec<Piece> = Vec::with_capacity(self.pieces.len() + 2 * edits.len());
        let mut at = 0;
        let mut pending = edits.iter().peekable();
        for piece in std::mem::take(&mut self.pieces) {
            let end = at + piece.len();
            let mut from = at;
            while let Some(edit) = pending.peek().filter(|e| e.start < end || (e.start == end && e.end == end)) {
                if edit.start >= from {
                    out.push(piece.part(from - at, edit.start - at));
                }
                if edit.start >= at {
                    out.push(Piece::New(edit.text.clone(), edit.rule));
                }
                from = edit.end.clamp(from, end);
                if edit.end > end {
                    break;
                }
                pending.next();
            }
            out.push(piece.part(from - at, end - at));
            at = end;
        }
        out.retain(|p| p.len() > 0 || matches!(p, Piece::New(..)));
        self.pieces = out;
    }

    pub fn text(&self, original: &str) -> String {
        self.pieces.iter().map(|p| p.text(original)).collect()
    }

    /// The edits that lead from the original to this text.
    pub fn edits(&self, len: u32) -> Vec<Edit> {
        let mut edits = Vec::new();
        let (mut at, mut text, mut rule) = (0, String::new(), None);
        for piece in self.pieces.iter().chain([&Piece::Kept(len, len)]) {
            match piece {
                Piece::New(new, by) => {
                    text.push_str(new);
                    rule = rule.or(Some(*by));
                }
                Piece::Kept(start, end) => {
                    if let Some(rule) = rule.take() {
                        edits.push(Edit { start: at, end: *start, text: std::mem::take(&mut text), rule });
                    }
                    at = *end;
                }
            }
        }
        edits
    }
}

impl Piece {
    fn len(&self) -> u32 {
        match self {
            Self::Kept(start, end) => end - start,
            Self::New(text, _) => text.len() as u32,
        }
    }

    fn part(&self, from: u32, to: u32) -> Self {
        match self {
            Self::Kept(start, _) => Self::Kept(start + from, start + to),
            Self::New(text, rule) => Self::New(text[from as usize..to as usize].to_owned(), rule),
        }
    }

    fn text<'t>(&'t self, original: &'t str) -> &'t str {
        match self {
            Self::Kept(start, end) => &original[*start as usize..*end as usize],
            Self::New(text, _) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { start, end, text: text.to_owned(), rule: "r" }
    }

    #[test]
    fn outer_rewrites_win_and_groups_stand_together() {
        let group = Rewrite { edits: vec![edit(0, 2, ""), edit(8, 10, "")] };
        let inner = Rewrite::one("r", 3, 5, "x");
        let clash = Rewrite { edits: vec![edit(5, 6, ""), edit(9, 12, "")] };
        assert_eq!(select(vec![clash, inner, group]), [edit(0, 2, ""), edit(3, 5, "x"), edit(8, 10, "")]);
    }

    #[test]
    fn rounds_compose_to_edits_of_the_original() {
        let original = "abcdefgh";
        let mut pieces = Pieces::of(8);
        pieces.apply(&[edit(1, 3, "XYZ"), edit(5, 5, "!")]);
        assert_eq!(pieces.text(original), "aXYZde!fgh");
        pieces.apply(&[edit(2, 5, "-"), edit(9, 10, "")]);
        assert_eq!(pieces.text(original), "aX-e!fg");
        let edits = pieces.edits(8);
        let mut again = Pieces::of(8);
        again.apply(&edits);
        assert_eq!(again.text(original), "aX-e!fg");
        assert!(edits.windows(2).all(|w| w[0].end <= w[1].start));
    }

    #[test]
    fn words_do_not_grow_together() {
        assert_eq!(unglued(b"return(1)in", &edit(6, 9, "1")), " 1 ");
        assert_eq!(unglued(b"a-(b)", &edit(2, 5, "-1")), " -1");
        assert_eq!(unglued(b"a=(b)", &edit(2, 5, "1")), "1");
        assert_eq!(unglued(b"else{}b", &edit(4, 6, "")), " ");
    }
}
