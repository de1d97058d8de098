//! The operations as the host calls them: arguments decoded, results encoded.

use serde::Serialize;
use kaptar_abi::args::Args;

use crate::dialect::Dialect;
use crate::{analyze, estree, inspect as inspection, metrics, problems, records, regex, same as sameness, tree, validate};

/// The arguments that most operations start with.
fn source<'a>(args: &mut Args<'a>) -> Result<(&'a [u8], Dialect), String> {
    Ok((args.bytes()?, Dialect::from_name(args.str()?)?))
}

fn value(result: &impl Serialize) -> Result<Vec<u8>, String> {
    rmp_serde::to_vec_named(result).map_err(|e| e.to_string())
}

pub fn table(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    Ok(records::table(source, dialect).encode())
}

pub fn tables(input: &[u8]) -> Result<Vec<u8>, String> {
    kaptar_table::splice::tables(input, |source, dialect| Ok(records::table(source, Dialect::from_name(dialect)?).encode()))
}

pub fn validate(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    value(&validate::validate(source, dialect))
}

pub fn outline(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    Ok(kaptar_table::outline::outline(source, &records::table(source, dialect)))
}

pub fn metrics(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    value(&metrics::metrics(source, dialect)?)
}

pub fn ast(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    tree::estree(source, dialect)
}

/// `options` may be nil for the defaults.
pub fn analyze(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (source, dialect) = source(&mut args)?;
    let options: Option<analyze::Options> = rmp_serde::from_slice(args.rest()).map_err(|e| format!("options: {e}"))?;
    value(&analyze::analyze(source, dialect, &options.unwrap_or_default())?)
}

/// `options` as for [`analyze`].
pub fn inspect(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (source, dialect) = source(&mut args)?;
    let options: Option<analyze::Options> = rmp_serde::from_slice(args.rest()).map_err(|e| format!("options: {e}"))?;
    value(&inspection::inspect(source, dialect, &options.unwrap_or_default())?)
}

pub fn validate_regex(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    value(&regex::validate_regex(args.str()?, args.str()?))
}

/// One parameter of type bytes: it is the input as it is.
pub fn validate_ast(input: &[u8]) -> Result<Vec<u8>, String> {
    value(&estree::validate_ast(input))
}

pub fn problems(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    Ok(problems::problems(source, dialect).encode())
}

pub fn same(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (before, after) = (args.bytes()?, args.bytes()?);
    kaptar_same::answer(&sameness::same(before, after, Dialect::from_name(args.str()?)?)?)
}

#[cfg(feature = "optimize")]
pub fn optimize(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (source, dialect) = source(&mut args)?;
    value(&crate::optimize::optimize(source, dialect, crate::optimize::Level::from_name(args.str()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Encode as the host does: bytes as bin, text as str, the rest as it is.
    fn call(handler: kaptar_abi::Handler, args: &impl Serialize) -> Value {
        let result = handler(&rmp_serde::to_vec_named(args).unwrap()).unwrap();
        rmp_serde::from_slice(&result).unwrap()
    }

    #[test]
    fn results_are_maps_with_the_promised_names() {
        let source = (serde_bytes::Bytes::new(b"function f(a) {}\neval(a);"), "javascript");
        assert_eq!(call(validate, &source)["valid"], true);
        assert_eq!(call(outline, &source)[0]["name"], "f");
        assert_eq!(call(metrics, &source)["functions"][0]["parameters"], 1);
        let findings = call(analyze, &(source.0, source.1, serde_json::json!({"rules": "security", "max_lines": 1})));
        assert_eq!((&findings[0]["rule"], &findings[0]["severity"]), (&"security/eval".into(), &"error".into()));
        assert_eq!(call(analyze, &(source.0, source.1, None::<u8>)), findings);
        assert_eq!(call(validate_regex, &("(", ""))["valid"], false);
        let tree = ast(&rmp_serde::to_vec(&source).unwrap()).unwrap();
        let report: Value = rmp_serde::from_slice(&validate_ast(&tree).unwrap()).unwrap();
        assert_eq!(report, serde_json::json!({"valid": true, "errors": []}));
    }

    #[test]
    fn tables_come_before_and_after_an_edit() {
        let edits = vec![(0, 8, serde_bytes::Bytes::new(b"class"))];
        let args = rmp_serde::to_vec(&(serde_bytes::Bytes::new(b"function f() {}"), edits, "javascript")).unwrap();
        let (before, after, source): (serde_bytes::ByteBuf, serde_bytes::ByteBuf, serde_bytes::ByteBuf) = rmp_serde::from_slice(&tables(&args).unwrap()).unwrap();
        assert_eq!(source.as_slice(), b"class f() {}");
        assert!(kaptar_table::Table::decode(&before).unwrap().problems.is_empty());
        assert!(!kaptar_table::Table::decode(&after).unwrap().problems.is_empty());
    }

    #[test]
    fn wrong_arguments_are_errors() {
        let error = |args: &[u8]| validate(args).unwrap_err();
        assert!(error(b"x").contains("array"));
        assert!(error(&rmp_serde::to_vec(&(serde_bytes::Bytes::new(b""), "cobol")).unwrap()).contains("unknown dialect"));
        let unknown = (serde_bytes::Bytes::new(b""), "javascript", serde_json::json!({"max_lies": 1}));
        assert!(analyze(&rmp_serde::to_vec_named(&unknown).unwrap()).unwrap_err().contains("max_lies"));
    }
}
