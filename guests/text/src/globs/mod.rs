//! Glob patterns over relative paths, matched in linear time: `*`, `?` and `[…]` within a name, `**` over folders, `{a,b}`.
//!
//! The crate `globset` reads bytes: its `?` takes a part of an `é`, and a set with an `é` takes either of its two bytes. So it
//! matches ordinary paths, of ASCII and without empty names. All else is matched by the engine below it, which goes by
//! characters. A byte that is not UTF-8 is a character of its own, as it is for Python's `surrogateescape`.

mod braces;
mod by_bytes;
mod by_characters;
mod steps;

use by_bytes::ByBytes;
use by_characters::ByCharacters;
use kaptar_abi::args::{Args, result};
use steps::{Step, steps_of};

/// Of one list.
const MOST_PATTERNS: u32 = 1000;
/// Characters of one pattern.
const MOST_LENGTH: usize = 1024;
/// Characters of one list, each choice of the braces counted.
const MOST_STEPS: usize = 1 << 16;
/// Different `[…]` of one list.
const MOST_SETS: usize = 256;

/// One choice of the braces of a pattern, and the pattern's number.
pub struct Row {
    pattern: usize,
    steps: Vec<Step>,
}

/// The number of a path and of a pattern that matches it, in turn, in this order.
pub fn match_globs(input: &[u8]) -> Result<Vec<u8>, String> {
    let mut args = Args::new(input, 2)?;
    let rows = rows(&mut args)?;
    let (plain, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| by_bytes::takes(&row.steps));
    let globs = ByBytes::new(&plain)?;
    let mut rest = ByCharacters::new(others)?;
    let mut all: Option<ByCharacters> = None;
    let mut found = Vec::new();
    for number in 0..args.array()? {
        let path = args.bytes()?;
        let mut matched = if by_bytes::is_ordinary(path) {
            let mut matched = globs.which(path);
            matched.extend(rest.which(path));
            matched
        } else {
            if all.is_none() {
                all = Some(ByCharacters::new(rows.iter().collect())?);
            }
            all.as_mut().map_or(Vec::new(), |all| all.which(&by_characters::spelled(path)))
        };
        matched.sort_unstable();
        matched.dedup();
        found.extend(matched.into_iter().flat_map(|pattern| [i64::from(number), pattern as i64]));
    }
    Ok(result::ints(found.into_iter()))
}

fn rows(args: &mut Args) -> Result<Vec<Row>, String> {
    let count = args.array()?;
    if count > MOST_PATTERNS {
        return Err(format!("{count} patterns; at most {MOST_PATTERNS} are allowed: name folders, not files"));
    }
    let (mut rows, mut size) = (Vec::new(), 0);
    for pattern in 0..count as usize {
        let text: Vec<char> = args.str()?.chars().collect();
        if text.len() > MOST_LENGTH {
            return Err(format!("a pattern of {} characters; at most {MOST_LENGTH} are allowed", text.len()));
        }
        for choice in braces::choices(&text)? {
            let steps = steps_of(&anchored(&choice));
            size += steps.len() + 1;
            rows.push(Row { pattern, steps });
        }
        if size > MOST_STEPS {
            return Err(format!("the patterns stand for more than {MOST_STEPS} characters; use fewer choices in braces"));
        }
    }
    let mut sets: Vec<_> = rows.iter().flat_map(|row| &row.steps).filter_map(Step::body).collect();
    sets.sort_unstable();
    sets.dedup();
    if sets.len() > MOST_SETS {
        return Err(format!("the patterns have {} different sets in brackets; {MOST_SETS} are allowed", sets.len()));
    }
    Ok(rows)
}

/// A pattern without `/` matches names at any depth.
fn anchored(choice: &str) -> Vec<char> {
    let text = choice.strip_prefix("./").unwrap_or(choice).trim_matches('/');
    if text.contains('/') { text.chars().collect() } else { "**/".chars().chain(text.chars()).collect() }
}
