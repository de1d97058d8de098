//! A bound on nesting. The parser and every visitor recurse, and the stack of a guest is finite: a source that is
//! nested deeper than [`LIMIT`] is answered with a diagnostic before it is parsed. Chains without brackets (`!!!a`, `a=b=c`,
//! arrows of arrows, `else if`, JSX in JSX) are not counted: they trap from about 1400 links on, with 1 MiB of stack.

/// Deepest nesting of brackets that is parsed. The worst case, functions in call arguments, needs 1 MiB of stack for 387.
pub const LIMIT: usize = 300;

const STEP: [i8; 256] = steps();

const fn steps() -> [i8; 256] {
    let mut table = [0; 256];
    table[b'(' as usize] = 1;
    table[b'[' as usize] = 1;
    table[b'{' as usize] = 1;
    table[b')' as usize] = -1;
    table[b']' as usize] = -1;
    table[b'}' as usize] = -1;
    table
}

/// Offset of the bracket that is nested too deep to be parsed, or None.
pub fn too_deep(source: &[u8]) -> Option<u32> {
    deeper_than(source, LIMIT)
}

/// Offset of the first bracket that is nested deeper than `limit`. A cheap count over all bytes comes first; only where
/// that is over the limit are strings and comments told from code.
pub fn deeper_than(source: &[u8], limit: usize) -> Option<u32> {
    if deepest(source) <= limit as i64 {
        return None;
    }
    first_deeper(source, limit)
}

fn deepest(source: &[u8]) -> i64 {
    let (mut depth, mut most) = (0i64, 0i64);
    for byte in source {
        depth = (depth + i64::from(STEP[*byte as usize])).max(0);
        most = most.max(depth);
    }
    most
}

fn first_deeper(source: &[u8], limit: usize) -> Option<u32> {
    let (mut at, mut depth) = (0, 0usize);
    while at < source.len() {
        at = match source[at] {
            quote @ (b'"' | b'\'') => after_string(source, at, quote),
            b'/' if source.get(at + 1) == Some(&b'/') => after_line(source, at),
            b'/' if source.get(at + 1) == Some(&b'*') => after_block(source, at),
            byte => {
                match STEP[byte as usize] {
                    1 => depth += 1,
                    -1 => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth > limit {
                    return Some(at as u32);
                }
                at + 1
            }
        };
    }
    None
}

/// Behind the closing quote, or behind the line where it is missing (then the quote was none, as in a regular expression).
fn after_string(source: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < source.len() {
        match source[at] {
            b'\\' => at += 1,
            b'\n' => return start + 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    start + 1
}

fn after_line(source: &[u8], start: usize) -> usize {
    source[start..].iter().position(|b| *b == b'\n').map_or(source.len(), |n| start + n)
}

fn after_block(source: &[u8], start: usize) -> usize {
    source[start + 2..].windows(2).position(|w| w == b"*/").map_or(source.len(), |n| start + 4 + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_bounded_in_code_only() {
        let deep = "(".repeat(LIMIT + 1);
        assert_eq!(too_deep(deep.as_bytes()), Some(LIMIT as u32));
        assert_eq!(too_deep("(".repeat(LIMIT).as_bytes()), None);
        assert_eq!(too_deep(format!("x = \"{deep}\" // {deep}\n/* {deep} */").as_bytes()), None);
        assert_eq!(too_deep("f();".repeat(5000).as_bytes()), None);
        assert_eq!(too_deep(format!("x = /'/; {deep}").as_bytes()), Some(9 + LIMIT as u32));
    }
}
