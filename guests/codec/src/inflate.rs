//! Deflate, with the zlib wrapping and without.

use crate::limits::{bounded, first_room, leveled, more_room, too_large};
use flate2::write::{DeflateEncoder, ZlibEncoder};
use flate2::Compression;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags as flags};
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
    whole(data, max_size, flags::TINFL_FLAG_PARSE_ZLIB_HEADER)
}

pub fn raw_decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, max_size) = bounded(input)?;
    whole(data, max_size, 0)
}

/// The content of one stream that fills `data`.
fn whole(data: &[u8], max_size: usize, flags: u32) -> Result<Vec<u8>, String> {
    let (out, read) = first(data, max_size, flags).map_err(|fault| match fault {
        Fault::TooLarge => too_large(max_size),
        Fault::CutShort => "the deflate stream is cut short".to_owned(),
        Fault::Damaged(what) => format!("damaged deflate stream: {what}"),
    })?;
    match data.len() - read {
        0 => Ok(out),
        extra => Err(format!("{extra} bytes behind the end of the deflate stream")),
    }
}

/// Why there is no content.
pub enum Fault {
    TooLarge,
    CutShort,
    Damaged(&'static str),
}

/// The content of the stream that `data` starts with, and the stream's length.
///
/// The output is one buffer and no ring: only so does the decoder refuse a distance that reaches before the start of the
/// content. Through a ring it takes such a damaged stream and gives zeros.
pub fn first(data: &[u8], max_size: usize, flags: u32) -> Result<(Vec<u8>, usize), Fault> {
    let flags = flags | flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut decoder = Box::<DecompressorOxide>::default();
    let mut out = vec![0; first_room(data.len(), max_size)];
    let (mut read, mut written) = (0, 0);
    loop {
        let (status, taken, given) = decompress(&mut decoder, &data[read..], &mut out, written, flags);
        read += taken;
        written += given;
        if written > max_size {
            return Err(Fault::TooLarge);
        }
        match status {
            TINFLStatus::Done => break,
            TINFLStatus::HasMoreOutput => out.resize(more_room(out.len(), max_size), 0),
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => return Err(Fault::CutShort),
            TINFLStatus::Adler32Mismatch => return Err(Fault::Damaged("its checksum is wrong")),
            _ => return Err(Fault::Damaged("it breaks the format")),
        }
    }
    out.truncate(written);
    Ok((out, read))
}
