//! Published test vectors, and what is refused.

use rmp::encode;

fn args(values: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_array_len(&mut out, values.len() as u32).unwrap();
    values.iter().for_each(|value| encode::write_bin(&mut out, value).unwrap());
    out
}

fn call(op: u32, input: &[u8]) -> Result<Vec<u8>, String> {
    kaptar_crypto::handler(op).expect("the operation exists")(input)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn sha256_of_fips_180() {
    let cases = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
    ];
    for (data, digest) in cases {
        assert_eq!(hex(&call(1, data.as_bytes()).unwrap()), digest);
    }
}

#[test]
fn md5_of_rfc_1321() {
    for (data, digest) in [("", "d41d8cd98f00b204e9800998ecf8427e"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0")] {
        assert_eq!(hex(&call(2, data.as_bytes()).unwrap()), digest);
    }
}

#[test]
fn blake3_of_its_test_vectors() {
    // Inputs repeat 0..=250; 102400 bytes reach the parallel paths.
    let cases = [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a"),
        (102_400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"),
    ];
    for (len, digest) in cases {
        let data: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
        assert_eq!(hex(&call(3, &data).unwrap()), digest, "{len}");
    }
}

#[test]
fn hmac_of_rfc_4231() {
    let cases: [(&[u8], &str, &str); 2] = [
        (b"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            &[0xaa; 131],
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, data, mac) in cases {
        assert_eq!(hex(&call(4, &args(&[key, data.as_bytes()])).unwrap()), mac);
    }
}

/// Test cases 13, 14 and 16 of the GCM specification: key, nonce, plaintext, additional data, ciphertext and tag.
const GCM: [[&str; 5]; 3] = [
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b",
    ],
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000", "00000000000000000000000000000000", "",
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ],
    [
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
    ],
];

#[test]
fn aes_gcm_of_the_specification() {
    for case in GCM {
        let [key, nonce, plain, aad, sealed] = case.map(unhex);
        assert_eq!(call(5, &args(&[&key, &nonce, &plain, &aad])).unwrap(), sealed);
        assert_eq!(call(6, &args(&[&key, &nonce, &sealed, &aad])).unwrap(), plain);
        assert_eq!(call(8, &args(&[&key, &nonce, &plain, &aad])).unwrap(), [nonce, sealed].concat());
    }
}

#[test]
fn aes_gcm_refuses_every_change() {
    let parts = GCM[2].map(unhex);
    for (part, value) in [(0, &parts[0]), (1, &parts[1]), (3, &parts[3]), (4, &parts[4])] {
        for bit in [0, value.len() * 8 - 1] {
            let mut changed = parts.clone();
            changed[part][bit / 8] ^= 1 << (bit % 8);
            let [key, nonce, _, aad, sealed] = &changed;
            assert_eq!(call(6, &args(&[key, nonce, sealed, aad])).unwrap_err(), "authentication failed");
        }
    }
    let [key, nonce, _, aad, sealed] = &parts;
    for len in [0, 15, sealed.len() - 1] {
        assert_eq!(call(6, &args(&[key, nonce, &sealed[..len], aad])).unwrap_err(), "authentication failed");
    }
}

#[test]
fn aes_gcm_names_wrong_lengths() {
    assert_eq!(call(5, &args(&[&[0; 16], &[0; 12], b"", b""])).unwrap_err(), "the key has 16 bytes; 32 are needed");
    assert_eq!(call(6, &args(&[&[0; 32], &[0; 8], b"", b""])).unwrap_err(), "the nonce has 8 bytes; 12 are needed");
}

#[test]
fn equality_is_exact() {
    for (left, right, equal) in [("", "", true), ("abc", "abc", true), ("abc", "abd", false), ("abc", "ab", false)] {
        let answer = call(7, &args(&[left.as_bytes(), right.as_bytes()])).unwrap();
        assert_eq!(answer, [if equal { 0xc3 } else { 0xc2 }], "{left} {right}");
    }
}
