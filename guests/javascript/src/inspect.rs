//! Operation 11: validity and findings at once, from one parse and one semantic pass.

use oxc_allocator::Allocator;
use oxc_semantic::SemanticBuilder;
use serde::Serialize;

use crate::analyze::{self, Finding, Options};
use crate::dialect::Dialect;
use crate::parse::{self, Purpose};
use crate::redeclared;
use crate::validate::{self, Report};

/// Validity, and the findings; or, without findings, why there are none.
#[derive(Debug, Serialize)]
pub struct Inspection {
    #[serde(flatten)]
    pub report: Report,
    pub findings: Option<Vec<Finding>>,
    pub problem: Option<String>,
}

/// What [`validate::validate`] and [`analyze::analyze`] answer, for less than the price of both. Error: an option is unknown.
pub fn inspect(source: &[u8], dialect: Dialect, options: &Options) -> Result<Inspection, String> {
    let selected = analyze::selected(&options.rules)?;
    let text = match parse::text(source) {
        Ok(text) => text,
        Err(fault) => {
            let problem = Some(fault.message.clone());
            return Ok(Inspection { report: validate::report(source, vec![fault]), findings: None, problem });
        }
    };
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, text, dialect, Purpose::Meaning);
    let mut faults = parse::faults(&parsed, source.len());
    if let Some(problem) = analyze::unparsed(&parsed) {
        return Ok(Inspection { report: validate::report(source, faults), findings: None, problem: Some(problem) });
    }
    // Errors of the semantic pass are told only where the parser has none, as `validate` does.
    let whole = faults.iter().all(|f| f.warning);
    let built = SemanticBuilder::new().with_build_nodes(true).with_check_syntax_error(whole).build(&parsed.program);
    if whole {
        faults.extend(redeclared::true_errors(&parsed.program, &built.diagnostics).into_iter().map(|d| parse::from_diagnostic(d, source.len() as u32)));
    }
    let findings = analyze::findings(text, &parsed.program, &built.semantic, options, &selected);
    Ok(Inspection { report: validate::report(source, faults), findings: Some(findings), problem: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &[&str] = &[
        "", "eval(x);", "let a = 1; let a = 2; eval(b);", "f(", "a = ;", "x = /(/; eval(y)", "return eval(1)", "import a from 'a'; return",
        "class A { constructor() {} constructor() {} }\nel.innerHTML = x;", "const é = 'ä'; setTimeout('a()' + é, 1)", "break;",
    ];

    #[test]
    fn it_answers_what_the_two_operations_answer() {
        for source in SOURCES {
            for dialect in [Dialect::JavaScript, Dialect::Mjs, Dialect::Cjs, Dialect::TypeScript, Dialect::Tsx] {
                let options = Options::default();
                let both = inspect(source.as_bytes(), dialect, &options).unwrap();
                let alone = validate::validate(source.as_bytes(), dialect);
                assert_eq!(format!("{:?}", both.report), format!("{alone:?}"), "{source}");
                let findings = analyze::analyze(source.as_bytes(), dialect, &options);
                assert_eq!(both.findings.ok_or_else(|| both.problem.unwrap()), findings, "{source}");
            }
        }
    }

    #[test]
    fn what_is_no_text_has_a_diagnostic_and_no_findings() {
        let both = inspect(b"a;\n\xff", Dialect::JavaScript, &Options::default()).unwrap();
        assert_eq!((both.report.valid, both.findings.is_none(), both.problem.is_some()), (false, true, true));
    }
}
