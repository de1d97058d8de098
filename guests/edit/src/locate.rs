//! Where quoted lines stand in a text, by grades; each grade needs exactly one place.

use std::ops::Range;

use crate::indentation::Reindent;
use crate::refusal::{Outcome, Reason, Refusal};
use crate::text::{Text, indent};
use crate::nearest::nearest;

/// How a quotation was found, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    AlreadyApplied,
    Exact,
    LineEnds,
    Reindent,
    BlankLines,
    LookAlike,
    Misquoted,
    Structure,
}

impl Grade {
    pub fn name(self) -> &'static str {
        match self {
            Self::AlreadyApplied => "already_applied",
            Self::Exact => "exact",
            Self::LineEnds => "line_ends",
            Self::Reindent => "reindent",
            Self::BlankLines => "blank_lines",
            Self::LookAlike => "look_alike",
            Self::Misquoted => "misquoted",
            Self::Structure => "structure",
        }
    }
}

/// A place that fits: for each quoted line the line of the text, `None` for a quoted blank line that has no partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub lines: Vec<Option<usize>>,
    pub grade: Grade,
    pub reindent: Reindent,
}

impl Place {
    /// From the first to behind the last line.
    pub fn range(&self) -> Range<usize> {
        let mut found = self.lines.iter().flatten();
        let first = found.next().copied().unwrap_or(0);
        first..found.next_back().copied().unwrap_or(first) + 1
    }
}

/// All places of the strictest grade that has any, within the lines `window` of `text`.
pub fn places(text: &Text, quoted: &[&str], window: Range<usize>) -> Vec<Place> {
    let window = window.start..window.end.min(text.len());
    if quoted.iter().all(|q| q.trim().is_empty()) {
        return Vec::new();
    }
    let grades = [by_line, dense, misquoted];
    grades.iter().map(|find| find(text, quoted, window.clone())).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The only place of a quotation, or why there is none. `hint` is the line where the edit says it stands: it decides
/// between several places only when one of them is exactly there.
pub fn locate(text: &Text, quoted: &[&str], window: Range<usize>, hint: Option<usize>) -> Outcome<Place> {
    let mut found = places(text, quoted, window);
    if found.len() > 1
        && let Some(at) = hint.and_then(|h| found.iter().position(|p| p.grade <= Grade::LineEnds && p.range().start == h))
    {
        return Ok(found.swap_remove(at));
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Refusal::new(Reason::NoMatch, "the quoted lines are not in the file").with_nearest(nearest(text, quoted, hint))),
        _ => Err(Refusal::ambiguous("the quotation", found.iter().map(|p| (p.range().start, p.range().end)))),
    }
}

/// Same number of lines: exact, then trailing blanks aside, then re-indented as a whole.
fn by_line(text: &Text, quoted: &[&str], window: Range<usize>) -> Vec<Place> {
    let Some(lead) = quoted.iter().position(|q| !q.trim().is_empty()) else { return Vec::new() };
    let wanted = quoted[lead].trim();
    let last = window.end.saturating_sub(quoted.len());
    let starts: Vec<usize> = (window.start..=last)
        .filter(|i| i + quoted.len() <= window.end && text.trimmed(i + lead) == wanted)
        .filter(|i| (0..quoted.len()).all(|k| text.trimmed(i + k) == quoted[k].trim()))
        .collect();
    let grade_of = |i: usize| -> Option<(Grade, Reindent)> {
        if (0..quoted.len()).all(|k| text.line(i + k) == quoted[k]) {
            return Some((Grade::Exact, Reindent::Same));
        }
        let pairs: Vec<_> = (0..quoted.len())
            .filter(|k| !quoted[*k].trim().is_empty())
            .map(|k| (indent(quoted[k]), indent(text.line(i + k))))
            .collect();
        Reindent::fitting(&pairs).map(|r| (if r == Reindent::Same { Grade::LineEnds } else { Grade::Reindent }, r))
    };
    let graded: Vec<_> = starts.into_iter().filter_map(|i| grade_of(i).map(|g| (i, g))).collect();
    let best = graded.iter().map(|(_, (grade, _))| *grade).min();
    graded
        .into_iter()
        .filter(|(_, (grade, _))| Some(*grade) == best)
        .map(|(i, (grade, reindent))| Place { lines: (i..i + quoted.len()).map(Some).collect(), grade, reindent })
        .collect()
}

/// Blank lines aside, and then look-alike characters folded.
fn dense(text: &Text, quoted: &[&str], window: Range<usize>) -> Vec<Place> {
    let full: Vec<usize> = window.filter(|i| !text.is_blank(*i)).collect();
    let wanted: Vec<usize> = (0..quoted.len()).filter(|k| !quoted[*k].trim().is_empty()).collect();
    let found = windows(text, quoted, &full, &wanted, |a, b| a == b, Grade::BlankLines);
    if !found.is_empty() {
        return found;
    }
    windows(text, quoted, &full, &wanted, |a, b| a == b || !a.is_ascii() | !b.is_ascii() && fold(a) == fold(b), Grade::LookAlike)
}

