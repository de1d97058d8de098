//! Why an edit is not applied: a closed set of reasons, and what a model needs to do better in its next try.

/// The reason of a refusal. The names on the wire are those of [`Reason::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    NoMatch,
    Ambiguous,
    Stale,
    MalformedEdit,
    WouldBreakSyntax,
    MarkerCoversNothing,
    MarkerInResult,
    UnaccountedRemoval,
    MixedFormats,
    Unsupported,
    TooLarge,
    EmptyEdit,
    Binary,
    NotUtf8,
    Exists,
    MissingFile,
    OtherFile,
    PathOutside,
}

impl Reason {
    pub fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::Ambiguous => "ambiguous",
            Self::Stale => "stale",
            Self::MalformedEdit => "malformed_edit",
            Self::WouldBreakSyntax => "would_break_syntax",
            Self::MarkerCoversNothing => "marker_covers_nothing",
            Self::MarkerInResult => "marker_in_result",
            Self::UnaccountedRemoval => "unaccounted_removal",
            Self::MixedFormats => "mixed_formats",
            Self::Unsupported => "unsupported",
            Self::TooLarge => "too_large",
            Self::EmptyEdit => "empty_edit",
            Self::Binary => "binary",
            Self::NotUtf8 => "not_utf8",
            Self::Exists => "exists",
            Self::MissingFile => "missing_file",
            Self::OtherFile => "other_file",
            Self::PathOutside => "path_outside",
        }
    }
}

/// The place of the source that resembles the edit most, with the difference to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Lines from 1, both ends included.
    pub lines: (u32, u32),
    pub diff: String,
}

/// A refusal. `candidates` are line ranges, from 1, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Reason,
    pub message: String,
    pub candidates: Vec<(u32, u32)>,
    pub nearest: Option<Nearest>,
    /// Lines whose nearest place is worth looking for, should this refusal be the answer.
    pub sought: Vec<String>,
}

impl Refusal {
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), candidates: Vec::new(), nearest: None, sought: Vec::new() }
    }

    /// Several places fit; `candidates` are 0-based half-open line ranges.
    pub fn ambiguous(what: &str, candidates: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let candidates: Vec<_> =
            candidates.into_iter().take(MAX_CANDIDATES).map(|(a, b)| (a as u32 + 1, b.max(a + 1) as u32)).collect();
        let places: Vec<_> = candidates.iter().map(|(a, b)| format!("{a}-{b}")).collect();
        let named = if places.is_empty() { String::new() } else { format!(" (lines {})", places.join(", ")) };
        let message = format!("{what} fits more than one place{named}; quote more lines around it");
        Self { candidates, ..Self::new(Reason::Ambiguous, message) }
    }

    pub fn with_nearest(self, nearest: Option<Nearest>) -> Self {
        Self { nearest, ..self }
    }
}

const MAX_CANDIDATES: usize = 8;

pub type Outcome<T> = Result<T, Refusal>;

/// Shorthand for a refusal as an error.
pub fn refuse<T>(reason: Reason, message: impl Into<String>) -> Outcome<T> {
    Err(Refusal::new(reason, message))
}
