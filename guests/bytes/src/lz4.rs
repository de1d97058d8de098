//! LZ4. Decompression never gives more than the caller's `max_size`, and refuses bytes behind the end.

use lz4_flex::block;
use lz4_flex::frame::{BlockMode, FrameDecoder, FrameEncoder, FrameInfo};
use kaptar_abi::args::Args;
use std::io::{Read, Write};

/// No LZ4 sequence makes more than 255 bytes of one.
const MOST_PER_BYTE: usize = 255;

const MAGIC: [u8; 4] = 0x184D_2204_u32.to_le_bytes();
const CONTENT_SIZE: u8 = 0x08;
const DICTIONARY: u8 = 0x01;
const BLOCK_CHECKSUM: u8 = 0x10;
const CONTENT_CHECKSUM: u8 = 0x04;

pub fn compress(data: &[u8]) -> Result<Vec<u8>, String> {
    Ok(block::compress_prepend_size(data))
}

pub fn decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, max_size) = bounded(input)?;
    let (size, rest) = block::uncompressed_size(data).map_err(|_| "the LZ4 block is cut short".to_owned())?;
    if size > max_size {
        return Err(too_large(max_size));
    }
    // Checked before the room is taken, so that a few damaged bytes can't ask for all of `max_size`.
    if size > rest.len().saturating_mul(MOST_PER_BYTE) {
        return Err(format!("damaged LZ4 block: {size} bytes can't be in {} bytes", rest.len()));
    }
    let out = block::decompress(rest, size).map_err(|error| format!("damaged LZ4 block: {error}"))?;
    if out.len() != size {
        return Err(format!("damaged LZ4 block: it says {size} bytes and holds {}", out.len()));
    }
    Ok(out)
}

pub fn frame_compress(data: &[u8]) -> Result<Vec<u8>, String> {
    let info = FrameInfo::new()
        .block_mode(BlockMode::Linked)
        .content_checksum(true)
        .content_size(Some(data.len() as u64));
    let mut encoder = FrameEncoder::with_frame_info(info, Vec::with_capacity(data.len() / 2 + 64));
    encoder.write_all(data).map_err(|error| format!("LZ4 frame: {error}"))?;
    encoder.finish().map_err(|error| format!("LZ4 frame: {error}"))
}

pub fn frame_decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, max_size) = bounded(input)?;
    if !data.starts_with(&MAGIC) {
        return Err("not an LZ4 frame".to_owned());
    }
    // The decoder takes the end of its input for the end of a frame, wherever a block ends.
    match frame_len(data) {
        None => return Err("the LZ4 frame is cut short".to_owned()),
        Some(len) if len < data.len() => return Err(format!("{} bytes behind the end of the LZ4 frame", data.len() - len)),
        Some(_) => (),
    }
    let mut out = Vec::new();
    let mut decoder = FrameDecoder::new(data);
    let limit = (max_size as u64).saturating_add(1);
    decoder.by_ref().take(limit).read_to_end(&mut out).map_err(|error| format!("damaged LZ4 frame: {error}"))?;
    if out.len() > max_size {
        return Err(too_large(max_size));
    }
    Ok(out)
}

/// Length of the frame at the start of `data`, by its own account; None if it is longer than `data`.
/// Source: LZ4 Frame Format Description 1.6.4.
fn frame_len(data: &[u8]) -> Option<usize> {
    let flags = *data.get(4)?;
    let optional = |flag: u8, size: usize| if flags & flag == 0 { 0 } else { size };
    let mut at = MAGIC.len() + 3 + optional(CONTENT_SIZE, 8) + optional(DICTIONARY, 4);
    loop {
        let word = data.get(at..at.checked_add(4)?)?;
        at += 4;
        // The highest bit says that the block is not compressed.
        match u32::from_le_bytes(word.try_into().expect("four bytes")) & 0x7fff_ffff {
            0 => break,
            size => at = at.checked_add(size as usize)?.checked_add(optional(BLOCK_CHECKSUM, 4))?,
        }
    }
    let end = at + optional(CONTENT_CHECKSUM, 4);
    (end <= data.len()).then_some(end)
}

fn bounded(input: &[u8]) -> Result<(&[u8], usize), String> {
    let mut args = Args::new(input, 2)?;
    let (data, max_size) = (args.bytes()?, args.int()?);
    let max_size = u64::try_from(max_size).map_err(|_| format!("max_size is {max_size}; it must not be negative"))?;
    Ok((data, usize::try_from(max_size).unwrap_or(usize::MAX)))
}

fn too_large(max_size: usize) -> String {
    format!("the data decompresses to more than max_size, {max_size} bytes")
}
