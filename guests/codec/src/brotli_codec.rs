//! Brotli.

use crate::limits::{bounded, first_room, leveled, more_room, too_large};
use brotli::enc::{BrotliEncoderParams, StandardAlloc};
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

const HIGHEST_LEVEL: u32 = 11;
/// Logarithm of the window: 4 MiB, the largest that every decoder must take short of one.
const WINDOW_BITS: i32 = 22;

pub fn compress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, level) = leveled(input, HIGHEST_LEVEL)?;
    let params = BrotliEncoderParams {
        quality: level as i32,
        lgwin: WINDOW_BITS,
        size_hint: data.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &data[..], &mut out, &params).map_err(|error| format!("brotli: {error}"))?;
    Ok(out)
}

pub fn decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, max_size) = bounded(input)?;
    let mut state = BrotliState::new(StandardAlloc::default(), StandardAlloc::default(), StandardAlloc::default());
    let mut out = vec![0; first_room(data.len(), max_size)];
    let (mut left, mut read, mut written, mut total) = (data.len(), 0, 0, 0);
    loop {
        let mut room = out.len() - written;
        let outcome = BrotliDecompressStream(
            &mut left, &mut read, data, &mut room, &mut written, &mut out, &mut total, &mut state,
        );
        if written > max_size {
            return Err(too_large(max_size));
        }
        match outcome {
            BrotliResult::ResultSuccess => break,
            BrotliResult::NeedsMoreOutput => out.resize(more_room(out.len(), max_size), 0),
            BrotliResult::NeedsMoreInput => return Err("the brotli stream is cut short".to_owned()),
            BrotliResult::ResultFailure => return Err("damaged brotli stream".to_owned()),
        }
    }
    if left > 0 {
        return Err(format!("{left} bytes behind the end of the brotli stream"));
    }
    out.truncate(written);
    Ok(out)
}
