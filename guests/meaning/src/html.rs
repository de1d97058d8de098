//! HTML: its tags, attributes, text and comments. White space counts where a browser shows it.

mod exact;

pub use exact::Exact;
use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{HtmlString, Span, Token, Tokenizer};
use kaptar_same::{Fact, Lines, comment};

/// With what a comment begins that a program reads: `<!--[if IE]>`, `<!--#include`.
const MARKS: [char; 5] = ['[', '#', ':', '!', '@'];

/// White space beside these is not shown.
const BLOCKS: &str = " html head body div p ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup col section article \
    nav header footer aside main h1 h2 h3 h4 h5 h6 form fieldset legend hr br blockquote figure figcaption address details summary \
    dialog meta link title script style base template noscript option optgroup select pre center iframe video audio source track \
    g path polygon polyline rect circle ellipse line defs use symbol lineargradient radialgradient stop clippath mask marker pattern ";
/// Attributes that hold a list of words or numbers: white space only parts them.
const LISTS: &str = " class rel srcset sizes style d points viewbox transform sandbox headers itemprop accesskey \
    aria-labelledby aria-describedby aria-controls aria-owns ";
/// Types of scripts whose lines may be indented by themselves.
const SCRIPTS: &str = " module text/javascript application/javascript application/json application/ld+json importmap ";

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader { lines: Lines::new(text), facts: Vec::new(), exact: Exact::default(), indented: true };
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        reader.token(token);
    }
    Ok(shown(reader.facts))
}

struct Reader<'t> {
    lines: Lines<'t>,
    facts: Vec<Fact>,
    /// Open elements whose text is as it is.
    exact: Exact,
    /// The script that is read has lines whose indentation says nothing.
    indented: bool,
}

impl Reader<'_> {
    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => {
                self.say(tag.span, tag_of(&tag));
                self.exact.start(&tag);
                self.indented = tag.attributes.iter().all(|(key, value)| text_of(key) != "type" || listed(SCRIPTS, text_of(value).trim()));
            }
            Token::EndTag(tag) => {
                let name = text_of(&tag.name);
                self.exact.end(&name);
                self.say(tag.span, format!("</{name}"));
            }
            Token::String(found) => self.text(found.span, &text_of(&found.value)),
            Token::Comment(found) => self.say(found.span, format!("comment {}", comment(&text_of(&found.value), &MARKS))),
            Token::Doctype(found) => self.say(found.span, format!("doctype {}", text_of(&found.name))),
            Token::Error(_) => {}
        }
    }

    fn text(&mut self, span: Span<usize>, text: &str) {
        match self.exact.name() {
            Some("style") => return self.say(span, style(text)),
            Some("script") => return self.say(span, script(text, self.indented)),
            Some(_) => return self.say(span, format!("text {text}")),
            None => {}
        }
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.say(span, " ".to_owned());
        }
        let words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        self.say(span, format!("text {words}"));
        if text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.say(span, " ".to_owned());
        }
    }

    fn say(&mut self, span: Span<usize>, text: String) {
        let line = self.lines.of(span.start);
        self.facts.push(Fact::new(line, text));
    }
}

/// The tokens of a style sheet; of one that cannot be read, its text.
fn style(text: &str) -> String {
    match crate::css::facts(text) {
        Ok(facts) => format!("style {:?}", facts.into_iter().map(|fact| fact.text).collect::<Vec<_>>()),
        Err(_) => format!("text {}", text.trim()),
    }
}

/// Lines without their indentation. It stays in a script of another language, which may mean something by it, and in one with
/// texts that go over lines: a template, or a string that a backslash continues.
fn script(text: &str, indented: bool) -> String {
    let lines = || text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n");
    if text.contains('`') || text.contains("\\\n") {
        format!("text {}", text.trim())
    } else if indented {
        format!("text {}", lines())
    } else {
        format!("text {}", without_margin(text))
    }
}

/// Lines without the indentation that all of them have.
fn without_margin(text: &str) -> String {
    let blank = |line: &&str| line.trim().is_empty();
    let lines: Vec<_> = text.lines().map(str::trim_end).skip_while(blank).collect();
    let margin = lines.iter().filter(|line| !blank(line)).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines.iter().map(|line| line.get(margin..).unwrap_or("")).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// A tag with its attributes. White space in their values is what they say, but for lists.
fn tag_of(tag: &StartTag<usize>) -> String {
    let mut said = format!("<{}", text_of(&tag.name));
    for (key, value) in &tag.attributes {
        let (key, value) = (text_of(key), text_of(value));
        let words = || value.split_whitespace().collect::<Vec<_>>().join(" ");
        said += &format!(" {key}={:?}", if listed(LISTS, &key.to_ascii_lowercase()) { words() } else { value.clone() });
    }
    said
}

/// Without the white space that stands beside a block, or beside white space. Comments are looked through: none is shown.
fn shown(facts: Vec<Fact>) -> Vec<Fact> {
    let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        let last = kept.iter().rposition(|fact| !fact.text.starts_with("comment "));
        if block(&fact.text) {
            drop_space(&mut kept, last);
        } else if fact.text == " " && last.is_none_or(|at| kept[at].text == " " || block(&kept[at].text)) {
            continue;
        }
        kept.push(fact);
    }
    let last = kept.iter().rposition(|fact| !fact.text.starts_with("comment "));
    drop_space(&mut kept, last);
    kept
}

fn drop_space(kept: &mut Vec<Fact>, at: Option<usize>) {
    if let Some(at) = at.filter(|at| kept[*at].text == " ") {
        kept.remove(at);
    }
}

fn block(said: &str) -> bool {
    let Some(tag) = said.strip_prefix('<') else { return said.starts_with("doctype") };
    listed(BLOCKS, tag.trim_start_matches('/').split(' ').next().unwrap_or_default())
}

fn listed(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|each| each == name)
}

fn text_of(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
