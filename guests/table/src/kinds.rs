//! The kinds of records.

macro_rules! kinds {
    ($($name:ident = $number:literal, $text:literal;)+) => {
        /// The closed list of kinds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum Kind { $(#[doc = $text] $name = $number),+ }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$name),+];

            pub fn from_u32(number: u32) -> Option<Self> {
                match number { $($number => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

kinds! {
    Class = 1, "class, record";
    Function = 2, "function outside of a class: declared, or bound to a name (`const f = () => …`)";
    Method = 3, "function of a class, object, trait or impl; a constructor too";
    Interface = 4, "interface, protocol";
    Struct = 5, "struct, union";
    Enum = 6, "enum";
    Trait = 7, "trait, mixin";
    Impl = 8, "impl, extension (its name is the extended type; `Trait for Type` where a trait is implemented)";
    Namespace = 9, "namespace, module, package";
    TypeAlias = 10, "type alias";
    Variable = 11, "variable, constant, static (one record a statement; its name is the first bound one)";
    Field = 12, "field, property or enum member of a class-like thing; a key with its value in data (JSON, YAML, TOML) or in an object literal that spans lines";
    Macro = 13, "macro definition";
    Rule = 14, "CSS rule or at-rule (its name is the selector or prelude)";
    Element = 15, "HTML, XML or JSX element (its name is the tag)";
    Section = 16, "Markdown heading with all that belongs to it; TOML table (its name is the title)";
    Test = 17, "a test with a title: `it(\"…\", …)`, `describe(\"…\", …)` (its name is the title without quotes)";
    Import = 32, "import, use, include, require bound to a name (its name is the first bound one, or the module)";
    Export = 33, "export that defines nothing by itself (`export { a }`, `export * from`), `export default expression`";
    Block = 34, "body of a definition or statement";
    Statement = 35, "any other statement, clause (else, catch, case, …) or expression statement (an assignment to one plain name has that name)";
    Collection = 36, "list, object, tuple, arguments or parameters that span lines";
    Decorator = 37, "decorator, annotation, attribute (its name is the dotted name behind the mark, without arguments)";
    Comment = 38, "comment, one record a token";
    Text = 39, "string, template or heredoc that spans lines";
    Directive = 40, "directive: `\"use strict\"`, `#pragma once`, `#![…]`, `declare(strict_types=1)`, `<?php`, a `package` line that opens no namespace (its name is what it says, without quotes and marks)";
    Head = 41, "head of a file: shebang, encoding line, licence comment; it holds the records of its comments";
    Binding = 42, "one name that an import binds (its name is the local name, its range the specifier)";
    Source = 43, "what an import or re-export takes from (its name is the module without quotes)";
    Owner = 44, "receiver type of a method that stands outside of its type: `T` in Go's `func (s *T) m()`";
}

impl Kind {
    /// Whether the kind names something that an edit can speak of by name.
    pub fn is_definition(self) -> bool {
        (self as u32) < 32
    }
}
