//! The operations: arguments in, answers out.

use serde::Serialize;
use kaptar_abi::args::Args;
use kaptar_table::{outline, splice};

use crate::{analyze, ast, inspect as inspection, metrics, same as sameness, table, validate};

fn source_of<'a>(args: &mut Args<'a>) -> Result<&'a [u8], String> {
    let source = args.bytes()?;
    check_dialect(args.str()?)?;
    Ok(source)
}

fn check_dialect(dialect: &str) -> Result<(), String> {
    if dialect == "python" { Ok(()) } else { Err(format!("the dialect {dialect:?} is not known here: python is")) }
}

fn value(answer: &impl Serialize) -> Result<Vec<u8>, String> {
    rmp_serde::to_vec_named(answer).map_err(|e| e.to_string())
}

pub fn table(input: &[u8]) -> Result<Vec<u8>, String> {
    let source = source_of(&mut Args::new(input, 2)?)?;
    Ok(table::table(source).encode())
}

pub fn problems(input: &[u8]) -> Result<Vec<u8>, String> {
    let source = source_of(&mut Args::new(input, 2)?)?;
    Ok(table::problems(source).encode())
}

pub fn tables(input: &[u8]) -> Result<Vec<u8>, String> {
    splice::tables(input, |source, dialect| {
        check_dialect(dialect)?;
        Ok(table::table(source).encode())
    })
}

pub fn validate(input: &[u8]) -> Result<Vec<u8>, String> {
    value(&validate::validate(source_of(&mut Args::new(input, 2)?)?))
}

pub fn outline(input: &[u8]) -> Result<Vec<u8>, String> {
    let source = source_of(&mut Args::new(input, 2)?)?;
    Ok(outline::outline(source, &table::table(source)))
}

pub fn metrics(input: &[u8]) -> Result<Vec<u8>, String> {
    value(&metrics::metrics(source_of(&mut Args::new(input, 2)?)?)?)
}

pub fn ast(input: &[u8]) -> Result<Vec<u8>, String> {
    Ok(ast::ast(source_of(&mut Args::new(input, 2)?)?)?.into_bytes())
}

pub fn analyze(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let source = source_of(&mut args)?;
    let options = analyze::Options::read(args.rest())?;
    value(&analyze::analyze(source, &options)?)
}

pub fn inspect(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let source = source_of(&mut args)?;
    value(&inspection::inspect(source, &analyze::Options::read(args.rest())?))
}

pub fn same(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (before, after) = (args.bytes()?, args.bytes()?);
    check_dialect(args.str()?)?;
    kaptar_same::answer(&sameness::same(before, after)?)
}
