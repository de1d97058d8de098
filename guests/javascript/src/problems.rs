//! Operation 20: what the parser alone finds wrong. The same problems as in the table of the source, without its records.

use oxc_allocator::Allocator;
use kaptar_table::{Builder, Table};

use crate::dialect::Dialect;
use crate::parse::{self, Purpose};
use crate::records::{flags, with_problems, without_records};

pub fn problems(source: &[u8], dialect: Dialect) -> Table {
    let text = match parse::text(source) {
        Ok(text) => text,
        Err(fault) => return without_records(source, dialect, fault),
    };
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Shape);
    with_problems(Builder::new(source, dialect.number(), flags(&parsed)), source, &parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::table;

    #[test]
    fn they_are_those_of_the_table() {
        for source in ["", "a = 1;", "function f( {", "return 1", "let = ;\nconst a;", "`${", "\u{e4} = (1", "import a from 'a'; return 2"] {
            let (alone, whole) = (problems(source.as_bytes(), Dialect::JavaScript), table(source.as_bytes(), Dialect::JavaScript));
            assert_eq!((alone.problems, alone.flags, alone.lines), (whole.problems, whole.flags, whole.lines), "{source}");
            assert!(alone.records.is_empty());
        }
        assert_eq!(problems(b"\xff", Dialect::JavaScript).problems.len(), 1);
    }
}
