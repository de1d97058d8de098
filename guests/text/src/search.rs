//! Byte strings: order, search, replacement. Indices count bytes.

use memchr::memmem;
use kaptar_abi::args::{Args, result};

/// -1, 0 or 1: unsigned bytes, a prefix before what it is a prefix of.
pub fn compare(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let (left, right) = (args.bytes()?, args.bytes()?);
    Ok(result::int(left.cmp(right) as i64))
}

/// As Python's `bytes.find`: a negative start counts from the end, and an empty needle is found at the start itself.
pub fn search(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 3)?;
    let (data, needle, start) = (args.bytes()?, args.bytes()?, args.int()?);
    let start = if start < 0 { start.saturating_add(data.len() as i64).max(0) } else { start };
    let from = usize::try_from(start).ok().and_then(|start| Some((start, data.get(start..)?)));
    let found = from.and_then(|(start, rest)| Some(start + memmem::find(rest, needle)?));
    Ok(result::int(found.map_or(-1, |at| at as i64)))
}

/// As `re.finditer`: matches do not overlap, and an empty needle is found at every index, the end included.
pub fn search_all(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let (data, needle) = (args.bytes()?, args.bytes()?);
    let found: Vec<usize> = memmem::find_iter(data, needle).collect();
    Ok(result::ints(found.into_iter().map(|at| at as i64)))
}

/// As Python's `bytes.replace`; an empty needle is replaced before each byte and at the end.
pub fn replace(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 4)?;
    let (data, needle, replacement, count) = (args.bytes()?, args.bytes()?, args.bytes()?, args.int()?);
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(data.len());
    let mut copied = 0;
    for at in memmem::find_iter(data, needle).take(most) {
        out.extend_from_slice(&data[copied..at]);
        out.extend_from_slice(replacement);
        copied = at + needle.len();
    }
    out.extend_from_slice(&data[copied..]);
    Ok(out)
}
