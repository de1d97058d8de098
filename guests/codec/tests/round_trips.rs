//! Every compressor at every level, streams of other implementations, and what is refused.

use rmp::encode;
use kaptar_codec::handler;

const GZIP: u32 = 1;
const DEFLATE: u32 = 3;
const RAW: u32 = 5;
const BROTLI: u32 = 7;
const ALL: [(u32, i64); 4] = [(GZIP, 9), (DEFLATE, 9), (RAW, 9), (BROTLI, 11)];

fn call(op: u32, data: &[u8], number: i64) -> Result<Vec<u8>, String> {
    let mut input = Vec::new();
    encode::write_array_len(&mut input, 2).unwrap();
    encode::write_bin(&mut input, data).unwrap();
    encode::write_sint(&mut input, number).unwrap();
    handler(op).expect("the operation exists")(&input)
}

fn compress(op: u32, data: &[u8], level: i64) -> Vec<u8> {
    call(op, data, level).unwrap()
}

fn decompress(op: u32, data: &[u8], max_size: i64) -> Result<Vec<u8>, String> {
    call(op + 1, data, max_size)
}

fn samples() -> [Vec<u8>; 4] {
    let mut seed = 7_u32;
    let noise = (0..40_000).map(|_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    });
    [vec![], b"a".to_vec(), "round and round, é ".repeat(5000).into_bytes(), noise.collect()]
}

#[test]
fn every_level_comes_back() {
    for (op, highest) in ALL {
        for level in 0..=highest {
            for data in samples() {
                let packed = compress(op, &data, level);
                assert_eq!(packed, compress(op, &data, level), "equal input, other bytes");
                assert!(decompress(op, &packed, data.len() as i64) == Ok(data), "{op} level {level}");
            }
        }
    }
}

#[test]
fn levels_are_bounded() {
    for (op, highest) in ALL {
        for level in [-1, highest + 1, i64::MAX] {
            assert_eq!(call(op, b"", level).unwrap_err(), format!("level is {level}; allowed is 0 to {highest}"));
        }
    }
}

#[test]
fn output_is_bounded() {
    let bomb = vec![0; 10_000_000];
    for (op, _) in ALL {
        let packed = compress(op, &bomb, 6);
        for max_size in [0, 1, 9_999_999] {
            let wanted = format!("the data decompresses to more than max_size, {max_size} bytes");
            assert_eq!(decompress(op, &packed, max_size).unwrap_err(), wanted);
        }
        assert_eq!(decompress(op, &packed, 10_000_000).unwrap().len(), bomb.len());
        assert_eq!(decompress(op, &packed, -1).unwrap_err(), "max_size is -1; it must not be negative");
    }
}

#[test]
fn a_cut_stream_is_an_error() {
    for (op, name) in [(GZIP, "gzip data"), (DEFLATE, "deflate stream"), (RAW, "deflate stream"), (BROTLI, "brotli stream")] {
        let packed = compress(op, &samples()[2], 6);
        for len in 0..packed.len() {
            assert_eq!(decompress(op, &packed[..len], 1 << 20).unwrap_err(), format!("the {name} is cut short"), "{len}");
        }
    }
}

#[test]
fn bytes_behind_the_end_are_an_error() {
    for (op, name) in [(GZIP, "gzip data"), (DEFLATE, "deflate stream"), (RAW, "deflate stream"), (BROTLI, "brotli stream")] {
        let packed = [compress(op, b"abc", 6), b"junk behind it".to_vec()].concat();
        assert_eq!(decompress(op, &packed, 100).unwrap_err(), format!("14 bytes behind the end of the {name}"));
    }
}

#[test]
fn checksums_are_checked() {
    for op in [GZIP, DEFLATE] {
        let packed = compress(op, &samples()[2], 6);
        let mut wrong = packed.clone();
        let at = packed.len() - if op == GZIP { 8 } else { 1 };
        wrong[at] ^= 1;
        assert!(decompress(op, &wrong, 1 << 20).unwrap_err().starts_with("damaged "), "{op}");
    }
    assert!(decompress(GZIP, b"not gzip at all", 100).unwrap_err().starts_with("damaged gzip data: "));
    assert_eq!(decompress(BROTLI, &[0xff; 20], 100).unwrap_err(), "damaged brotli stream");
}

#[test]
fn a_distance_before_the_start_is_an_error() {
    // A fixed block that begins with a match.
    let bare = [0x1b, 0x60, 0, 0];
    assert!(decompress(RAW, &bare, 1 << 20).unwrap_err().starts_with("damaged deflate stream: "));
    let member = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], &bare[..], &[0; 8]].concat();
    assert!(decompress(GZIP, &member, 1 << 20).unwrap_err().starts_with("damaged gzip data: "));
}

#[test]
fn gzip_has_no_time_and_may_have_members() {
    let first = compress(GZIP, b"one ", 6);
    assert_eq!(first[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    let both = [first, compress(GZIP, b"", 6), compress(GZIP, b"two", 6)].concat();
    assert_eq!(decompress(GZIP, &both, 7).unwrap(), b"one two");
    assert_eq!(decompress(GZIP, &both, 6).unwrap_err(), "the data decompresses to more than max_size, 6 bytes");
}

#[test]
fn streams_of_other_implementations_are_read() {
    // zlib.compress(b"hello"), the same bare, gzip with a file name and time, and the brotli tool's "hello".
    let zlib = [0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x06, 0x2c, 0x02, 0x15];
    assert_eq!(decompress(DEFLATE, &zlib, 5).unwrap(), b"hello");
    assert_eq!(decompress(RAW, &zlib[2..9], 5).unwrap(), b"hello");
    let mut gzip = vec![0x1f, 0x8b, 8, 8, 1, 2, 3, 4, 0, 3, b'f', 0];
    gzip.extend_from_slice(&zlib[2..9]);
    gzip.extend_from_slice(&[0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0]);
    assert_eq!(decompress(GZIP, &gzip, 5).unwrap(), b"hello");
    assert_eq!(decompress(BROTLI, &[0x0b, 0x02, 0x80, b'h', b'e', b'l', b'l', b'o', 0x03], 5).unwrap(), b"hello");
}
