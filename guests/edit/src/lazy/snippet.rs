//! A snippet as rows of code with markers between them.

use super::markers::{Reading, read};
use rustc_hash::FxHashSet;

use crate::brackets::long_strings;
use crate::structure::{depth, is_closing, is_comment, is_directive, opens};
use crate::text::{Text, indent};

/// Markers that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Columns of the deepest marker's indentation: it names the block that the gap begins in.
    pub depth: usize,
    /// Columns of the shallowest marker's indentation: the block that the gap ends in.
    pub floor: usize,
    /// Blank lines between the last marker and the code below.
    pub blanks: usize,
}

/// How far a row's block reaches behind a marker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// By indentation alone: the columns of the markers say nothing.
    #[default]
    Indentation,
    /// A marker ends the blocks that it doesn't stand deeper than.
    Markers,
    /// Every marker may end every block.
    Nowhere,
}

/// One line of code of the snippet.
#[derive(Clone, Debug)]
pub struct Row {
    pub text: String,
    pub gap: Option<Gap>,
    /// What a "remove" comment directly above this row names.
    pub removal: Option<String>,
    /// The row whose block this one lies in.
    pub parent: Option<usize>,
    /// The row that opens what this row closes or continues.
    pub opener: Option<usize>,
    /// Inside of a string that spans lines, or a preprocessor line: its indentation says nothing.
    pub silent: bool,
}

/// All rows. Blank lines next to a marker say nothing and are left out.
#[derive(Clone, Debug, Default)]
pub struct Snippet {
    pub rows: Vec<Row>,
    pub ends_with_gap: bool,
    pub last_gap: Option<Gap>,
    /// A "remove" comment stands next to a marker, so that the lines around it don't tell what goes.
    pub loose_removals: Vec<String>,
    pub markers: usize,
    pub reach: Reach,
}

