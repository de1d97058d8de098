//! Operation 7: findings about quality and security, by rules over the analysed tree.
//!
//! Each rule has a file of its own under `rules` and looks at one node at a time; the four that judge functions by numbers
//! share `rules/size`. A rule speaks only of what it can see in this file.

mod input;
mod modules;
mod options;
mod rule;
mod rules;
mod safe;
mod symbols;
mod syntax;

use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::ParserReturn;
use oxc_semantic::{Semantic, SemanticBuilder};
use serde::Serialize;
use kaptar_table::Lines;

use crate::dialect::Dialect;
use crate::parse::{self, Purpose};
pub use options::Options;
use rule::{Context, Found, Severity};
pub use rules::{Selected, selected};

/// At most this many findings are answered, by place.
const MAX_FINDINGS: usize = 1000;

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub start: u32,
    pub end: u32,
    pub severity: Severity,
    pub message: String,
    pub fix: Option<String>,
}

/// Errors: the source has no text or no tree (a fatal error of the parser), or an option is unknown.
pub fn analyze(source: &[u8], dialect: Dialect, options: &Options) -> Result<Vec<Finding>, String> {
    let selected = selected(&options.rules)?;
    let text = parse::text(source).map_err(|fault| fault.message)?;
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Meaning);
    if let Some(message) = unparsed(&parsed) {
        return Err(message);
    }
    let semantic = SemanticBuilder::new().with_build_nodes(true).build(&parsed.program).semantic;
    Ok(findings(text, &parsed.program, &semantic, options, &selected))
}

/// Why there is no tree to analyse, if there is none.
pub fn unparsed(parsed: &ParserReturn) -> Option<String> {
    let message = || parsed.diagnostics.first().map_or_else(String::new, |d| d.message.to_string());
    parsed.fatal_error.then(|| format!("the source does not parse, so it was not analysed: {}", message()))
}

/// What the selected rules find in a tree that was built with nodes.
pub fn findings<'a>(text: &'a str, program: &'a Program<'a>, semantic: &Semantic<'a>, options: &Options, selected: &Selected) -> Vec<Finding> {
    let cx = Context::new(text, semantic);
    let mut found: Vec<(&'static str, Severity, Found)> = Vec::new();
    if !selected.nodes.is_empty() {
        let shown = selected.by_kind();
        for node in semantic.nodes().iter() {
            for rule in &shown[node.kind().ty() as usize] {
                found.extend((rule.check)(&cx, node).map(|f| (rule.id, f.severity.unwrap_or(rule.severity), f)));
            }
        }
    }
    found.extend(rules::size::check(&cx, program, options, &selected.sizes));
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(id, _, f)| (f.span.start, f.span.end, *id));
    let lines = Lines::new(text.as_bytes());
    found.into_iter().take(MAX_FINDINGS).map(|(rule, severity, f)| finding(&lines, rule, severity, f)).collect()
}

fn finding(lines: &Lines, rule: &'static str, severity: Severity, found: Found) -> Finding {
    let (start, end) = (found.span.start, found.span.end);
    let (line, column) = lines.position(start);
    let end_line = lines.line(end.max(start + 1) - 1);
    Finding { rule, line, column, end_line, start, end, severity, message: found.message, fix: None }
}

#[cfg(test)]
mod testing {
    use super::{Finding, Options, analyze};
    use crate::dialect::Dialect;

    pub fn findings(rule: &str, source: &str) -> Vec<Finding> {
        let options = Options { rules: super::options::Rules::Ids(vec![rule.to_owned()]), ..Options::default() };
        analyze(source.as_bytes(), Dialect::Tsx, &options).unwrap()
    }

    /// The lines on which `rule` speaks up.
    pub fn lines(rule: &str, source: &str) -> Vec<u32> {
        findings(rule, source).into_iter().map(|f| f.line).collect()
    }

    /// Each hit, alone, has one finding at least; each miss has none.
    #[track_caller]
    pub fn examples(rule: &str, hits: &[&str], misses: &[&str]) {
        for source in hits {
            assert!(!lines(rule, source).is_empty(), "{rule} misses {source}");
        }
        for source in misses {
            assert!(lines(rule, source).is_empty(), "{rule} is wrong about {source}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use options::Rules;

    #[test]
    fn a_finding_has_its_place_and_rules_are_chosen() {
        let source = "é; eval(x);\ntry {} catch {}\n";
        let all = analyze(source.as_bytes(), Dialect::JavaScript, &Options::default()).unwrap();
        assert_eq!(all.iter().map(|f| f.rule).collect::<Vec<_>>(), ["security/eval", "empty-catch"]);
        assert_eq!((all[0].line, all[0].column, &source[all[0].start as usize..all[0].end as usize]), (1, 4, "eval(x)"));
        let only = |rules| analyze(source.as_bytes(), Dialect::JavaScript, &Options { rules, ..Options::default() });
        assert_eq!(only(Rules::Group("security".to_owned())).unwrap().len(), 1);
        assert_eq!(only(Rules::Group("quality".to_owned())).unwrap().len(), 1);
        assert!(only(Rules::Ids(vec!["no-such".to_owned()])).unwrap_err().contains("no-such"));
    }

    #[test]
    fn what_does_not_parse_is_an_error_and_no_clean_bill() {
        assert!(analyze(b"f(", Dialect::JavaScript, &Options::default()).is_err());
        assert!(analyze(b"\xff", Dialect::JavaScript, &Options::default()).is_err());
    }
}
