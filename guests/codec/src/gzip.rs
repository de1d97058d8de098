//! Gzip files.

use crate::inflate::HIGHEST_LEVEL;
use crate::limits::{bounded, leveled, too_large};
use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};
use std::io::{Read, Write};

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
        let mut decoder = GzDecoder::new(data);
        if decoder.header().is_none() && members > 0 {
            return Err(format!("{} bytes behind the end of the gzip data", data.len()));
        }
        let room = (max_size - out.len()) as u64;
        decoder.by_ref().take(room.saturating_add(1)).read_to_end(&mut out).map_err(|error| damage(&error))?;
        if out.len() > max_size {
            return Err(too_large(max_size));
        }
        data = decoder.into_inner();
        members += 1;
    }
    Ok(out)
}

fn damage(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        return "the gzip data is cut short".to_owned();
    }
    format!("damaged gzip data: {error}")
}
