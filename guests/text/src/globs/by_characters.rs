//! Any path, matched by the engine that `globset` is built on, with expressions that take whole characters.

use super::Row;
use super::steps::{Set, Step};
use regex_automata::meta::{Cache, Regex};
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet};
use std::fmt::Write;

const ANY: &str = "(?s-u:.)*";
const STAR: &str = "(?-u:[^/])*";
const FOLDERS: &str = "(?:(?-u:[^/])+/)*";
/// One character of `spelled`: a byte of ASCII, or a first byte with all that follow it.
const QUESTION: &str = r"(?-u:[\x00-.0-\x7F]|[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3})";
/// What stands for a byte that was not UTF-8.
const STRAY: &str = r"(?-u:\xED[\xB2\xB3][\x80-\xBF])";
/// The characters beside those that stand for such bytes.
const BEFORE_STRAYS: char = '\u{D7FF}';
const BEHIND_STRAYS: char = '\u{E000}';
const NFA_BYTES: usize = 256 << 20;
const CACHE_BYTES: usize = 16 << 20;

/// The expressions, each with the number of its pattern.
pub struct ByCharacters {
    engine: Regex,
    cache: Cache,
    patterns: Vec<usize>,
}

impl ByCharacters {
    pub fn new(rows: Vec<&Row>) -> Result<Self, String> {
        let config = Regex::config()
            .match_kind(MatchKind::All)
            .utf8_empty(false)
            .nfa_size_limit(Some(NFA_BYTES))
            .hybrid_cache_capacity(CACHE_BYTES);
        let expressions: Vec<String> = rows.iter().map(|row| written(&row.steps)).collect();
        let syntax = syntax::Config::new().utf8(false).nest_limit(1 << 12);
        let engine = Regex::builder().configure(config).syntax(syntax).build_many(&expressions);
        let engine = engine.map_err(|problem| problem.to_string())?;
        Ok(Self { cache: engine.create_cache(), engine, patterns: rows.iter().map(|row| row.pattern).collect() })
    }

    pub fn which(&mut self, path: &[u8]) -> Vec<usize> {
        let mut found = PatternSet::new(self.patterns.len());
        if !self.patterns.is_empty() {
            let input = Input::new(path).anchored(regex_automata::Anchored::Yes);
            self.engine.which_overlapping_matches_with(&mut self.cache, &input, &mut found);
        }
        found.iter().map(|row| self.patterns[row.as_usize()]).collect()
    }
}

/// The path with each byte that is not UTF-8 as three, which are those of a lone surrogate: no character has them.
pub fn spelled(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            out.extend([0xED, 0xB0 | byte >> 6, 0x80 | byte & 0x3F]);
        }
    }
    out
}

fn written(steps: &[Step]) -> String {
    let mut out = String::from("\\A(?:");
    for step in steps {
        match step {
            Step::Character(character) => push_character(&mut out, *character),
            Step::Set(set) => push_set(&mut out, set),
            Step::Question => out.push_str(QUESTION),
            Step::Star => out.push_str(STAR),
            Step::Any => out.push_str(ANY),
            Step::Folders => out.push_str(FOLDERS),
        }
    }
    out.push_str(")\\z");
    out
}

fn push_character(out: &mut String, character: char) {
    write!(out, "\\x{{{:X}}}", character as u32).expect("a String takes all");
}

fn push_set(out: &mut String, set: &Set) {
    let ranges: Vec<_> = set.ranges.iter().filter(|(first, last)| first <= last).collect();
    let has_strays = ranges.iter().any(|(first, last)| *first <= BEFORE_STRAYS && *last >= BEHIND_STRAYS) != set.negated;
    let mut listed = String::new();
    for (first, last) in &ranges {
        push_character(&mut listed, *first);
        listed.push('-');
        push_character(&mut listed, *last);
    }
    let class = match (set.negated, ranges.is_empty()) {
        (true, _) => format!("[^/{listed}]"),
        (false, true) => "[a&&b]".to_owned(), // nothing
        (false, false) => format!("[{listed}--/]"),
    };
    let strays = if has_strays { format!("|{STRAY}") } else { String::new() };
    write!(out, "(?:{class}{strays})").expect("a String takes all");
}
