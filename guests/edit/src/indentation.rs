//! How the indentation of an edit maps to that of the file: not at all, by a prefix, or by another unit.

use crate::text::{Text, indent};

/// A mapping from an edit's indentation to the file's.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Reindent {
    #[default]
    Same,
    /// The edit stands further left: each line gets this prefix.
    Add(String),
    /// The edit stands further right: each line loses this prefix.
    Remove(String),
    /// Each leading tab of the edit is this many blanks in the file.
    TabsToBlanks(usize),
    /// This many leading blanks of the edit are one tab in the file.
    BlanksToTabs(usize),
}

impl Reindent {
    /// The mapping that holds for all pairs (indentation in the edit, in the file), the plainest first.
    pub fn fitting(pairs: &[(&str, &str)]) -> Option<Self> {
        let (edit, file) = pairs.iter().copied().find(|(e, f)| e != f).unwrap_or_default();
        let mut tries = vec![Self::Same];
        tries.extend(file.strip_suffix(edit).map(|p| Self::Add(p.to_owned())));
        tries.extend(edit.strip_suffix(file).map(|p| Self::Remove(p.to_owned())));
        tries.extend([2, 4, 8, 3].map(Self::TabsToBlanks));
        tries.extend([2, 4, 8, 3].map(Self::BlanksToTabs));
        tries.into_iter().find(|r| pairs.iter().all(|(e, f)| r.map(e).as_deref() == Some(*f)))
    }

    /// Mappings that hold for a good part of the pairs, those with most pairs first: lines that a change moves to
    /// another level disagree with the rest.
    pub fn likely(pairs: &[(&str, &str)]) -> Vec<Self> {
        const MAX_TRIES: usize = 3;
        let mut distinct = pairs.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let mut tries: Vec<Self> = vec![Self::Same];
        tries.extend(Self::fitting(pairs));
        tries.extend(distinct.iter().filter_map(|pair| Self::fitting(&[*pair])));
        let votes = |r: &Self| pairs.iter().filter(|(e, f)| r.map(e).as_deref() == Some(*f)).count();
        let mut ranked: Vec<(usize, Self)> = Vec::new();
        for candidate in tries {
            let n = votes(&candidate);
            if !ranked.iter().any(|(_, r)| *r == candidate) && (4 * n >= pairs.len() && n > 0 || pairs.is_empty()) {
                ranked.push((n, candidate));
            }
        }
        ranked.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
        ranked.into_iter().take(MAX_TRIES).map(|(_, r)| r).collect()
    }

    /// What an indentation of the edit is in the file; `None` where the mapping says nothing.
    pub fn map(&self, edit: &str) -> Option<String> {
        match self {
            Self::Same => Some(edit.to_owned()),
            Self::Add(prefix) => Some(format!("{prefix}{edit}")),
            Self::Remove(prefix) => edit.strip_prefix(prefix.as_str()).map(str::to_owned),
            Self::TabsToBlanks(width) => {
                let rest = edit.trim_start_matches('\t');
                (!rest.contains('\t')).then(|| format!("{}{rest}", " ".repeat(width * (edit.len() - rest.len()))))
            }
            Self::BlanksToTabs(width) => {
                let blanks = edit.len() - edit.trim_start_matches(' ').len();
                let rest = &edit[blanks..];
                rest.is_empty().then(|| format!("{}{}", "\t".repeat(blanks / width), " ".repeat(blanks % width)))
            }
        }
    }

    /// A line of the edit as it should stand in the file; blank lines become empty when the mapping changes anything.
    pub fn line(&self, line: &str) -> String {
        if *self == Self::Same {
            return line.to_owned();
        }
        if line.trim().is_empty() {
            return String::new();
        }
        let lead = indent(line);
        let mapped = self.map(lead).unwrap_or_default();
        format!("{mapped}{}", &line[lead.len()..])
    }
}

/// Whether new lines are indented with tabs where the file has blanks only, or the other way round.
pub fn is_foreign<'a>(file: &Text, new: impl Iterator<Item = &'a str>) -> bool {
    const ENOUGH: usize = 3;
    let kind = |line: &str| line.starts_with('\t');
    let is_indented = |i: &usize| file.line(*i).starts_with([' ', '\t']) && !file.is_blank(*i);
    let mut indented = (0..file.len()).filter(is_indented).map(|i| kind(file.line(i)));
    let Some(first) = indented.next() else { return false };
    let mut others = 0;
    if indented.inspect(|_| others += 1).any(|k| k != first) || others + 1 < ENOUGH {
        return false;
    }
    new.filter(|l| l.starts_with([' ', '\t']) && !l.trim().is_empty()).any(|l| kind(l) != first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_mapping_wins() {
        assert_eq!(Reindent::fitting(&[("", ""), ("  ", "  ")]), Some(Reindent::Same));
        assert_eq!(Reindent::fitting(&[("", "    "), ("  ", "      ")]), Some(Reindent::Add("    ".into())));
        assert_eq!(Reindent::fitting(&[("\t", "  "), ("\t\t", "    ")]), Some(Reindent::TabsToBlanks(2)));
        assert_eq!(Reindent::fitting(&[("    ", "\t"), ("", "")]), Some(Reindent::BlanksToTabs(4)));
        assert_eq!(Reindent::fitting(&[("", "  "), ("  ", "  ")]), None);
        assert_eq!(Reindent::Add("  ".into()).line("x"), "  x");
        assert_eq!(Reindent::Add("  ".into()).line("  "), "");
    }
}