impl Snippet {
    /// `known(line)`: whether the source has this line, its indentation aside. `removals`: whether comments that begin with
    /// "remove" are taken for instructions.
    pub fn parse(text: &str, known: impl Fn(&str) -> bool, path: &str, removals: bool) -> Self {
        let python = path.ends_with(".py") || path.ends_with(".pyi");
        let strings = inside_strings(text, path);
        let mut out = Self::default();
        let mut gap: Option<Gap> = None;
        let mut removal: Option<String> = None;
        // Blank lines above the row to come, and those above a comment that is taken out there.
        let (mut blanks, mut above) = (0, 0);
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                blanks += 1;
                continue;
            }
            match read(line, known(line.trim()), python) {
                Reading::Marker => {
                    out.markers += 1;
                    let own = depth(line);
                    let (deepest, floor) = gap.as_ref().map_or((own, own), |g| (g.depth.max(own), g.floor.min(own)));
                    gap = Some(Gap { depth: deepest, floor, blanks: 0 });
                    out.loose_removals.extend(removal.take());
                }
                Reading::Remove(what) if removals => {
                    if gap.is_some() {
                        out.loose_removals.push(what.to_owned());
                    } else {
                        removal = Some(what.to_owned());
                        (above, blanks) = (blanks, 0);
                        continue;
                    }
                }
                Reading::Code | Reading::Remove(_) => {
                    if gap.is_none() && !out.rows.is_empty() {
                        let at_edge = is_closing(line) || out.rows.last().is_some_and(|r| opens(&r.text));
                        let blanks = if at_edge && removal.is_some() { blanks.min(above) } else { blanks.max(above) };
                        (0..blanks).for_each(|_| out.push("", None, None));
                    }
                    let gap = gap.take().map(|g| Gap { blanks, ..g });
                    out.push(line, gap, removal.take());
                    if let Some(row) = out.rows.last_mut() {
                        row.silent = strings.contains(&number) || is_directive(line);
                    }
                }
            }
            (blanks, above) = (0, 0);
        }
        if removal.is_some() {
            out.loose_removals.extend(removal);
        }
        out.ends_with_gap = gap.is_some();
        out.last_gap = gap;
        out.link(Reach::Indentation);
        out
    }

    fn push(&mut self, text: &str, gap: Option<Gap>, removal: Option<String>) {
        self.rows.push(Row { text: text.trim_end().to_owned(), gap, removal, parent: None, opener: None, silent: false });
    }

    /// What the columns of the markers can be taken for.
    pub fn reaches(&self) -> [Reach; 2] {
        let gaps = self.rows.iter().filter_map(|r| r.gap.as_ref()).chain(&self.last_gap);
        let placed = gaps.into_iter().any(|g| g.depth > 0) || self.rows.iter().all(|r| depth(&r.text) == 0);
        [if placed { Reach::Markers } else { Reach::Indentation }, Reach::Nowhere]
    }

    /// Find parents and openers by indentation.
    pub fn link(&mut self, reach: Reach) {
        self.reach = reach;
        let mut open: Vec<(usize, usize)> = Vec::new();
        for k in 0..self.rows.len() {
            let line = &self.rows[k].text.clone();
            (self.rows[k].parent, self.rows[k].opener) = (None, None);
            match (&self.rows[k].gap, reach) {
                (Some(_), Reach::Nowhere) => open.clear(),
                (Some(gap), Reach::Markers) => open.retain(|(_, d)| *d < gap.floor),
                _ => {}
            }
            // Comments open no block; what stands deeper below one belongs to code that isn't shown.
            if line.is_empty() || self.rows[k].silent || is_comment(line) {
                let inner = |d: usize| line.is_empty() || self.rows[k].silent || d < depth(line);
                self.rows[k].parent = open.iter().rev().find(|(_, d)| inner(*d)).map(|(row, _)| *row);
                continue;
            }
            let own = depth(line);
            while open.last().is_some_and(|(_, d)| *d > own) {
                open.pop();
            }
            if let Some((row, d)) = open.last().copied() && d == own {
                if is_closing(line) {
                    self.rows[k].opener = Some(row);
                    self.rows[k].parent = self.rows[row].parent;
                    if !opens(line) {
                        open.pop();
                    }
                    continue;
                }
                open.pop();
            }
            self.rows[k].parent = open.last().map(|(row, _)| *row);
            // A long string that begins here is deeper than this row, but no block of it.
            let string = self.rows.get(k + 1).is_some_and(|r| r.silent) && !opens(line);
            if !string {
                open.push((k, own));
            }
        }
    }

    /// The row behind the block of row `k`: rows whose chain of parents or openers goes through it.
    pub fn block_end(&self, k: usize) -> usize {
        let mut end = None;
        for r in k + 1..self.rows.len() {
            if self.within(r, k) {
                end = None;
            } else if is_comment(&self.rows[r].text) || self.rows[r].text.is_empty() {
                // A comment may stand further left than the block that it is in.
                end.get_or_insert(r);
            } else {
                return end.unwrap_or(r);
            }
        }
        end.unwrap_or(self.rows.len())
    }

    /// Whether no marker stands in the block of row `k`.
    pub fn is_whole(&self, k: usize) -> bool {
        let end = self.block_end(k);
        let deeper = |gap: Option<&Gap>| gap.is_some_and(|g| g.depth > depth(&self.rows[k].text));
        let below = self.rows.get(end).map_or(self.last_gap.as_ref(), |r| r.gap.as_ref());
        (k + 1..end).all(|r| self.rows[r].gap.is_none()) && !deeper(below)
    }

    /// Whether row `r` lies in the block of row `k` or closes it.
    pub fn within(&self, r: usize, k: usize) -> bool {
        let mut at = self.rows[r].opener.filter(|o| *o >= k).or(self.rows[r].parent);
        while let Some(row) = at {
            if row <= k {
                return row == k;
            }
            at = self.rows[row].opener.filter(|o| *o >= k).or(self.rows[row].parent);
        }
        false
    }

    /// Whether a row has rows or a marker of its own block below it.
    pub fn is_header(&self, k: usize) -> bool {
        if self.rows[k].silent || is_comment(&self.rows[k].text) {
            return false;
        }
        let deeper = |d: usize| d > depth(&self.rows[k].text);
        match self.rows.get(k + 1..).unwrap_or(&[]).iter().find(|r| !r.text.is_empty() || r.gap.is_some()) {
            Some(next) => next.gap.as_ref().map_or_else(|| deeper(depth(&next.text)), |g| deeper(g.depth) || deeper(depth(&next.text))),
            None => self.last_gap.as_ref().is_some_and(|g| deeper(g.depth)),
        }
    }

    /// Indentation strings of all rows with code.
    pub fn indents(&self) -> impl Iterator<Item = (usize, &str)> {
        self.rows.iter().enumerate().filter(|(_, r)| !r.text.is_empty()).map(|(k, r)| (k, indent(&r.text)))
    }
}

/// Lines inside of strings that span lines, the first ones aside.
fn inside_strings(text: &str, path: &str) -> FxHashSet<usize> {
    let lines = Text::new(text);
    let ranges = long_strings(text, path).into_iter();
    ranges.flat_map(|(start, end)| lines.line_at(start) + 1..=lines.line_at(end.saturating_sub(1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Snippet {
        Snippet::parse(text, |_| false, "", true)
    }

    #[test]
    fn rows_gaps_and_blanks() {
        let s = parse("// ...\n\na\n\nb\n\n// ...\n");
        assert_eq!(s.rows.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["a", "", "b"]);
        assert_eq!(s.rows[0].gap, Some(Gap { depth: 0, floor: 0, blanks: 1 }));
        assert!(s.ends_with_gap);
    }

    #[test]
    fn blocks_by_indentation() {
        let s = parse("class A {\n  f(\n    a,\n  ) {\n    // ...\n    x\n  }\n  g() {\n  }\n}\n");
        let parents: Vec<_> = s.rows.iter().map(|r| r.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(1), Some(0), Some(1), Some(0), Some(0), Some(0), None]);
        assert_eq!(s.rows[3].opener, Some(1));
        assert_eq!(s.rows[5].opener, Some(1));
        assert_eq!(s.block_end(1), 6);
        assert_eq!(s.block_end(0), 9);
    }

    #[test]
    fn removals_next_to_code_and_next_to_markers() {
        let s = parse("a\n// remove old\nb\n");
        assert_eq!(s.rows[1].removal.as_deref(), Some("old"));
        assert_eq!(s.rows.len(), 2);
        assert_eq!(parse("// ...\n// remove old\n// ...\n").loose_removals, ["old"]);
    }
}
