//! JavaScript with JSX, as a reader that goes on after errors: the module `javascript` is the exact one.

use kaptar_table::Kind::*;

use super::ecmascript::{COUNTS, ELEMENTS, SHARED, exported, member};
use crate::rules::Mark::{Leaf, Record};
use crate::rules::{Dialect, Language, Name, Rules};

pub const LANGUAGE: Language = Language {
    dialects: &[
        Dialect { name: "javascript", number: 1, grammar: || tree_sitter_javascript::LANGUAGE.into() },
        Dialect { name: "mjs", number: 6, grammar: || tree_sitter_javascript::LANGUAGE.into() },
        Dialect { name: "cjs", number: 7, grammar: || tree_sitter_javascript::LANGUAGE.into() },
    ],
    rules: &[SHARED, ELEMENTS, RULES],
    takes_semicolon: true,
    exported,
    member,
    counts: COUNTS,
    ..Language::PLAIN
};

const RULES: Rules = &[(&["field_definition"], Record(Field, Name::Field("property"))), (&["hash_bang_line"], Leaf(Comment))];
