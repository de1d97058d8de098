//! How arguments become bytes.
//!
//! An operation with exactly one parameter of type `bytes` or `str` gets it raw (a `str` as UTF-8). Any other
//! operation gets a msgpack array of its arguments in order. A result of type `bytes` or `str` is raw, any other is one msgpack value.

use rmp::Marker;
use rmp::decode::{self, Bytes};

/// Reads the arguments of one call, in order. The lifetime is that of the input.
pub struct Args<'a> {
    rest: &'a [u8],
}

impl<'a> Args<'a> {
    /// Open the array of exactly `count` arguments.
    pub fn new(input: &'a [u8], count: u32) -> Result<Self, String> {
        let mut bytes = Bytes::new(input);
        let found = decode::read_array_len(&mut bytes).map_err(|_| "the arguments are not a msgpack array".to_owned())?;
        if found != count {
            return Err(format!("{count} arguments wanted, {found} given"));
        }
        Ok(Self { rest: bytes.remaining_slice() })
    }

    /// What is not read yet: for values that the caller decodes itself.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], String> {
        let mut bytes = Bytes::new(self.rest);
        let len = decode::read_bin_len(&mut bytes).map_err(|_| "an argument should be bytes".to_owned())?;
        self.take(bytes.remaining_slice(), len)
    }

    pub fn str(&mut self) -> Result<&'a str, String> {
        let mut bytes = Bytes::new(self.rest);
        let len = decode::read_str_len(&mut bytes).map_err(|_| "an argument should be text".to_owned())?;
        core::str::from_utf8(self.take(bytes.remaining_slice(), len)?).map_err(|_| "text is not UTF-8".to_owned())
    }

    pub fn int(&mut self) -> Result<i64, String> {
        let mut bytes = Bytes::new(self.rest);
        let value = decode::read_int(&mut bytes).map_err(|_| "an argument should be a 64-bit integer".to_owned())?;
        self.rest = bytes.remaining_slice();
        Ok(value)
    }

    pub fn bool(&mut self) -> Result<bool, String> {
        let mut bytes = Bytes::new(self.rest);
        let value = decode::read_bool(&mut bytes).map_err(|_| "an argument should be a truth value".to_owned())?;
        self.rest = bytes.remaining_slice();
        Ok(value)
    }

    pub fn float(&mut self) -> Result<f64, String> {
        let mut bytes = Bytes::new(self.rest);
        let value = decode::read_f64(&mut bytes).map_err(|_| "an argument should be a float".to_owned())?;
        self.rest = bytes.remaining_slice();
        Ok(value)
    }

    /// Length of an array argument; its items are read with the other functions.
    pub fn array(&mut self) -> Result<u32, String> {
        let mut bytes = Bytes::new(self.rest);
        let len = decode::read_array_len(&mut bytes).map_err(|_| "an argument should be a list".to_owned())?;
        self.rest = bytes.remaining_slice();
        Ok(len)
    }

    /// Whether the next argument is nil; if so it is passed over.
    pub fn nil(&mut self) -> bool {
        let is_nil = self.rest.first() == Some(&Marker::Null.to_u8());
        if is_nil {
            self.rest = &self.rest[1..];
        }
        is_nil
    }

    fn take(&mut self, from: &'a [u8], len: u32) -> Result<&'a [u8], String> {
        if len as usize > from.len() {
            return Err("the arguments end too early".to_owned());
        }
        let (taken, rest) = from.split_at(len as usize);
        self.rest = rest;
        Ok(taken)
    }
}

/// Results that are one small msgpack value.
pub mod result {
    use rmp::encode;

    pub fn int(value: i64) -> Vec<u8> {
        let mut out = Vec::with_capacity(9);
        encode::write_sint(&mut out, value).expect("a Vec takes all");
        out
    }

    pub fn bool(value: bool) -> Vec<u8> {
        let mut out = Vec::with_capacity(1);
        encode::write_bool(&mut out, value).expect("a Vec takes all");
        out
    }

    pub fn ints(values: impl ExactSizeIterator<Item = i64>) -> Vec<u8> {
        let mut out = Vec::with_capacity(5 + 5 * values.len());
        encode::write_array_len(&mut out, values.len() as u32).expect("a Vec takes all");
        for value in values {
            encode::write_sint(&mut out, value).expect("a Vec takes all");
        }
        out
    }
}
