//! JavaScript and TypeScript, by oxc: structure, errors, metrics, findings, syntax trees, checked rewrites.
//!
//! One crate, two modules: `javascript`, and with the feature `optimize` the module `javascript_optimize`, which carries oxc's
//! minifier and code generator for operation 8. Ids of operations are the same in both.

// The module with `optimize` calls a part of the crate only; its tests cover all of it.
#![cfg_attr(feature = "optimize", allow(dead_code))]

mod analyze;
mod dialect;
mod estree;
mod estree_nodes;
mod gap;
mod inspect;
mod measures;
mod metrics;
mod nesting;
mod operations;
#[cfg(feature = "optimize")]
mod optimize;
mod parse;
mod problems;
mod records;
mod redeclared;
mod regex;
mod same;
mod tree;
mod validate;

#[cfg(not(feature = "optimize"))]
kaptar_abi::guest! {
    name: "javascript",
    ops: [
        { 1, "table", "the structure of a source as kaptar-table/2", "source: bytes, dialect: str", "bytes", operations::table },
        { 2, "tables", "tables before and after edits, and the new source", "source: bytes, edits: value, dialect: str", "value", operations::tables },
        { 3, "validate", "errors of the parser and of the semantic pass", "source: bytes, dialect: str", "value", operations::validate },
        { 4, "outline", "definitions, imports and exports", "source: bytes, dialect: str", "value", operations::outline },
        { 5, "metrics", "lines, and the complexity of functions", "source: bytes, dialect: str", "value", operations::metrics },
        { 6, "ast", "the syntax tree as ESTree JSON, offsets in bytes", "source: bytes, dialect: str", "bytes", operations::ast },
        { 7, "analyze", "findings about quality and security", "source: bytes, dialect: str, options: value", "value", operations::analyze },
        { 11, "inspect", "validity and findings at once", "source: bytes, dialect: str, options: value", "value", operations::inspect },
        { 9, "validate_regex", "whether a regular expression is one", "pattern: str, flags: str", "value", operations::validate_regex },
        { 10, "validate_ast", "whether JSON is an ESTree", "json: bytes", "value", operations::validate_ast },
        { 20, "problems", "parse errors alone, as kaptar-table/2 without records", "source: bytes, dialect: str", "bytes", operations::problems },
        { 12, "same", "the first place in which two sources differ in what they say, or nil", "before: bytes, after: bytes, dialect: str", "value", operations::same },
    ]
}

#[cfg(feature = "optimize")]
kaptar_abi::guest! {
    name: "javascript_optimize",
    ops: [
        { 8, "optimize", "rewrites that keep the meaning, checked against the minifier", "source: bytes, dialect: str, level: str", "value", operations::optimize },
    ]
}
