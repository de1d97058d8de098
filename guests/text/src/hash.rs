use kaptar_abi::args::result;

/// 32-bit FNV-1a (Fowler, Noll, Vo).
pub fn fnv1a32(data: &[u8]) -> Result<Vec<u8>, String> {
    let hash = data.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    Ok(result::int(i64::from(hash)))
}
