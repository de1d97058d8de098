use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha2::{Digest, Sha256};
use kaptar_abi::args::Args;

/// FIPS 180-4.
pub fn sha256(data: &[u8]) -> Result<Vec<u8>, String> {
    Ok(Sha256::digest(data).to_vec())
}

/// RFC 1321.
pub fn md5(data: &[u8]) -> Result<Vec<u8>, String> {
    Ok(Md5::digest(data).to_vec())
}

pub fn blake3(data: &[u8]) -> Result<Vec<u8>, String> {
    Ok(blake3::hash(data).as_bytes().to_vec())
}

/// RFC 2104; keys of any length.
pub fn hmac_sha256(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let (key, data) = (args.bytes()?, args.bytes()?);
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| error.to_string())?;
    mac.update(data);
    Ok(mac.finalize().into_bytes().to_vec())
}
