use kaptar_abi::args::{Args, result};
use subtle::ConstantTimeEq;

pub fn constant_time_equal(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let (left, right) = (args.bytes()?, args.bytes()?);
    Ok(result::bool(left.ct_eq(right).into()))
}
