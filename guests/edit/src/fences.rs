//! Code fences: lines of three or more backticks or tildes that open and close a block.
//!
//! ```text
//! fence := open line* close        open: three or more of one sign, then the info string; close: as many or more of it, alone
//! ```
//!
//! Source: the CommonMark specification, "Fenced code blocks". Indentation isn't judged: a fence may stand in a list.

/// A fence by the numbers of its lines; `close` is `None` where the text ends inside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence<'a> {
    pub open: usize,
    pub close: Option<usize>,
    pub info: &'a str,
}

/// The sign, how often it stands there, and what follows it; `None` for a line that is no fence.
fn signs(line: &str) -> Option<(u8, usize, &str)> {
    let line = line.trim();
    let sign = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let count = line.bytes().take_while(|b| *b == sign).count();
    let info = line[count..].trim();
    (count >= 3 && !(sign == b'`' && info.contains('`'))).then_some((sign, count, info))
}

/// Whether a line opens or closes a fence.
pub fn is_fence(line: &str) -> bool {
    signs(line).is_some()
}

/// Which lines are fences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Only those that are not indented.
    Margin,
    /// Those of Markdown, in lists too.
    Markdown,
    /// Those of backticks: tildes are the rule below a title in other texts.
    Text,
}

/// All fences, one after the other; what stands inside of one is none.
pub fn fences<'a>(lines: &[&'a str], rules: Rules) -> Vec<Fence<'a>> {
    let mut out: Vec<Fence<'a>> = Vec::new();
    let mut inside: Option<(u8, usize)> = None;
    for (number, line) in lines.iter().enumerate() {
        let counts = |sign: u8| match rules {
            Rules::Margin => !line.starts_with([' ', '\t']),
            Rules::Markdown => true,
            Rules::Text => sign == b'`',
        };
        let Some((sign, count, info)) = signs(line).filter(|(sign, ..)| counts(*sign)) else { continue };
        match inside {
            Some((open, least)) if sign == open && count >= least && info.is_empty() => {
                inside = None;
                if let Some(last) = out.last_mut() {
                    last.close = Some(number);
                }
            }
            Some(_) => {}
            None => {
                inside = Some((sign, count));
                out.push(Fence { open: number, close: None, info });
            }
        }
    }
    out
}

/// The closing line of a fence that opens in the first of these lines and reaches to the last, whatever stands between.
pub fn wraps<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let (first, last) = (signs(lines.first()?)?, signs(lines.last()?)?);
    let margin = !lines[0].starts_with([' ', '\t']);
    (lines.len() > 1 && margin && last.2.is_empty() && last.0 == first.0 && last.1 >= first.1).then_some(first.2)
}

/// Whether the text ends inside of a fence.
pub fn ends_inside(lines: &[&str], rules: Rules) -> bool {
    fences(lines, rules).last().is_some_and(|f| f.close.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Option<usize>)> {
        fences(&text.lines().collect::<Vec<_>>(), Rules::Markdown).iter().map(|f| (f.open, f.close)).collect()
    }

    #[test]
    fn longer_fences_and_tildes_hold_shorter_ones() {
        assert_eq!(found("````md\n```js\nx\n```\n````\n"), [(0, Some(4))]);
        assert_eq!(found("~~~\n```\n~~~\n  ```js\n  ```\n"), [(0, Some(2)), (3, Some(4))]);
        assert_eq!(found("```js\nx\n"), [(0, None)]);
        assert_eq!(found("```a``` is inline\n"), []);
    }
}
