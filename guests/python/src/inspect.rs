//! Validity and findings at once, from one parse.

use serde::Serialize;

use crate::analyze::{self, Finding, Options};
use crate::parse::parse;
use crate::source::prepare;
use crate::validate::{self, Validity};

/// Validity, and the findings; or, without findings, why there are none.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    #[serde(flatten)]
    pub validity: Validity,
    pub findings: Option<Vec<Finding>>,
    pub problem: Option<String>,
}

/// What [`validate::validate`] and [`analyze::analyze`] answer, for less than the price of both.
pub fn inspect(bytes: &[u8], options: &Options) -> Inspection {
    let source = match prepare(bytes) {
        Ok(source) => source,
        Err(problem) => {
            let why = analyze::unread(&problem);
            return Inspection { validity: validate::validity(bytes, vec![validate::whole(problem)]), findings: None, problem: Some(why) };
        }
    };
    let parsed = parse(source.text);
    let validity = validate::validity(bytes, validate::problems(&source, &parsed));
    Inspection { validity, findings: Some(analyze::findings(source.text, &parsed.syntax().body, options)), problem: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &[&[u8]] = &[
        b"", b"eval(x)\n", b"def f(:\n    eval(x)\n", b"return 1\neval(a)\n", b"x = 1\nexec(y)\ndef f(a=[]):\n    pass\n", b"\xff", b"a\0b",
        b"\xef\xbb\xbfeval(x)\n", "\u{e9} = eval(\u{e4})\n".as_bytes(), b"# coding: koi8-r\neval(x)\n",
    ];

    #[test]
    fn it_answers_what_the_two_operations_answer() {
        let options = Options::default();
        for source in SOURCES {
            let both = inspect(source, &options);
            assert_eq!(both.validity, validate::validate(source), "{source:?}");
            let findings = both.findings.ok_or_else(|| both.problem.unwrap());
            assert_eq!(findings, analyze::analyze(source, &options), "{source:?}");
        }
    }
}
