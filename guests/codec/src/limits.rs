//! The arguments that all compressors share, and growth of an output up to its bound.

use kaptar_abi::args::Args;

/// Data and level of a compression.
pub fn leveled(input: &[u8], highest: u32) -> Result<(&[u8], u32), String> {
    let mut args = Args::new(input, 2)?;
    let (data, level) = (args.bytes()?, args.int()?);
    let fitting = u32::try_from(level).ok().filter(|level| *level <= highest);
    Ok((data, fitting.ok_or_else(|| format!("level is {level}; allowed is 0 to {highest}"))?))
}

/// Data and `max_size` of a decompression.
pub fn bounded(input: &[u8]) -> Result<(&[u8], usize), String> {
    let mut args = Args::new(input, 2)?;
    let (data, max_size) = (args.bytes()?, args.int()?);
    let max_size = u64::try_from(max_size).map_err(|_| format!("max_size is {max_size}; it must not be negative"))?;
    Ok((data, usize::try_from(max_size).unwrap_or(usize::MAX)))
}

pub fn too_large(max_size: usize) -> String {
    format!("the data decompresses to more than max_size, {max_size} bytes")
}

/// A first guess at the room for the content of `len` compressed bytes.
pub fn first_room(len: usize, max_size: usize) -> usize {
    len.saturating_mul(4).saturating_add(64).min(max_size.saturating_add(1))
}

/// How long an output of `len` bytes becomes when it is full: one byte over the bound at most, to see that it is passed.
pub fn more_room(len: usize, max_size: usize) -> usize {
    len.saturating_mul(2).saturating_add(64).min(max_size.saturating_add(1))
}
