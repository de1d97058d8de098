//! The operations as the host calls them: arguments decoded, results encoded.

use serde::Serialize;
use skep_abi::args::Args;

use crate::dialect::Dialect;
use crate::{records, validate};

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
    skep_table::splice::tables(input, |source, dialect| Ok(records::table(source, Dialect::from_name(dialect)?).encode()))
}

pub fn validate(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    value(&validate::validate(source, dialect))
}

pub fn outline(input: &[u8]) -> Result<Vec<u8>, String> {
    let (source, dialect) = source(&mut Args::new(input, 2)?)?;
    Ok(skep_table::outline::outline(source, &records::table(source, dialect)))
}
