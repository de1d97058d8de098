//! Markdown: what a reader of CommonMark with GitHub's tables, footnotes and tasks makes of it. dprint reads with another parser.

use crate::html::Exact;
use kaptar_same::Fact;
use markdown::mdast::{Code, List, Node};
use markdown::{Constructs, ParseOptions, to_mdast};

pub fn facts(text: &str) -> Result<Vec<Fact>, String> {
    let constructs = Constructs { frontmatter: true, ..Constructs::gfm() };
    // One tilde strikes out on GitHub and not elsewhere: `~a~` and `~~a~~` are not the same.
    let options = ParseOptions { constructs, gfm_strikethrough_single_tilde: false, ..ParseOptions::gfm() };
    let tree = to_mdast(text, &options).map_err(|problem| problem.to_string())?;
    let mut reader = Reader { text, facts: Vec::new(), pending: String::new(), exact: Exact::default(), line: 1, columns: 0, code: None };
    reader.node(&tree);
    reader.flush();
    Ok(reader.facts)
}

struct Reader<'t> {
    text: &'t str,
    facts: Vec<Fact>,
    /// Text of neighbours that a browser shows as one.
    pending: String,
    /// Elements of HTML in which a browser shows white space as it is.
    exact: Exact,
    line: u32,
    /// Of the table that is read.
    columns: usize,
    /// The last line of a block of indented code, if that was the last node.
    code: Option<usize>,
}

impl Reader<'_> {
    fn node(&mut self, node: &Node) {
        let line = node.position().map_or(self.line, |place| u32::try_from(place.start.line).unwrap_or(u32::MAX));
        if let Node::Text(text) = node {
            if self.pending.is_empty() {
                self.line = line;
            }
            return self.pending.push_str(&text.value);
        }
        self.flush();
        self.line = line;
        let said = match node {
            Node::Html(html) => self.html(&html.value),
            Node::Code(code) if code.value.is_empty() => format!("{} of {} lines", said(node), self.blank_lines(code)),
            _ => said(node),
        };
        self.facts.push(Fact::new(line, said));
        self.beside_code(node);
        if let Node::Table(table) = node {
            self.columns = table.align.len();
        }
        if let Some(children) = node.children() {
            children.iter().for_each(|child| self.node(child));
            self.flush();
            if let Node::TableRow(_) = node {
                self.empty_cells(children.len());
            }
            self.facts.push(Fact::new(self.line, "end"));
        }
    }

    fn html(&mut self, value: &str) -> String {
        let outside = self.exact.name().is_none();
        self.exact.read(value);
        let outside = outside && self.exact.name().is_none();
        format!("HTML {:?}", if outside { value.trim() } else { value })
    }

    /// Blank lines between two blocks of indented code: the reader makes two of some that are one.
    fn beside_code(&mut self, node: &Node) {
        let place = node.position().filter(|place| matches!(node, Node::Code(_)) && !self.fenced(place.start.offset));
        if let (Some(end), Some(place)) = (self.code, place) {
            self.facts.push(Fact::new(self.line, format!("{} lines behind code", place.start.line.saturating_sub(end))));
        }
        self.code = place.map(|place| place.end.line);
    }

    fn fenced(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|code| code.trim_start().starts_with(['`', '~']))
    }

    /// Lines of a block of code that has nothing else.
    fn blank_lines(&self, code: &Code) -> usize {
        let Some(place) = &code.position else { return 0 };
        let source = self.text.get(place.start.offset..place.end.offset).unwrap_or("");
        let (lines, last) = (source.matches('\n').count(), source.lines().next_back().unwrap_or(""));
        let closed = lines > 0 && last.trim_end().ends_with(['`', '~']);
        lines - usize::from(closed)
    }

    /// A row may leave its last cells out.
    fn empty_cells(&mut self, there: usize) {
        for _ in there..self.columns {
            self.facts.extend([Fact::new(self.line, "cell"), Fact::new(self.line, "end")]);
        }
    }

    fn flush(&mut self) {
        if self.exact.name().is_some() && !self.pending.is_empty() {
            self.facts.push(Fact::new(self.line, format!("text as it is {}", self.pending)));
            self.pending.clear();
        } else if !self.pending.is_empty() {
            let words = self.pending.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let space = |at: Option<char>| at.is_some_and(|c| c.is_ascii_whitespace());
            let (before, after) = (space(self.pending.chars().next()), space(self.pending.chars().next_back()));
            self.facts.push(Fact::new(self.line, format!("text {before}|{words}|{after}")));
            self.pending.clear();
        }
    }
}

fn said(node: &Node) -> String {
    match node {
        Node::Root(_) => "document".to_owned(),
        Node::Paragraph(_) => "paragraph".to_owned(),
        Node::Blockquote(_) => "quotation".to_owned(),
        Node::ThematicBreak(_) => "rule".to_owned(),
        Node::Break(_) => "break".to_owned(),
        Node::Emphasis(_) => "emphasis".to_owned(),
        Node::Strong(_) => "strong".to_owned(),
        Node::Delete(_) => "struck out".to_owned(),
        Node::TableRow(_) => "row".to_owned(),
        Node::TableCell(_) => "cell".to_owned(),
        Node::List(list) => format!("list {:?} {}", list.start, if loose(list) { "loose" } else { "tight" }),
        Node::ListItem(item) => format!("item {:?}", item.checked),
        Node::Heading(heading) => format!("heading {}", heading.depth),
        Node::Yaml(text) => format!("front matter {:?}", text.value.trim()),
        Node::Code(code) => format!("code block {:?} {:?} {:?}", code.lang, code.meta.as_deref().map(str::trim), code.value),
        Node::InlineCode(code) => format!("code {:?}", code.value),
        Node::Link(link) => format!("link {:?} {:?}", link.url, link.title),
        Node::Image(image) => format!("image {:?} {:?} {:?}", image.alt, image.url, image.title),
        Node::LinkReference(link) => format!("link {:?}", link.identifier),
        Node::ImageReference(image) => format!("image {:?} {:?}", image.alt, image.identifier),
        Node::Definition(link) => format!("definition {:?} {:?} {:?}", link.identifier, link.url, link.title),
        Node::FootnoteDefinition(note) => format!("footnote {:?}", note.identifier),
        Node::FootnoteReference(note) => format!("reference {:?}", note.identifier),
        Node::Table(table) => format!("table {:?}", table.align),
        other => format!("{other:?}"),
    }
}

/// Whether its items are paragraphs: a blank line stands between two of them, or between what one of them holds.
fn loose(list: &List) -> bool {
    let inside = list.children.iter().any(|item| item.children().is_some_and(|parts| apart(parts)));
    inside || apart(&list.children)
}

fn apart(nodes: &[Node]) -> bool {
    let pairs = nodes.iter().zip(nodes.iter().skip(1));
    pairs.into_iter().any(|(one, next)| next.position().is_some_and(|place| place.start.line > last_line(one) + 1))
}

/// Of the text in a node: its own place goes on over blank lines.
fn last_line(node: &Node) -> usize {
    match node.children().and_then(|children| children.last()) {
        Some(last) => last_line(last),
        None => node.position().map_or(0, |place| if matches!(node, Node::ListItem(_)) { place.start.line } else { place.end.line }),
    }
}