fn windows(
    text: &Text, quoted: &[&str], full: &[usize], wanted: &[usize], same: impl Fn(&str, &str) -> bool, grade: Grade,
) -> Vec<Place> {
    let mut out = Vec::new();
    for rows in full.windows(wanted.len()) {
        if !rows.iter().zip(wanted).all(|(i, k)| same(text.trimmed(*i), quoted[*k].trim())) {
            continue;
        }
        let pairs: Vec<_> = rows.iter().zip(wanted).map(|(i, k)| (indent(quoted[*k]), indent(text.line(*i)))).collect();
        if let Some(reindent) = Reindent::fitting(&pairs) {
            out.push(Place { lines: partners(text, quoted, rows, wanted), grade, reindent });
        }
    }
    out
}

/// The partner of each quoted line; blank ones are paired off in order as far as they go.
fn partners(text: &Text, quoted: &[&str], rows: &[usize], wanted: &[usize]) -> Vec<Option<usize>> {
    let mut lines = vec![None; quoted.len()];
    for (i, k) in rows.iter().zip(wanted) {
        lines[*k] = Some(*i);
    }
    for k in 1..quoted.len() {
        if lines[k].is_none() && let Some(above) = lines[k - 1] {
            let below = above + 1;
            lines[k] = (below < text.len() && text.is_blank(below) && !rows.contains(&below)).then_some(below);
        }
    }
    lines
}

/// Typographic characters as their plain forms.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

const MISQUOTED_LINES: usize = 4;
const MISQUOTED_LENGTH: usize = 12;

/// One line of four or more differs by a slip of one or two letters, all others agree, and no other place comes near.
fn misquoted(text: &Text, quoted: &[&str], window: Range<usize>) -> Vec<Place> {
    let full = quoted.iter().filter(|q| !q.trim().is_empty()).count();
    if full < MISQUOTED_LINES {
        return Vec::new();
    }
    let mut found: Option<usize> = None;
    for i in window.start..(window.end + 1).saturating_sub(quoted.len()) {
        let same = (0..quoted.len()).filter(|k| !quoted[*k].trim().is_empty() && text.line(i + k).trim() == quoted[*k].trim()).count();
        if 2 * same >= full {
            if found.is_some() || same + 1 != full {
                return Vec::new();
            }
            found = Some(i);
        }
    }
    let Some(i) = found else { return Vec::new() };
    let differing = (0..quoted.len()).find(|k| text.line(i + k).trim() != quoted[*k].trim());
    let Some(k) = differing.filter(|k| is_slip(quoted[*k].trim(), text.line(i + k).trim())) else { return Vec::new() };
    let blank_agree = (0..quoted.len()).all(|n| n == k || text.line(i + n).trim() == quoted[n].trim());
    let pairs: Vec<_> = (0..quoted.len())
        .filter(|n| !quoted[*n].trim().is_empty())
        .map(|n| (indent(quoted[n]), indent(text.line(i + n))))
        .collect();
    match Reindent::fitting(&pairs).filter(|_| blank_agree) {
        Some(reindent) => vec![Place { lines: (i..i + quoted.len()).map(Some).collect(), grade: Grade::Misquoted, reindent }],
        None => Vec::new(),
    }
}

/// Whether two lines differ by at most two adjacent letters. A digit or sign is never a slip: it may be what the edit is about.
fn is_slip(quoted: &str, real: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (quoted.chars().collect(), real.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    let (x, y) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    a.len() >= MISQUOTED_LENGTH && x.len().max(y.len()) <= 2 && x.iter().chain(y).all(|c| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(text: &str, quoted: &[&str]) -> Vec<(usize, Grade)> {
        let text = Text::new(text);
        let all = 0..text.len();
        places(&text, quoted, all).iter().map(|p| (p.range().start, p.grade)).collect()
    }

    #[test]
    fn each_grade() {
        let text = "def f():\n    one = 1\n\n    two = 2\n";
        assert_eq!(grades(text, &["    one = 1"]), [(1, Grade::Exact)]);
        assert_eq!(grades(text, &["    one = 1  "]), [(1, Grade::LineEnds)]);
        assert_eq!(grades(text, &["one = 1", "", "two = 2"]), [(1, Grade::Reindent)]);
        assert_eq!(grades(text, &["    one = 1", "    two = 2"]), [(1, Grade::BlankLines)]);
        assert_eq!(grades("say('a')\n", &["say(\u{2018}a\u{2019})"]), [(0, Grade::LookAlike)]);
        assert_eq!(grades(text, &["three"]), []);
    }

    #[test]
    fn a_slip_needs_long_company() {
        let text = "alpha_first()\nbeta_second()\ngamma_third()\ndelta_fourth()\n";
        assert_eq!(grades(text, &["alpha_first()", "beta_secoond()", "gamma_third()", "delta_fourth()"]), [(0, Grade::Misquoted)]);
        assert_eq!(grades(text, &["alpha_first()", "beta_secoond()"]), []);
        assert!(!is_slip("value = compute(10)", "value = compute(11)"));
    }

    #[test]
    fn two_places_are_ambiguous_unless_the_line_is_named() {
        let text = Text::new("a1\nx\na1\n");
        assert_eq!(locate(&text, &["a1"], 0..3, None).unwrap_err().candidates, [(1, 1), (3, 3)]);
        assert_eq!(locate(&text, &["a1"], 0..3, Some(2)).unwrap().range(), 2..3);
    }
}
