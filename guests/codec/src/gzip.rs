//! Gzip files.

use crate::inflate::{self, Fault, HIGHEST_LEVEL};
use crate::limits::{bounded, leveled, too_large};
use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};
use std::io::{ErrorKind, Read, Write};

/// CRC-32 and length of the content, behind each member.
const TRAILER: usize = 8;
const CUT_SHORT: &str = "the gzip data is cut short";

/// Equal input gives equal bytes: the time in the header is 0.
pub fn compress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (data, level) = leveled(input, HIGHEST_LEVEL)?;
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::new(level));
    encoder.write_all(data).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}"))
}

/// The members' contents one behind the other.
pub fn decompress(input: &[u8]) -> Result<Vec<u8>, String> {
    let (mut data, max_size) = bounded(input)?;
    let mut out = Vec::new();
    let mut members = 0;
    while !data.is_empty() || members == 0 {
        let stream = behind_header(data, members)?;
        let (part, read) = inflate::first(stream, max_size - out.len(), 0).map_err(|fault| match fault {
            Fault::TooLarge => too_large(max_size),
            Fault::CutShort => CUT_SHORT.to_owned(),
            Fault::Damaged(what) => format!("damaged gzip data: {what}"),
        })?;
        let (trailer, rest) = stream[read..].split_at_checked(TRAILER).ok_or(CUT_SHORT)?;
        if trailer[..4] != crc32fast::hash(&part).to_le_bytes() || trailer[4..] != (part.len() as u32).to_le_bytes() {
            return Err("damaged gzip data: its checksum is wrong".to_owned());
        }
        if members == 0 { out = part } else { out.extend_from_slice(&part) }
        data = rest;
        members += 1;
    }
    Ok(out)
}

fn behind_header(data: &[u8], members: u32) -> Result<&[u8], String> {
    let mut decoder = GzDecoder::new(data);
    if decoder.header().is_some() {
        return Ok(decoder.into_inner());
    }
    if members > 0 {
        return Err(format!("{} bytes behind the end of the gzip data", data.len()));
    }
    match decoder.read(&mut [0]) {
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => Err(format!("damaged gzip data: {error}")),
        _ => Err(CUT_SHORT.to_owned()),
    }
}
