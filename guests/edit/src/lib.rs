//! The edit engine: source, structure and an edit in any format in; ranges to replace or a refusal out.
//!
//! Nothing here guesses: an edit has exactly one reading and one place, or it is refused with the reason.

pub mod alike;
pub mod brackets;
pub mod definition;
pub mod definitions;
pub mod detect;
pub mod draft;
pub mod fences;
pub mod foreign;
pub mod formats;
pub mod headers;
pub mod imports;
pub mod indentation;
pub mod lazy;
pub mod locate;
pub mod lookup;
pub mod members;
pub mod nearest;
pub mod paths;
pub mod plan;
pub mod quoted;
pub mod refusal;
pub mod script;
pub mod several;
pub mod structure;
pub mod text;
pub mod trivia;
pub mod wire;

kaptar_abi::guest! {
    name: "edit",
    ops: [
        { 1, "plan", "the ranges of a source that an edit replaces, or why it is refused", "request: value", "value", wire::plan_op },
        { 2, "parse", "the files that an edit names and what it does to each", "request: value", "value", wire::parse_op },
        { 3, "detect", "the format that an edit is written in", "request: value", "value", wire::detect_op },
    ]
}
