//! Grammar guests over tree-sitter: one wasm module per language, each with the operations that every grammar guest has.
//!
//! A language is one file in `languages/`: its dialects and a list that says which node kinds become which records. The
//! rest is shared: the walk from a tree to the table ([`walk`]), the parse errors ([`problems`]), the metrics
//! ([`metrics`]) and the operations ([`operations`]). One cargo feature per language picks what goes into a module.
//!
//! Parsers are tolerant: a file with errors has a table all the same, and the table says so.
//! The C code of tree-sitter takes its memory from Rust's allocator and needs nothing from outside.

pub mod metrics;
pub mod operations;
pub mod problems;
pub mod rules;
pub mod walk;

/// One module per feature: the language, its operations and the guest's exports.
macro_rules! modules {
    ($($feature:literal, $module:ident, $guest:literal;)+) => {
        pub mod languages {
            #[cfg(any(feature = "c", feature = "cpp"))]
            mod c_family;
            #[cfg(any(feature = "javascript", feature = "typescript"))]
            mod ecmascript;
            $(#[cfg(feature = $feature)] pub mod $module;)+
        }

        $(#[cfg(feature = $feature)]
        pub mod $module {
            pub use crate::languages::$module::LANGUAGE;

            fn table(input: &[u8]) -> Result<Vec<u8>, String> { crate::operations::table(&LANGUAGE, input) }
            fn tables(input: &[u8]) -> Result<Vec<u8>, String> { crate::operations::tables(&LANGUAGE, input) }
            fn validate(input: &[u8]) -> Result<Vec<u8>, String> { crate::operations::validate(&LANGUAGE, input) }
            fn outline(input: &[u8]) -> Result<Vec<u8>, String> { crate::operations::outline(&LANGUAGE, input) }
            fn problems(input: &[u8]) -> Result<Vec<u8>, String> { crate::operations::problems(&LANGUAGE, input) }
            fn metrics(input: &[u8]) -> Result<Vec<u8>, String> { crate::operations::metrics(&LANGUAGE, input) }

            kaptar_abi::guest! {
                name: $guest,
                ops: [
                    { 1, "table", "the structure of a source as kaptar-table/2", "source: bytes, dialect: str", "bytes", table },
                    { 2, "tables", "the tables before and after edits, and the new source", "source: bytes, edits: value, dialect: str", "value", tables },
                    { 3, "validate", "parse errors as diagnostics", "source: bytes, dialect: str", "value", validate },
                    { 4, "outline", "definitions, imports and exports with their ranges", "source: bytes, dialect: str", "value", outline },
                    { 5, "metrics", "line counts, nesting, and the complexity of each function", "source: bytes, dialect: str", "value", metrics },
                    { 20, "problems", "parse errors alone, as kaptar-table/2 without records", "source: bytes, dialect: str", "bytes", problems },
                ],
            }
        })+

        /// The languages that are compiled in, by module name.
        pub const LANGUAGES: &[(&str, &rules::Language)] = &[$(#[cfg(feature = $feature)] ($guest, &$module::LANGUAGE),)+];
    };
}

modules! {
    "bash", bash, "tree_bash";
    "c", c, "tree_c";
    "cpp", cpp, "tree_cpp";
    "csharp", csharp, "tree_csharp";
    "css", css, "tree_css";
    "go", go, "tree_go";
    "html", html, "tree_html";
    "java", java, "tree_java";
    "javascript", javascript, "tree_javascript";
    "json", json, "tree_json";
    "kotlin", kotlin, "tree_kotlin";
    "lua", lua, "tree_lua";
    "markdown", markdown, "tree_markdown";
    "php", php, "tree_php";
    "python", python, "tree_python";
    "ruby", ruby, "tree_ruby";
    "rust", rust, "tree_rust";
    "scala", scala, "tree_scala";
    "swift", swift, "tree_swift";
    "toml", toml, "tree_toml";
    "typescript", typescript, "tree_typescript";
    "yaml", yaml, "tree_yaml";
}
