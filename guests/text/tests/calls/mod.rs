//! What the integration tests share: calls by operation id, with arguments in msgpack.
#![allow(dead_code, reason = "each test file uses a part")]

use rmp::encode;

pub fn bytes(values: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    values.iter().for_each(|value| encode::write_bin(&mut out, value).unwrap());
    out
}

pub fn array(count: u32, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_array_len(&mut out, count).unwrap();
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

pub fn int(value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_sint(&mut out, value).unwrap();
    out
}

pub fn float(value: f64) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_f64(&mut out, value).unwrap();
    out
}

pub fn text(value: &str) -> Vec<u8> {
    let mut out = Vec::new();
    encode::write_str(&mut out, value).unwrap();
    out
}

pub fn call(op: u32, input: &[u8]) -> Result<Vec<u8>, String> {
    kaptar_text::handler(op).expect("the operation exists")(input)
}
