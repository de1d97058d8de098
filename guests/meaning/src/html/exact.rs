//! Which elements keep the white space of their text, while they are open.

use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Token, Tokenizer};

use super::{listed, text_of};

/// They keep it by their name.
const NAMES: &str = " pre textarea script style xmp plaintext listing ";
/// They never have an end.
const EMPTY: &str = " area base br col embed hr img input link meta param source track wbr ";
/// Values of `white-space` and its like that keep none.
const COLLAPSING: [&str; 3] = ["normal", "nowrap", "collapse"];

/// Open elements of this kind from the outermost, each with the number of open elements of its name inside of it and with it.
#[derive(Default)]
pub struct Exact {
    open: Vec<(String, usize)>,
}

impl Exact {
    /// The name of the innermost.
    pub fn name(&self) -> Option<&str> {
        self.open.last().map(|(name, _)| name.as_str())
    }

    pub fn start(&mut self, tag: &StartTag<usize>) {
        let name = text_of(&tag.name);
        if tag.self_closing || listed(EMPTY, &name) {
            return;
        }
        if keeps(&name, tag) {
            self.open.push((name, 1));
        } else if let Some((_, depth)) = self.open.iter_mut().rfind(|(open, _)| *open == name) {
            *depth += 1;
        }
    }

    pub fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else { return };
        self.open[at].1 -= 1;
        if self.open[at].1 == 0 {
            self.open.truncate(at);
        }
    }

    /// All tags of a piece of HTML.
    pub fn read(&mut self, html: &str) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) => self.end(&text_of(&tag.name)),
                _ => {}
            }
        }
    }
}

/// By its name, by `style="white-space: pre"` or by `xml:space="preserve"`. What a style sheet says is not known here.
fn keeps(name: &str, tag: &StartTag<usize>) -> bool {
    listed(NAMES, name)
        || tag.attributes.iter().any(|(key, value)| match text_of(key).as_str() {
            "style" => text_of(value).to_ascii_lowercase().split(';').any(preserves),
            "xml:space" => text_of(value) == "preserve",
            _ => false,
        })
}

fn preserves(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    property.trim().starts_with("white-space") && !COLLAPSING.iter().any(|word| value.trim().starts_with(word))
}
