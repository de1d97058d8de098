//! The check behind every rewrite: before and after, compressed by oxc's minifier, must be the same text.
//!
//! The compressor folds, drops dead code and unused bindings itself; so a right rewrite changes nothing of its result, and
//! a wrong one shows. Names are kept and nothing is mangled. Unused specifiers of imports are dropped by the compressor from both
//! sides after its own semantic pass, an import with none stays as `import "m"`. The check is as strict as the compressor is deterministic: a
//! right rewrite that it can't see through is refused.

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, CompressOptionsKeepNames, Minifier, MinifierOptions, TreeShakeOptions};
use oxc_parser::{ParseOptions, Parser};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

/// Why `after` is no right rewrite of `before`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// `after` has an error of syntax or semantics.
    Broken(String),
    /// The compressed texts differ.
    Meaning,
}

/// Compare two sources of the same, resolved type (not `unambiguous`). `before` has no errors.
pub fn verify(before: &str, after: &str, kind: SourceType) -> Result<(), Difference> {
    let wanted = compressed(before, kind).map_err(Difference::Broken)?;
    let found = compressed(after, kind).map_err(Difference::Broken)?;
    if wanted == found { Ok(()) } else { Err(Difference::Meaning) }
}

/// The compressed text, or the first error.
fn compressed(text: &str, kind: SourceType) -> Result<String, String> {
    let allocator = Allocator::default();
    let options = ParseOptions { parse_regular_expression: true, ..ParseOptions::default() };
    let mut parsed = Parser::new(&allocator, text, kind).with_options(options).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(error.message.to_string());
    }
    if let Some(error) = first_error(&parsed.program) {
        return Err(error);
    }
    Minifier::new(minifier()).minify(&allocator, &mut parsed.program);
    let printed = CodegenOptions { comments: oxc_codegen::CommentOptions::disabled(), ..CodegenOptions::minify() };
    Ok(Codegen::new().with_options(printed).build(&parsed.program).code)
}

fn first_error(program: &oxc_ast::ast::Program) -> Option<String> {
    let analysed = SemanticBuilder::new_compiler().build(program);
    analysed.diagnostics.first().map(|d| d.message.to_string())
}

fn minifier() -> MinifierOptions {
    let treeshake = TreeShakeOptions { annotations: false, ..TreeShakeOptions::default() };
    let compress = CompressOptions {
        keep_names: CompressOptionsKeepNames::all_true(),
        drop_debugger: false,
        treeshake,
        ..CompressOptions::smallest()
    };
    MinifierOptions { mangle: None, mangle_properties: None, compress: Some(compress) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(before: &str, after: &str) {
        let kind = SourceType::mjs();
        assert_eq!(verify(before, after, kind), Ok(()), "{:?}\n{:?}", compressed(before, kind), compressed(after, kind));
    }

    #[test]
    fn right_rewrites_pass() {
        ok("f(1 + 2 * 3);", "f(7);");
        ok("if (true) { a(); } else { b(); }", "{ a(); }");
        ok("function g() { return 1; h(); } g(2);", "function g() { return 1; } g(2);");
        ok("import { a, b } from 'm'; a();", "import { a } from 'm'; a();");
        ok("import a, { b } from 'm'; c();", "import 'm'; c();");
        ok("const x = () => 1, y = 2; f(y);", "const y = 2; f(y);");
        ok("function g() { var u = { a: [] }; return k; } g(1);", "function g() { return k; } g(1);");
        ok("x = y ? 'a' + 'b' : !0;", "x = y ? 'ab' : true;");
    }

    /// Each pair is a rewrite with one mistake seeded.
    const WRONG: &[(&str, &str, &str)] = &[
        ("a hoisted var is lost", "function g(c) { if (false) { var v = 1; } v = c; h(); return v; } z(g);", "function g(c) { v = c; h(); return v; } z(g);"),
        ("a sum is folded wrongly", "f(1 + 2);", "f(4);"),
        ("a string is changed", "f('a' + 'b');", "f('a b');"),
        ("a used import is removed", "import { a, b } from 'm'; a(b);", "import { a } from 'm'; a(b);"),
        ("an import loses its side effect", "import { a } from 'm'; f();", "f();"),
        ("the wrong branch is kept", "if (true) { a(); } else { b(); }", "{ b(); }"),
        ("a comparison is turned", "f(x < 1);", "f(x <= 1);"),
        ("a statement before the return is dropped", "function g() { h(); return 1; } z(g);", "function g() { return 1; } z(g);"),
        ("a hoisted function is dropped", "function g() { return k(); function k() { return q; } } z(g);", "function g() { return k(); } z(g);"),
        ("an initialiser with a side effect is dropped", "const x = h(); f();", "f();"),
        ("an export is lost", "export const x = 1;", "const x = 1;"),
        ("a directive is made", "'use' + ' client'; f();", "'use client'; f();"),
        ("an await is lost", "async function g() { await h(); } z(g);", "async function g() { h(); } z(g);"),
        ("the receiver is lost", "(true, a.b)();", "a.b();"),
        ("a binding becomes a global", "let x; f(() => (x = 1, x));", "f(() => (x = 1, x));"),
        ("a negative zero is folded to zero", "f(0 * -1);", "f(0);"),
        ("precedence is broken", "f(x * (1 + y));", "f(x * 1 + y);"),
        ("a loop loses its break", "for (;;) { if (x) break; h(); }", "for (;;) { h(); }"),
        ("a default case moves", "switch (x) { case 1: a(); default: b(); }", "switch (x) { case 1: a(); break; default: b(); }"),
        ("a template is taken for a string", "f(`${x}`);", "f('${x}');"),
    ];

    #[test]
    fn seeded_mistakes_are_refused() {
        for (mistake, before, after) in WRONG {
            let kind = SourceType::mjs();
            assert!(verify(before, after, kind).is_err(), "{mistake}: {:?}", compressed(before, kind));
        }
    }

    #[test]
    fn a_script_has_globals_and_directives() {
        let kind = SourceType::script();
        assert_eq!(verify("'use' + ' strict'; f();", "'use strict'; f();", kind), Err(Difference::Meaning));
        assert_eq!(verify("var a = 1; f();", "f();", kind), Err(Difference::Meaning));
        assert_eq!(verify("'use strict'; f();", "f();", kind), Err(Difference::Meaning));
    }

    #[test]
    fn broken_text_is_refused() {
        let broken = |after| matches!(verify("f();", after, SourceType::mjs()), Err(Difference::Broken(_)));
        assert!(broken("f(;") && broken("let a; let a;") && broken("break;"));
    }
}
