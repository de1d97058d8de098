//! What an edit says, whatever format it is written in: files, operations, and hunks or text.

pub mod git_header;
pub mod insert;
pub mod json;
pub mod search_replace;
pub mod str_replace;
pub mod udiff;
pub mod v4a;
pub mod whole;

use crate::script::Step;

/// The formats, by the names they have on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Lazy,
    Definition,
    WholeFile,
    SearchReplace,
    Udiff,
    V4a,
    StrReplace,
    Insert,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Self::Lazy => "lazy",
            Self::Definition => "whole_def",
            Self::WholeFile => "whole_file",
            Self::SearchReplace => "search_replace",
            Self::Udiff => "udiff",
            Self::V4a => "v4a",
            Self::StrReplace => "str_replace",
            Self::Insert => "insert",
        }
    }
}

/// What happens to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    Create,
    Update,
    Delete,
    Move(String),
}

/// One place to change, as a script over quoted lines.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Hunk<'a> {
    pub script: Vec<Step<'a>>,
    /// Where the quotation begins, from 0, as far as the edit says so.
    pub line: Option<usize>,
    /// Header lines that stand above the quotation, outermost first.
    pub anchors: Vec<&'a str>,
    /// The quotation ends where the file ends.
    pub at_end: bool,
    /// The diff gives the file's last line an end, or takes it away.
    pub final_end: Option<bool>,
}

/// One replacement of a piece of text, which need not be whole lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    pub old: String,
    pub new: String,
    pub everywhere: bool,
}

/// The content of one file's edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    Hunks(Vec<Hunk<'a>>),
    /// Lines of a patch inside another wrapper, parsed when planned.
    Patch(String),
    Replacements(Vec<Replacement>),
    /// Text to put behind line `after` (0: before the first).
    Insert { after: usize, text: String },
    /// The whole new text.
    Content(String),
    /// Code that stands for more than it shows, or the whole text without a wrapper.
    Snippet(String),
    /// The text that goes with a deleted file.
    Quoted(String),
    Nothing,
}

/// What an edit does to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit<'a> {
    pub format: Format,
    pub path: Option<String>,
    pub operation: Operation,
    pub body: Body<'a>,
}
