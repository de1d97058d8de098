//! Ordinary paths, matched by the crate `globset`.

use super::Row;
use super::steps::{Set, Step};
use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

/// Whether a path has ASCII only, and names that are neither empty nor `.` or `..`.
pub fn is_ordinary(path: &[u8]) -> bool {
    path.is_ascii() && path.split(|byte| *byte == b'/').all(|name| !matches!(name, b"" | b"." | b".."))
}

/// Whether `globset` can express it: `**` stands alone between slashes, no set is empty.
pub fn takes(steps: &[Step]) -> bool {
    let is_alone = |at: usize| at + 1 == steps.len() && (at == 0 || matches!(steps[at - 1], Step::Character('/') | Step::Folders));
    steps.iter().enumerate().all(|(at, step)| match step {
        Step::Any => is_alone(at),
        Step::Set(set) => !members(set).is_empty(),
        _ => true,
    })
}

/// The globs, each with the number of its pattern.
pub struct ByBytes {
    globs: GlobSet,
    patterns: Vec<usize>,
}

impl ByBytes {
    pub fn new(rows: &[&Row]) -> Result<Self, String> {
        let (mut globs, mut patterns) = (GlobSetBuilder::new(), Vec::new());
        for row in rows {
            // What ends with a folder matches no ordinary path. To `globset` a `**/` at the end is a `**`.
            if !matches!(row.steps.last(), None | Some(Step::Folders | Step::Character('/'))) {
                let glob = GlobBuilder::new(&written(&row.steps)).literal_separator(true).backslash_escape(true).build();
                globs.add(glob.map_err(|problem| problem.to_string())?);
                patterns.push(row.pattern);
            }
        }
        Ok(Self { globs: globs.build().map_err(|problem| problem.to_string())?, patterns })
    }

    pub fn which(&self, path: &[u8]) -> Vec<usize> {
        let mut found = Vec::new();
        self.globs.matches_candidate_into(&Candidate::from_bytes(path), &mut found);
        found.into_iter().map(|glob| self.patterns[glob]).collect()
    }
}

/// In the language of `globset`.
fn written(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Character('/') => out.push('/'),
            Step::Character(character) => out.extend(['\\', *character]),
            Step::Set(set) => out.push_str(&bracketed(&members(set))),
            Step::Question => out.push('?'),
            Step::Star => out.push('*'),
            Step::Any => out.push_str("**"),
            Step::Folders => out.push_str("**/"),
        }
    }
    out
}

/// The characters of ASCII that are in a set, in their order.
fn members(set: &Set) -> Vec<char> {
    (0..128u8).map(char::from).filter(|character| *character != '/' && set.has(*character)).collect()
}

/// One by one, those first and last that have a meaning elsewhere.
fn bracketed(members: &[char]) -> String {
    let rank = |character: &char| match character {
        ']' => 0,
        '!' | '^' => 2,
        '-' => 3,
        _ => 1,
    };
    match members {
        [only] => format!("\\{only}"),
        ['!', '^'] => "{\\!,\\^}".to_owned(),
        ['!' | '^', '-'] | ['-', '^'] => format!("{{\\{},\\{}}}", members[0], members[1]),
        ['!', '-', '^'] => "{\\!,\\-,\\^}".to_owned(),
        _ => {
            let mut ordered = members.to_vec();
            ordered.sort_by_key(rank);
            format!("[{}]", ordered.iter().collect::<String>())
        }
    }
}
