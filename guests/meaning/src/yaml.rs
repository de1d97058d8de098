//! YAML: the events of a parser that follows YAML 1.2, and what stands between scalars: comments, anchors, tags, directives.

use kaptar_same::{Fact, MARKS, comment};
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let characters: Vec<char> = text.chars().collect();
    let mut outside = vec![true; characters.len()];
    let mut facts = Vec::new();
    for next in Parser::new_from_str(text) {
        let (event, span) = next.map_err(|error| format!("YAML cannot be read: {error}"))?;
        if let Event::Scalar(_, style, ..) = &event {
            let start = content_start(&characters, span.start.index(), *style);
            let end = span.end.index().min(outside.len());
            outside.get_mut(start..end).into_iter().flatten().for_each(|place| *place = false);
        }
        if let Some(said) = said(&event) {
            facts.push(Fact::new(span.start.line() as u32, said));
        }
    }
    facts.extend(between(&characters, &outside));
    Ok(facts)
}

/// Behind an anchor and a tag, which no scalar begins with, and behind the header of a block, which may have a comment.
fn content_start(characters: &[char], start: usize, style: ScalarStyle) -> usize {
    let mut at = start;
    while let Some('&' | '!') = characters.get(at) {
        at += run(&characters[at..], |c| !c.is_whitespace());
        at += run(&characters[at..], char::is_whitespace);
    }
    let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
    at + if block { run(characters.get(at..).unwrap_or_default(), |c| c != '\n') } else { 0 }
}

fn said(event: &Event) -> Option<String> {
    Some(match event {
        Event::Nothing | Event::StreamStart | Event::StreamEnd => return None,
        Event::DocumentStart(_) => "document".to_owned(),
        Event::DocumentEnd => "end of the document".to_owned(),
        Event::Alias(id) => format!("alias {id}"),
        Event::Scalar(value, style, anchor, tag) => format!("{value:?}{}{}", kind(*style), marks(*anchor, tag.as_deref())),
        Event::SequenceStart(anchor, tag) => format!("list{}", marks(*anchor, tag.as_deref())),
        Event::SequenceEnd => "end of the list".to_owned(),
        Event::MappingStart(anchor, tag) => format!("mapping{}", marks(*anchor, tag.as_deref())),
        Event::MappingEnd => "end of the mapping".to_owned(),
    })
}

/// A plain scalar may be a number; both kinds of quotes say text. Blocks stay blocks.
fn kind(style: ScalarStyle) -> &'static str {
    match style {
        ScalarStyle::Plain => "",
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => " quoted",
        ScalarStyle::Literal => " literal",
        ScalarStyle::Folded => " folded",
    }
}

fn marks(anchor: usize, tag: Option<&Tag>) -> String {
    let anchor = if anchor == 0 { String::new() } else { format!(" anchor {anchor}") };
    tag.map_or(anchor.clone(), |tag| format!("{anchor} tag {}{}", tag.handle, tag.suffix))
}

/// Comments, and words with a mark, in their order.
fn between(characters: &[char], outside: &[bool]) -> Vec<Fact> {
    let (mut facts, mut at, mut line) = (Vec::new(), 0, 1);
    while at < characters.len() {
        let first = at == 0 || !outside[at - 1] || characters[at - 1].is_whitespace() || "[{,".contains(characters[at - 1]);
        let length = match characters[at] {
            '#' if outside[at] && first => run(&characters[at..], |c| c != '\n'),
            '&' | '*' | '!' | '%' if outside[at] && first => run(&characters[at..], |c| !c.is_whitespace() && !",]}".contains(c)),
            _ => 0,
        };
        if length > 0 {
            let word: String = characters[at..at + length].iter().collect();
            facts.push(Fact::new(line, word.strip_prefix('#').map_or(word.clone(), |rest| format!("comment {}", comment(rest, &MARKS)))));
        }
        line += u32::from(characters[at] == '\n');
        at += length.max(1);
    }
    facts
}

fn run(characters: &[char], belongs: impl Fn(char) -> bool) -> usize {
    characters.iter().take_while(|c| belongs(**c)).count()
}
