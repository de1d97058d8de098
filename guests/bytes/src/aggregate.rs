//! Statistics of an array of little-endian float64.
//!
//! The standard deviation is that of the population (divided by the count). Percentiles interpolate linearly between
//! the two nearest ranks, as numpy's default does. One NaN in the data makes every float of the answer NaN. Sums are
//! taken in [`LANES`] lanes, so that they differ from a plain loop in the last bits.

use rmp::encode;

/// Independent sums: enough for two SIMD registers to be under way at a time.
const LANES: usize = 8;

/// `{count, sum, mean, min, max, stddev, p50, p95, p99}`.
pub fn aggregate(data: &[u8]) -> Result<Vec<u8>, String> {
    let (chunks, rest) = data.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(format!("{} bytes are not a whole number of 8-byte floats", data.len()));
    }
    if chunks.is_empty() {
        return Err("no values: an aggregate needs at least one".to_owned());
    }
    let mut values: Vec<f64> = chunks.iter().map(|chunk| f64::from_le_bytes(*chunk)).collect();
    let sum = in_lanes(&values, 0.0, |sum, value| sum + value, |a, b| a + b);
    let min = in_lanes(&values, f64::INFINITY, lesser, lesser);
    let max = in_lanes(&values, f64::NEG_INFINITY, greater, greater);
    let mean = sum / values.len() as f64;
    let squares = in_lanes(&values, 0.0, |sum, value| sum + (value - mean) * (value - mean), |a, b| a + b);
    let stddev = (squares / values.len() as f64).sqrt();
    let has_nan = values.iter().fold(false, |seen, value| seen | value.is_nan());
    let percentiles = [50, 95, 99].map(|percent| percentile(&mut values, percent));
    let floats = [sum, mean, min, max, stddev, percentiles[0], percentiles[1], percentiles[2]];
    Ok(to_value(values.len(), floats.map(|float| if has_nan { f64::NAN } else { float })))
}

/// Fold in [`LANES`] independent lanes, which the compiler turns into SIMD, then join these.
fn in_lanes(values: &[f64], start: f64, step: impl Fn(f64, f64) -> f64, join: impl Fn(f64, f64) -> f64) -> f64 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut lanes = [start; LANES];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = step(*lane, *value);
        }
    }
    let tail = rest.iter().fold(start, |sum, value| step(sum, *value));
    lanes.into_iter().fold(tail, join)
}

/// Unlike `f64::min` one instruction, because NaN doesn't matter here.
fn lesser(least: f64, value: f64) -> f64 {
    if value < least { value } else { least }
}

fn greater(most: f64, value: f64) -> f64 {
    if value > most { value } else { most }
}

/// Reorders `values`.
fn percentile(values: &mut [f64], percent: usize) -> f64 {
    let rank = percent * (values.len() - 1);
    let (below, part) = (rank / 100, (rank % 100) as f64 / 100.0);
    let (_, at, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *at;
    if part == 0.0 {
        return low;
    }
    let high = above.iter().copied().fold(f64::INFINITY, lesser);
    if low == high { low } else { low + (high - low) * part }
}

fn to_value(count: usize, floats: [f64; 8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(160);
    encode::write_map_len(&mut out, 9).expect("a Vec takes all");
    encode::write_str(&mut out, "count").expect("a Vec takes all");
    encode::write_uint(&mut out, count as u64).expect("a Vec takes all");
    let names = ["sum", "mean", "min", "max", "stddev", "p50", "p95", "p99"];
    for (name, float) in names.into_iter().zip(floats) {
        encode::write_str(&mut out, name).expect("a Vec takes all");
        encode::write_f64(&mut out, float).expect("a Vec takes all");
    }
    out
}
