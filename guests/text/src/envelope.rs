//! The binary form of a message, version 1. All numbers are little-endian.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 4 | `SKEV` |
//! | 4 | 1 | version: 1 |
//! | 5 | 1 | flags: 0 |
//! | 6 | 2 | length of the topic in bytes of UTF-8 |
//! | 8 | 2 | length of the sender |
//! | 10 | 2 | length of the id |
//! | 12 | 4 | length of the body |
//! | 16 | 8 | when it was created: signed microseconds since 1970, UTC |
//! | 24 | | topic, sender, id, body, one behind the other |
//! | end | 4 | CRC-32 (IEEE) of all that stands before it |
//!
//! The checksum finds damage, not forgery.

use rmp::encode;
use kaptar_abi::args::Args;

const MAGIC: &[u8; 4] = b"SKEV";
const VERSION: u8 = 1;
const HEADER: usize = 24;
const CHECKSUM: usize = 4;

pub fn wrap(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 5)?;
    let (topic, sender, id) = (args.str()?, args.str()?, args.str()?);
    let (created, body) = (args.int()?, args.bytes()?);
    let mut out = Vec::with_capacity(HEADER + topic.len() + sender.len() + id.len() + body.len() + CHECKSUM);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&[VERSION, 0]);
    for (name, text) in [("topic", topic), ("sender", sender), ("id", id)] {
        let len = u16::try_from(text.len()).map_err(|_| format!("the {name} has {} bytes; at most 65535 fit", text.len()))?;
        out.extend_from_slice(&len.to_le_bytes());
    }
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(&created.to_le_bytes());
    for part in [topic.as_bytes(), sender.as_bytes(), id.as_bytes(), body] {
        out.extend_from_slice(part);
    }
    out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
    Ok(out)
}

pub fn unwrap(data: &[u8]) -> Result<Vec<u8>, String> {
    if data.len() < HEADER + CHECKSUM || !data.starts_with(MAGIC) {
        return Err("not an envelope".to_owned());
    }
    if data[4] != VERSION || data[5] != 0 {
        return Err(format!("envelope version {} with flags {} is not known here", data[4], data[5]));
    }
    let (content, checksum) = data.split_at(data.len() - CHECKSUM);
    let lengths = [u16_at(data, 6), u16_at(data, 8), u16_at(data, 10), u32_at(data, 12) as usize];
    if lengths.iter().map(|len| *len as u64).sum::<u64>() != (content.len() - HEADER) as u64 {
        return Err("the envelope is cut short or too long".to_owned());
    }
    if crc32fast::hash(content) != u32_at(checksum, 0) {
        return Err("the envelope is damaged: its checksum is wrong".to_owned());
    }
    to_value(content, lengths)
}

/// The message as a map; `content` is header and parts, already checked.
fn to_value(content: &[u8], lengths: [usize; 4]) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(content.len() + 64);
    encode::write_map_len(&mut out, 5).expect("a Vec takes all");
    let mut at = HEADER;
    for (name, len) in ["topic", "sender", "id"].into_iter().zip(lengths) {
        let text = core::str::from_utf8(&content[at..at + len]).map_err(|_| format!("the {name} is not UTF-8"))?;
        encode::write_str(&mut out, name).expect("a Vec takes all");
        encode::write_str(&mut out, text).expect("a Vec takes all");
        at += len;
    }
    encode::write_str(&mut out, "created_micros").expect("a Vec takes all");
    let created = i64::from_le_bytes(content[16..24].try_into().expect("eight bytes"));
    encode::write_sint(&mut out, created).expect("a Vec takes all");
    encode::write_str(&mut out, "body").expect("a Vec takes all");
    encode::write_bin(&mut out, &content[at..]).expect("a Vec takes all");
    Ok(out)
}

fn u16_at(data: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([data[at], data[at + 1]]))
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(data[at..at + 4].try_into().expect("four bytes"))
}
