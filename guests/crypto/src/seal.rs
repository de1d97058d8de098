//! AES-256-GCM (NIST SP 800-38D) with 96-bit nonces and 128-bit tags.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use kaptar_abi::args::Args;

const NONCE: usize = 12;

pub fn encrypt(input: &[u8]) -> Result<Vec<u8>, String> {
    let (cipher, nonce, payload) = arguments(input)?;
    cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| "the data is too long for AES-GCM".to_owned())
}

/// As [`encrypt`], with the nonce in front: what the host hands out as one piece.
pub fn seal(input: &[u8]) -> Result<Vec<u8>, String> {
    let (_, nonce, _) = arguments(input)?;
    Ok([&nonce[..], &encrypt(input)?].concat())
}

pub fn decrypt(input: &[u8]) -> Result<Vec<u8>, String> {
    let (cipher, nonce, payload) = arguments(input)?;
    cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| "authentication failed".to_owned())
}

fn arguments(input: &[u8]) -> Result<(Aes256Gcm, [u8; NONCE], Payload<'_, '_>), String> {
    let mut args = Args::new(input, 4)?;
    let (key, nonce, msg, aad) = (args.bytes()?, args.bytes()?, args.bytes()?, args.bytes()?);
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| format!("the key has {} bytes; 32 are needed", key.len()))?;
    let nonce = nonce.try_into().map_err(|_| format!("the nonce has {} bytes; {NONCE} are needed", nonce.len()))?;
    Ok((cipher, nonce, Payload { msg, aad }))
}
