//! A bound on nesting. The parser and every visitor recurse, and the stack of a guest is finite: a source that is
//! nested deeper than [`LIMIT`] is answered with a diagnostic before it is parsed. Chains without brackets (`!!!a`, `a=b=c`,
//! arrows of arrows, `else if`, JSX in JSX) are not counted: they trap from about 1400 links on, with 1 MiB of stack.

/// Deepest nesting of brackets that is parsed. The worst case, functions in call arguments, needs 1 MiB of stack for 387.
pub const LIMIT: usize = 300;

/// Bytes that are counted at once.
const CHUNK: usize = 128;

/// Offset of the bracket that is nested too deep to be parsed, or None.
pub fn too_deep(source: &[u8]) -> Option<u32> {
    deeper_than(source, LIMIT)
}

/// Offset of the first bracket that is nested deeper than `limit`. A cheap count over all bytes comes first; only where
/// that is over the limit are strings and comments told from code.
pub fn deeper_than(source: &[u8], limit: usize) -> Option<u32> {
    if may_be_deeper(source, limit) { first_deeper(source, limit) } else { None }
}

/// Whether more than `limit` brackets may be open somewhere: by whole chunks, so that the compiler can count with vectors,
/// and so for a chunk as if it opened all of its brackets before it closed one.
fn may_be_deeper(source: &[u8], limit: usize) -> bool {
    let mut depth = 0usize;
    for chunk in source.chunks(CHUNK) {
        let opened = count(chunk, *b"([{");
        if depth + opened > limit {
            return true;
        }
        depth = (depth + opened).saturating_sub(count(chunk, *b")]}"));
    }
    false
}

fn count(chunk: &[u8], brackets: [u8; 3]) -> usize {
    let sum = chunk.iter().fold(0u8, |n, b| n + u8::from(*b == brackets[0] || *b == brackets[1] || *b == brackets[2]));
    usize::from(sum)
}

/// Brackets in regular expressions and templates count as code here; a closing bracket therefore closes all that is open
/// inside of its pair, so that a stray one does no harm for longer than the block it stands in.
fn first_deeper(source: &[u8], limit: usize) -> Option<u32> {
    let (mut at, mut open) = (0, Vec::with_capacity(limit + 1));
    while at < source.len() {
        at = match source[at] {
            quote @ (b'"' | b'\'') => after_string(source, at, quote),
            b'/' if source.get(at + 1) == Some(&b'/') => after_line(source, at),
            b'/' if source.get(at + 1) == Some(&b'*') => after_block(source, at),
            byte => {
                match byte {
                    b'(' | b'[' | b'{' => open.push(byte),
                    b')' => close(&mut open, b'('),
                    b']' => close(&mut open, b'['),
                    b'}' => close(&mut open, b'{'),
                    _ => {}
                }
                if open.len() > limit {
                    return Some(at as u32);
                }
                at + 1
            }
        };
    }
    None
}

fn close(open: &mut Vec<u8>, bracket: u8) {
    if let Some(at) = open.iter().rposition(|b| *b == bracket) {
        open.truncate(at);
    }
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
        assert_eq!(too_deep("function f() { a(/\\(/); }\n".repeat(5000).as_bytes()), None);
        assert_eq!(too_deep(format!("x = /'/; {deep}").as_bytes()), Some(9 + LIMIT as u32));
    }
}
