//! LZ4, statistics, copy and order.

use rmp::{decode, encode};
use kaptar_bytes::handler;

fn call(op: u32, input: &[u8]) -> Result<Vec<u8>, String> {
    handler(op).expect("the operation exists")(input)
}

fn sized(data: &[u8], max_size: i64) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_array_len(&mut out, 2).unwrap();
    encode::write_bin(&mut out, data).unwrap();
    encode::write_sint(&mut out, max_size).unwrap();
    out
}

fn samples() -> [Vec<u8>; 4] {
    let mut seed = 7_u32;
    let noise = (0..300_000).map(|_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    });
    [vec![], b"a".to_vec(), "round and round ".repeat(20_000).into_bytes(), noise.collect()]
}

/// Compressor, decompressor and the name in error texts.
const LZ4: [(u32, u32, &str); 2] = [(3, 4, "LZ4 block"), (5, 6, "LZ4 frame")];

#[test]
fn lz4_comes_back() {
    for (pack, unpack, name) in LZ4 {
        for data in samples() {
            let packed = call(pack, &data).unwrap();
            assert!(call(unpack, &sized(&packed, data.len() as i64)) == Ok(data), "{name}");
        }
    }
}

#[test]
fn lz4_output_is_bounded() {
    for (pack, unpack, _) in LZ4 {
        let packed = call(pack, &vec![0; 5_000_000]).unwrap();
        let error = call(unpack, &sized(&packed, 4_999_999)).unwrap_err();
        assert_eq!(error, "the data decompresses to more than max_size, 4999999 bytes");
        assert_eq!(call(unpack, &sized(&packed, -1)).unwrap_err(), "max_size is -1; it must not be negative");
    }
}

#[test]
fn damaged_lz4_is_an_error() {
    for (pack, unpack, name) in LZ4 {
        let packed = call(pack, &samples()[2][..5000]).unwrap();
        for len in 0..packed.len() {
            let error = call(unpack, &sized(&packed[..len], 1 << 20)).unwrap_err();
            assert!(error.contains(name), "{error} at {len}");
        }
        let longer = [packed, vec![0xee; 9]].concat();
        call(unpack, &sized(&longer, 1 << 20)).unwrap_err();
    }
    let claim = [&0x0fff_ffff_u32.to_le_bytes()[..], &[0; 20]].concat();
    assert_eq!(call(4, &sized(&claim, i64::MAX)).unwrap_err(), "damaged LZ4 block: 268435455 bytes can't be in 20 bytes");
    let frame = [call(5, b"abc").unwrap(), b"junk".to_vec()].concat();
    assert_eq!(call(6, &sized(&frame, 100)).unwrap_err(), "4 bytes behind the end of the LZ4 frame");
    let mut wrong = call(5, &samples()[2]).unwrap();
    let last = wrong.len() - 1;
    wrong[last] ^= 1;
    assert!(call(6, &sized(&wrong, 1 << 20)).unwrap_err().starts_with("damaged LZ4 frame: "));
}

#[test]
fn a_block_has_its_size_in_front() {
    let packed = call(3, b"abc").unwrap();
    assert_eq!(packed, [3, 0, 0, 0, 0x30, b'a', b'b', b'c']);
    assert_eq!(call(5, b"abc").unwrap()[..4], 0x184D_2204_u32.to_le_bytes());
}

/// The count and the floats of an aggregate, in the order of its names.
fn aggregate(values: &[f64]) -> (u64, Vec<f64>) {
    let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let answer = call(7, &data).unwrap();
    let mut rest = &answer[..];
    assert_eq!(decode::read_map_len(&mut rest).unwrap(), 9);
    let mut floats = Vec::new();
    let mut count = 0;
    for name in ["count", "sum", "mean", "min", "max", "stddev", "p50", "p95", "p99"] {
        let mut room = [0; 8];
        assert_eq!(decode::read_str(&mut rest, &mut room).unwrap(), name);
        if name == "count" {
            count = decode::read_int(&mut rest).unwrap();
        } else {
            floats.push(decode::read_f64(&mut rest).unwrap());
        }
    }
    (count, floats)
}

#[test]
fn aggregate_of_known_values() {
    assert_eq!(aggregate(&[3.0]), (1, vec![3.0, 3.0, 3.0, 3.0, 0.0, 3.0, 3.0, 3.0]));
    let (count, floats) = aggregate(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
    assert_eq!((count, &floats[..5]), (8, &[40.0, 5.0, 2.0, 9.0, 2.0][..]));
    // numpy.percentile(values, [50, 95, 99])
    for (found, wanted) in floats[5..].iter().zip([4.5, 8.3, 8.86]) {
        assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
    }
    let descending: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
    assert_eq!(aggregate(&descending).1[..4], [500_500.0, 500.0, 0.0, 1000.0]);
    assert_eq!(aggregate(&descending).1[5..], [500.0, 950.0, 990.0]);
}

#[test]
fn aggregate_of_special_values() {
    let (count, floats) = aggregate(&[1.0, f64::NAN, 2.0]);
    assert!(count == 3 && floats.iter().all(|float| float.is_nan()), "{floats:?}");
    let floats = aggregate(&[f64::INFINITY, 1.0, 1.0, 1.0]).1;
    assert_eq!((floats[0], floats[2], floats[3], floats[5]), (f64::INFINITY, 1.0, f64::INFINITY, 1.0));
    assert_eq!(aggregate(&[f64::NEG_INFINITY; 5]).1[5..], [f64::NEG_INFINITY; 3]);
}

#[test]
fn aggregate_refuses_what_it_cannot_sum() {
    assert_eq!(call(7, b"").unwrap_err(), "no values: an aggregate needs at least one");
    assert_eq!(call(7, &[0; 9]).unwrap_err(), "9 bytes are not a whole number of 8-byte floats");
}

#[test]
fn copy_and_compare() {
    assert_eq!(call(1, b"x\0y").unwrap(), b"x\0y");
    for (left, right, order) in [("a", "b", -1), ("b", "a", 1), ("a", "a", 0), ("a", "ab", -1)] {
        let mut input = Vec::new();
        encode::write_array_len(&mut input, 2).unwrap();
        encode::write_bin(&mut input, left.as_bytes()).unwrap();
        encode::write_bin(&mut input, right.as_bytes()).unwrap();
        let mut answer = &call(2, &input).unwrap()[..];
        assert_eq!(decode::read_int::<i64, _>(&mut answer).unwrap(), order);
    }
}
