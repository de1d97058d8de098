//! Tokens that oxc keeps no place of, found between two nodes.

/// Offset of `token` in `source[from..to]`, passing over white space, comments and `?.`; None if other text comes first.
pub fn find(source: &[u8], from: u32, to: u32, token: &[u8]) -> Option<u32> {
    let to = to as usize;
    let mut at = from as usize;
    while at < to {
        let rest = &source[at..to];
        if rest.starts_with(token) {
            return Some(at as u32);
        }
        at += match rest {
            [b'/', b'/', ..] => rest.iter().position(|b| *b == b'\n')?,
            [b'/', b'*', ..] => rest.windows(2).skip(2).position(|w| w == b"*/")? + 4,
            [b'?', b'.', ..] => 2,
            [b, ..] if b.is_ascii_whitespace() || *b >= 0x80 || *b == b';' || *b == 0x0b => 1,
            _ => return None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_passed_over() {
        let source = b"f /* ( */ // (\n ?. (a)";
        assert_eq!(find(source, 1, source.len() as u32, b"("), Some(19));
        assert_eq!(find(source, 20, source.len() as u32, b"("), None);
        assert_eq!(find(b"a/**/(", 1, 6, b"("), Some(5));
    }
}
