//! The choices that the braces of a pattern stand for, counted before they are made.

const MOST_CHOICES: u64 = 256;
const MOST_NESTED: usize = 32;

enum Part {
    Text(String),
    Choices(Vec<Vec<Part>>),
}

/// The pattern without braces, once for each choice. A brace that is not closed is an ordinary character.
pub fn choices(pattern: &[char]) -> Result<Vec<String>, String> {
    let closing = pairs(pattern)?;
    let parts = between(pattern, &closing, 0, pattern.len(), true).remove(0);
    if count(&parts) > MOST_CHOICES {
        return Err(format!("a pattern stands for more than {MOST_CHOICES} alternatives"));
    }
    Ok(made(&parts))
}

/// For each character the place of the brace that closes it.
fn pairs(pattern: &[char]) -> Result<Vec<Option<usize>>, String> {
    let (mut closing, mut open) = (vec![None; pattern.len()], Vec::new());
    for (at, character) in pattern.iter().enumerate() {
        if *character == '{' {
            open.push(at);
        } else if let ('}', Some(start)) = (*character, open.last()) {
            closing[*start] = Some(at);
            open.pop();
        }
    }
    let mut around: Vec<usize> = Vec::new();
    for (at, close) in closing.iter().enumerate().filter_map(|(at, close)| Some((at, (*close)?))) {
        around.retain(|end| *end > at);
        around.push(close);
        if around.len() > MOST_NESTED {
            return Err(format!("a pattern with more than {MOST_NESTED} braces in each other"));
        }
    }
    Ok(closing)
}

/// The parts between the commas of a stretch; commas at the top are ordinary.
fn between(pattern: &[char], closing: &[Option<usize>], start: usize, end: usize, top: bool) -> Vec<Vec<Part>> {
    let text = |from: usize, to: usize| Part::Text(pattern[from..to].iter().collect());
    let (mut out, mut parts, mut said, mut at) = (Vec::new(), Vec::new(), start, start);
    while at < end {
        if let Some(close) = closing[at] {
            parts.extend([text(said, at), Part::Choices(between(pattern, closing, at + 1, close, false))]);
            at = close;
            said = close + 1;
        } else if pattern[at] == ',' && !top {
            parts.push(text(said, at));
            out.push(std::mem::take(&mut parts));
            said = at + 1;
        }
        at += 1;
    }
    parts.push(text(said, end));
    out.push(parts);
    out
}

fn count(parts: &[Part]) -> u64 {
    let ways = |part: &Part| match part {
        Part::Text(_) => 1,
        Part::Choices(each) => each.iter().fold(0u64, |sum, parts| sum.saturating_add(count(parts))),
    };
    parts.iter().fold(1, |product, part| product.saturating_mul(ways(part)))
}

fn made(parts: &[Part]) -> Vec<String> {
    let mut all = vec![String::new()];
    for part in parts {
        let ways = match part {
            Part::Text(text) => vec![text.clone()],
            Part::Choices(each) => each.iter().flat_map(|parts| made(parts)).collect(),
        };
        all = all.iter().flat_map(|head| ways.iter().map(move |way| format!("{head}{way}"))).collect();
    }
    all
}
