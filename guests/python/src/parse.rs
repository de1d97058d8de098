//! The one way to ruff's parser: newest Python, module mode.

use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

/// The newest version of Python that the parser knows; syntax is never refused for being newer than another one.
pub const VERSION: PythonVersion = PythonVersion::PY315;

pub fn parse(text: &str) -> Parsed<ModModule> {
    let options = ParseOptions::from(Mode::Module).with_target_version(VERSION);
    parse_unchecked(text, options).try_into_module().expect("module mode gives a module")
}

/// A range as offsets.
pub fn offsets(node: &impl Ranged) -> (u32, u32) {
    range(node.range())
}

pub fn range(range: TextRange) -> (u32, u32) {
    (range.start().to_u32(), range.end().to_u32())
}
