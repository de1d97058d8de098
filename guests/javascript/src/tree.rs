//! Operation 6: the syntax tree as ESTree JSON. `start` and `end` are byte offsets into the source, not UTF-16 units.

use oxc_allocator::Allocator;

use crate::dialect::Dialect;
use crate::parse::{self, Purpose};

/// TypeScript's fields are there for TypeScript dialects only. Errors: the first thing that keeps the source from being parsed.
pub fn estree(source: &[u8], dialect: Dialect) -> Result<Vec<u8>, String> {
    let text = parse::text(source).map_err(|fault| fault.message)?;
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Shape);
    match parsed.diagnostics.first() {
        Some(error) => Err(format!("the source does not parse: {}", error.message)),
        None => Ok(parsed.program.to_estree_json(dialect.is_typescript(), false).into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_estree() {
        let json = estree("é = 1".as_bytes(), Dialect::JavaScript).unwrap();
        let tree: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!((&tree["type"], &tree["end"]), (&"Program".into(), &6.into()));
        assert_eq!(tree["body"][0]["expression"]["right"]["value"], 1.0);
        assert!(estree(b"let a: b", Dialect::JavaScript).is_err() && estree(b"let a: b", Dialect::TypeScript).is_ok());
    }
}
