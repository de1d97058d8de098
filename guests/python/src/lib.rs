//! The Python guest: kaptar-table/2, validity, outline, metrics, tree and findings of Python sources, by ruff's parser.

pub mod analyze;
pub mod ast;
pub mod depth;
mod inspect;
mod names;
mod leftover;
pub mod metrics;
mod ops;
pub mod parse;
mod same;
mod scope;
mod semantics;
mod source;
pub mod table;
pub mod validate;

kaptar_abi::guest! {
    name: "python",
    ops: [
        { 1, "table", "kaptar-table/2 of a source", "source: bytes, dialect: str", "bytes", crate::ops::table },
        { 2, "tables", "kaptar-table/2 before and after edits, and the new source", "source: bytes, edits: value, dialect: str", "value", crate::ops::tables },
        { 3, "validate", "whether a source compiles, and why not", "source: bytes, dialect: str", "value", crate::ops::validate },
        { 4, "outline", "definitions, imports and exports", "source: bytes, dialect: str", "value", crate::ops::outline },
        { 5, "metrics", "lines, nesting and complexity", "source: bytes, dialect: str", "value", crate::ops::metrics },
        { 6, "ast", "the tree as JSON", "source: bytes, dialect: str", "bytes", crate::ops::ast },
        { 7, "analyze", "findings of quality and security rules", "source: bytes, dialect: str, options: value", "value", crate::ops::analyze },
        { 8, "inspect", "validity and findings at once", "source: bytes, dialect: str, options: value", "value", crate::ops::inspect },
        { 20, "problems", "parse errors alone, as kaptar-table/2 without records", "source: bytes, dialect: str", "bytes", crate::ops::problems },
        { 9, "same", "the first place in which two sources differ in what they say, or nil", "before: bytes, after: bytes, dialect: str", "value", crate::ops::same },
    ]
}

#[cfg(test)]
mod validate_tests;
