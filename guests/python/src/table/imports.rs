//! Records of imports: the names that they bind, and where from.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Alias, StmtImport, StmtImportFrom};
use kaptar_table::Kind;

use super::{Walk, name_range};
use crate::parse::offsets;

impl<'a> Walk<'a> {
    /// `import a.b, c as d`: where there is no alias the whole path is the name.
    pub fn import(&mut self, import: &'a StmtImport) {
        let range = offsets(import);
        self.open(Kind::Import, range, import.names.first().and_then(local), 0);
        self.bindings(&import.names);
        self.close(range.1);
    }

    pub fn import_from(&mut self, import: &'a StmtImportFrom) {
        let range = offsets(import);
        let first = import.names.first().filter(|alias| alias.name.as_str() != "*");
        self.open(Kind::Import, range, first.and_then(local), 0);
        if let Some(module) = self.module(import) {
            self.open(Kind::Source, module, Some(module), 0);
            self.close(module.1);
        }
        self.bindings(&import.names);
        self.close(range.1);
    }

    fn bindings(&mut self, aliases: &'a [Alias]) {
        for alias in aliases {
            // A name that error recovery made up has no range.
            if let Some(name) = local(alias) {
                let range = offsets(alias);
                self.open(Kind::Binding, range, Some(name), 0);
                self.close(range.1);
            }
        }
    }

    /// The module with the dots before it. The tree has no range of the dots: they are the first thing behind `from`.
    fn module(&self, import: &StmtImportFrom) -> Option<(u32, u32)> {
        let named = import.module.as_ref().and_then(name_range);
        if import.level == 0 {
            return named;
        }
        let (start, end) = offsets(import);
        let tokens = &self.tokens[self.tokens.partition_point(|t| offsets(t).0 < start)..];
        let mut dots = tokens.iter().take_while(|t| offsets(t).0 < end).skip(1);
        let first = offsets(dots.find(|t| is_dots(t.kind()))?);
        let last = dots.take_while(|t| is_dots(t.kind()) || t.kind().is_trivia()).filter(|t| is_dots(t.kind())).last();
        Some((first.0, named.map_or_else(|| last.map_or(first.1, |t| offsets(t).1), |name| name.1)))
    }
}

fn is_dots(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Dot | TokenKind::Ellipsis)
}

fn local(alias: &Alias) -> Option<(u32, u32)> {
    name_range(alias.asname.as_ref().unwrap_or(&alias.name))
}
