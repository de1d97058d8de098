//! How the indentation of an edit maps to that of the file: not at all, by a prefix, or by another unit.

use crate::text::indent;

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
