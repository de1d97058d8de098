//! JavaScript and TypeScript, by oxc: structure, errors, metrics, findings, syntax trees.

mod dialect;
mod gap;
mod measures;
mod metrics;
mod nesting;
mod operations;
#[cfg(feature = "optimize")]
mod optimize;
mod parse;
mod records;
mod validate;

skep_abi::guest! {
    name: "javascript",
    ops: [
        { 1, "table", "the structure of a source as skep-table/1", "source: bytes, dialect: str", "bytes", operations::table },
        { 2, "tables", "tables before and after edits, and the new source", "source: bytes, edits: value, dialect: str", "value", operations::tables },
        { 3, "validate", "errors of the parser and of the semantic pass", "source: bytes, dialect: str", "value", operations::validate },
        { 4, "outline", "definitions, imports and exports", "source: bytes, dialect: str", "value", operations::outline },
    ]
}
