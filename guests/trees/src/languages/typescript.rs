//! TypeScript, with and without JSX, as a reader that goes on after errors: the module `javascript` is the exact one.

use skep_table::Kind::*;

use super::ecmascript::{COUNTS, ELEMENTS, NAME, SHARED};
use crate::rules::Mark::{Lines, Record, Wrap};
use crate::rules::{Dialect, Language, Name, Rules, never_exported};

pub const LANGUAGE: Language = Language {
    dialects: &[
        Dialect { name: "typescript", number: 2, grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
        Dialect { name: "tsx", number: 3, grammar: || tree_sitter_typescript::LANGUAGE_TSX.into() },
        Dialect { name: "dts", number: 5, grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into() },
    ],
    rules: &[SHARED, ELEMENTS, RULES],
    exported: never_exported,
    takes_semicolon: true,
    counts: COUNTS,
};

const RULES: Rules = &[
    (&["abstract_class_declaration"], Record(Class, NAME)),
    (&["interface_declaration"], Record(Interface, NAME)),
    (&["enum_declaration"], Record(Enum, NAME)),
    (&["enum_assignment"], Record(Field, NAME)),
    (&["type_alias_declaration"], Record(TypeAlias, NAME)),
    (&["internal_module", "module"], Record(Namespace, NAME)),
    (&["function_signature"], Record(Function, NAME)),
    (&["method_signature", "abstract_method_signature"], Record(Method, NAME)),
    (&["public_field_definition", "property_signature"], Record(Field, NAME)),
    (&["ambient_declaration"], Wrap(&Lines(Statement))),
    (&["import_alias"], Record(Import, Name::Child(&["identifier"]))),
    (&["interface_body", "enum_body"], Record(Block, Name::None)),
    (&["object_type", "type_parameters", "type_arguments", "tuple_type"], Lines(Collection)),
];
