//! The edit engine: source, structure and an edit in any format in; ranges to replace or a refusal out.
//!
//! Nothing here guesses: an edit has exactly one reading and one place, or it is refused with the reason.

pub mod brackets;
pub mod definition;
pub mod definitions;
pub mod detect;
pub mod draft;
pub mod formats;
pub mod headers;
pub mod indentation;
pub mod lazy;
pub mod locate;
pub mod nearest;
pub mod plan;
pub mod quoted;
pub mod refusal;
pub mod script;
pub mod structure;
pub mod text;
