use kaptar_abi::args::{Args, result};

pub fn copy(data: &[u8]) -> Result<Vec<u8>, String> {
    Ok(data.to_vec())
}

/// -1, 0 or 1: unsigned bytes, a prefix before what it is a prefix of.
pub fn compare(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let (left, right) = (args.bytes()?, args.bytes()?);
    Ok(result::int(left.cmp(right) as i64))
}
