//! The steps of a pattern without braces: what each takes of a path.

/// `Question`, `Set` and `Star` take no `/`; `Any` takes anything; `Folders` takes folders with their `/`, or none.
pub enum Step {
    Character(char),
    Set(Set),
    Question,
    Star,
    Any,
    Folders,
}

impl Step {
    /// What stands between the brackets of a set.
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::Set(set) => Some(&set.body),
            _ => None,
        }
    }
}

/// A set such as `a-z_`: ranges, first and last, of which some may hold nothing.
pub struct Set {
    body: String,
    pub negated: bool,
    pub ranges: Vec<(char, char)>,
}

impl Set {
    fn new(body: &[char]) -> Self {
        let negated = matches!(body[0], '!' | '^');
        let members = &body[usize::from(negated)..];
        let (mut ranges, mut at) = (Vec::new(), 0);
        while at < members.len() {
            let last = if members.get(at + 1) == Some(&'-') && at + 2 < members.len() { at + 2 } else { at };
            ranges.push((members[at], members[last]));
            at = last + 1;
        }
        Self { body: body.iter().collect(), negated, ranges }
    }

    /// Whether it has the character, which is no `/`.
    pub fn has(&self, character: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != self.negated
    }
}

/// Stars beside each other are one step.
pub fn steps_of(pattern: &[char]) -> Vec<Step> {
    let (mut steps, mut at) = (Vec::new(), 0);
    while at < pattern.len() {
        let (character, start) = (pattern[at], at);
        at += 1;
        steps.push(match character {
            '*' => {
                while pattern.get(at) == Some(&'*') {
                    at += 1;
                }
                let begins_a_name = start == 0 || pattern[start - 1] == '/';
                if at - start == 2 && begins_a_name && pattern.get(at) == Some(&'/') {
                    at += 1;
                    while pattern[at..].starts_with(&['*', '*', '/']) {
                        at += 3;
                    }
                    Step::Folders
                } else if at - start == 1 {
                    Step::Star
                } else {
                    Step::Any
                }
            }
            '?' => Step::Question,
            '[' => match closing(pattern, at) {
                Some(end) => {
                    let set = Set::new(&pattern[at..end]);
                    at = end + 1;
                    Step::Set(set)
                }
                None => Step::Character(character),
            },
            _ => Step::Character(character),
        });
    }
    steps
}

/// The place that closes a set. The first character of a set may be a bracket.
fn closing(pattern: &[char], at: usize) -> Option<usize> {
    let first = if matches!(pattern.get(at), Some('!' | '^')) { at + 1 } else { at };
    (first + 1..pattern.len()).find(|place| pattern[*place] == ']')
}
