//! Deflate, with the zlib wrapping and without.

use crate::limits::{bounded, first_room, leveled, more_room, too_large};
use flate2::write::{DeflateEncoder, ZlibEncoder};
use flate2::{Compression, Decompress, FlushDecompress, Status};
use std::io::Write;

pub const HIGHEST_LEVEL: u32 = 9;

pub fn zlib_compress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, level) = leveled(input, HIGHEST_LEVEL)?;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(data).and_then(|()| encoder.finish()).map_err(|error| format!("deflate: {error}"))
}

pub fn raw_compress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, level) = leveled(input, HIGHEST_LEVEL)?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(data).and_then(|()| encoder.finish()).map_err(|error| format!("deflate: {error}"))
}

pub fn zlib_decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, max_size) = bounded(input)?;
    decompress(data, max_size, Decompress::new(true))
}

pub fn raw_decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, max_size) = bounded(input)?;
    decompress(data, max_size, Decompress::new(false))
}

/// The content of one stream that fills `data`.
fn decompress(data: &[u8], max_size: usize, mut decoder: Decompress) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(first_room(data.len(), max_size));
    loop {
        let read = decoder.total_in() as usize;
        let before = out.len();
        let status = decoder
            .decompress_vec(&data[read..], &mut out, FlushDecompress::None)
            .map_err(|error| format!("damaged deflate stream: {error}"))?;
        if out.len() > max_size {
            return Err(too_large(max_size));
        }
        if status == Status::StreamEnd {
            break;
        }
        if out.len() == out.capacity() {
            out.reserve_exact(more_room(out.len(), max_size) - out.len());
        } else if out.len() == before && decoder.total_in() as usize == read {
            return Err("the deflate stream is cut short".to_owned());
        }
    }
    match data.len() - decoder.total_in() as usize {
        0 => Ok(out),
        extra => Err(format!("{extra} bytes behind the end of the deflate stream")),
    }
}
