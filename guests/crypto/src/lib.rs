//! Digests, authentication and AES-256-GCM. Nothing here makes randomness: keys and nonces come from the host.

mod digests;
mod equal;
mod seal;

kaptar_abi::guest! {
    name: "crypto",
    ops: [
        { 1, "sha256", "SHA-256, 32 bytes", "data: bytes", "bytes", digests::sha256 },
        { 2, "md5", "MD5, 16 bytes: for checksums, not for security", "data: bytes", "bytes", digests::md5 },
        { 3, "blake3", "BLAKE3, 32 bytes", "data: bytes", "bytes", digests::blake3 },
        { 4, "hmac_sha256", "HMAC with SHA-256, 32 bytes", "key: bytes, data: bytes", "bytes", digests::hmac_sha256 },
        { 5, "aes256gcm_encrypt", "ciphertext, then the 16-byte tag; never use a nonce twice with one key",
          "key: bytes, nonce: bytes, data: bytes, aad: bytes", "bytes", seal::encrypt },
        { 6, "aes256gcm_decrypt", "the plaintext, if the tag is right",
          "key: bytes, nonce: bytes, data: bytes, aad: bytes", "bytes", seal::decrypt },
        { 7, "constant_time_equal", "whether two secrets are equal; the time tells only their lengths",
          "left: bytes, right: bytes", "bool", equal::constant_time_equal },
        { 8, "aes256gcm_seal", "nonce, ciphertext, then the 16-byte tag; never use a nonce twice with one key",
          "key: bytes, nonce: bytes, data: bytes, aad: bytes", "bytes", seal::seal },
    ]
}
