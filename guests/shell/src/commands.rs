//! The simple commands of a line, in the order in which they are written, and the subshell in which each of them runs.

use serde::Serialize;
use tree_sitter::{Node, Parser};

use crate::words::{Word, here_document, pieces, text};

/// Nodes inside of each other that are read; what nests deeper makes the line a broken one.
const DEEPEST: usize = 120;

/// Longest source, in bytes.
const LONGEST: usize = 1 << 20;

/// A line as a shell reads it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Not all of it could be read: what it says is less than what it does.
    pub broken: bool,
    pub commands: Vec<Command>,
}

/// A simple command, or what stands for one: assignments or redirections alone.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Command {
    /// The program and its arguments; none for assignments and redirections alone.
    pub words: Vec<Word>,
    /// Variables and what they are set to. A loop sets its variable to each of its values.
    pub sets: Vec<(String, Word)>,
    /// Files that a redirection writes.
    pub writes: Vec<Word>,
    /// Texts that the program reads: here-documents and here-strings.
    pub given: Vec<Word>,
    /// The numbers of the subshells around it, the outermost first.
    pub scope: Vec<u32>,
    /// In bytes of the source.
    pub start: usize,
    pub end: usize,
}

struct Reader<'s> {
    source: &'s [u8],
    scope: Vec<u32>,
    scopes: u32,
    depth: usize,
    line: Line,
}

/// The commands of a source. A source with errors is read as far as it goes, and says so.
pub fn read(source: &[u8]) -> Result<Line, String> {
    if source.len() > LONGEST {
        return Err(format!("not read: more than {LONGEST} bytes"));
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bash::LANGUAGE.into()).map_err(|error| error.to_string())?;
    let tree = parser.parse(source, None).ok_or_else(|| "the parser gave up".to_owned())?;
    let mut reader = Reader { source, scope: Vec::new(), scopes: 0, depth: 0, line: Line::default() };
    reader.line.broken = tree.root_node().has_error();
    reader.statement(tree.root_node());
    Ok(reader.line)
}

impl<'s> Reader<'s> {
    /// Read a node and all below it.
    fn statement<'t>(&mut self, node: Node<'t>) {
        if self.depth >= DEEPEST {
            self.line.broken = true;
            return;
        }
        self.depth += 1;
        match node.kind() {
            "command" => self.command(node, Command::default()),
            "declaration_command" | "unset_command" => self.declaration(node),
            "redirected_statement" => self.redirected(node),
            "variable_assignment" => {
                let mut command = self.begun(node);
                self.assignment(node, &mut command);
                self.line.commands.push(command);
            }
            "pipeline" => self.pipeline(node),
            "subshell" | "command_substitution" | "process_substitution" => self.apart(|reader| reader.children(node)),
            "for_statement" => {
                self.loop_values(node);
                self.children(node);
            }
            _ => self.children(node),
        }
        self.depth -= 1;
    }

    fn children<'t>(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.statement(child);
        }
    }

    /// Read something in a subshell of its own.
    fn apart(&mut self, read: impl FnOnce(&mut Self)) {
        self.scopes += 1;
        self.scope.push(self.scopes);
        read(self);
        self.scope.pop();
    }

    fn pipeline<'t>(&mut self, node: Node<'t>) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.apart(|reader| reader.statement(child));
        }
    }

    fn begun(&self, node: Node<'_>) -> Command {
        Command { scope: self.scope.clone(), start: node.start_byte(), end: node.end_byte(), ..Command::default() }
    }

    /// A program with its words. `around` has what redirections around it say.
    fn command<'t>(&mut self, node: Node<'t>, around: Command) {
        let mut command = Command { writes: around.writes, given: around.given, ..self.begun(node) };
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "variable_assignment" => self.assignment(child, &mut command),
                "file_redirect" | "heredoc_redirect" | "herestring_redirect" => self.redirect(child, &mut command),
                "comment" => (),
                _ => {
                    let word = self.word(child);
                    command.words.push(word);
                }
            }
        }
        self.line.commands.push(command);
    }

    /// `export A=b` and its kind: the first word is the program's own.
    fn declaration<'t>(&mut self, node: Node<'t>) {
        let mut command = self.begun(node);
        if let Some(first) = node.child(0) {
            let word = self.word(first);
            command.words.push(word);
        }
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "variable_assignment" => self.assignment(child, &mut command),
                _ => {
                    let word = self.word(child);
                    command.words.push(word);
                }
            }
        }
        self.line.commands.push(command);
    }

    /// A statement with redirections behind it. They belong to a simple command, or stand before all of the others.
    fn redirected<'t>(&mut self, node: Node<'t>) {
        let mut around = self.begun(node);
        let mut body = None;
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "file_redirect" | "heredoc_redirect" | "herestring_redirect" => self.redirect(child, &mut around),
                _ => body = body.or(Some(child)),
            }
        }
        match body {
            Some(body) => self.with_redirections(body, around),
            None => self.line.commands.push(around),
        }
    }

    /// A statement to whose last simple command redirections belong; those of a group stand before all that is in it.
    fn with_redirections<'t>(&mut self, node: Node<'t>, around: Command) {
        let mut cursor = node.walk();
        let parts: Vec<Node<'t>> = node.named_children(&mut cursor).filter(|part| part.kind() != "comment").collect();
        match (node.kind(), parts.split_last()) {
            ("command", _) => self.command(node, around),
            ("list" | "negated_command", Some((last, others))) => {
                others.iter().for_each(|part| self.statement(*part));
                self.with_redirections(*last, around);
            }
            ("pipeline", Some((last, others))) => {
                others.iter().for_each(|part| self.apart(|reader| reader.statement(*part)));
                self.apart(|reader| reader.with_redirections(*last, around));
            }
            _ => {
                self.line.commands.push(around);
                self.statement(node);
            }
        }
    }

    fn redirect<'t>(&mut self, node: Node<'t>, command: &mut Command) {
        let sign = self.sign_of(node);
        let (mut is_raw, mut swallowed) = (false, None);
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match (node.kind(), child.kind()) {
                (_, "heredoc_start") => is_raw = self.source[child.byte_range()].iter().any(|sign| matches!(sign, b'\'' | b'"' | b'\\')),
                // A body that begins with a backslash: the grammar takes it for words behind the operator.
                ("heredoc_redirect", "word" | "concatenation") if self.source[child.start_byte()] == b'\n' => {
                    swallowed = swallowed.or(Some(child.start_byte() + 1));
                }
                ("heredoc_redirect", "heredoc_end") => {
                    if let Some(start) = swallowed {
                        command.given = vec![here_document(&self.source[start..child.start_byte()], is_raw, false)];
                    }
                }
                _ if swallowed.is_some() => (),
                (_, "file_descriptor" | "heredoc_end") => (),
                ("heredoc_redirect", "heredoc_body") => {
                    let mut nested = Vec::new();
                    pieces(child, self.source, &mut |inner| nested.push(inner));
                    nested.into_iter().for_each(|inner| self.statement(inner));
                    command.given.push(here_document(&self.source[child.byte_range()], is_raw, child.named_child_count() > 0));
                }
                // `cat <<EOF | sh`, `<<EOF && rm a`: what goes on behind the operator.
                ("heredoc_redirect", kind) if kind.ends_with("redirect") => self.redirect(child, command),
                ("heredoc_redirect", "word" | "string" | "raw_string" | "concatenation" | "simple_expansion" | "expansion") => {
                    let word = self.word(child);
                    command.words.push(word);
                }
                ("heredoc_redirect", _) => self.statement(child),
                ("herestring_redirect", _) => {
                    let word = self.word(child);
                    command.given.push(word);
                }
                _ => {
                    let word = self.word(child);
                    if (sign.starts_with('>') || sign.starts_with('&') || sign == "<>") && !(sign.ends_with('&') && is_descriptor(&word)) {
                        command.writes.push(word);
                    }
                }
            }
        }
    }

    /// The operator of a redirection. A copy of a descriptor (`>&1`) has a number for its place.
    fn sign_of(&self, node: Node<'_>) -> String {
        let mut cursor = node.walk();
        let signs = node.children(&mut cursor).find(|child| !child.is_named());
        signs.map_or(String::new(), |sign| text(sign, self.source))
    }

    fn assignment<'t>(&mut self, node: Node<'t>, command: &mut Command) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let value = node.child_by_field_name("value").map(|value| self.word(value)).unwrap_or_default();
        command.sets.push((text(name, self.source), value));
    }

    fn loop_values<'t>(&mut self, node: Node<'t>) {
        let Some(name) = node.child_by_field_name("variable") else { return };
        let mut command = self.begun(node);
        let mut cursor = node.walk();
        for value in node.children_by_field_name("value", &mut cursor) {
            let word = self.word(value);
            command.sets.push((text(name, self.source), word));
        }
        self.line.commands.push(command);
    }

    /// A word; the commands that it has inside come before the one that it belongs to.
    fn word<'t>(&mut self, node: Node<'t>) -> Word {
        let mut nested = Vec::new();
        let word = pieces(node, self.source, &mut |inner| nested.push(inner));
        nested.into_iter().for_each(|inner| self.statement(inner));
        word
    }
}

/// Whether a word behind `>&` is a number or a dash: it copies or closes a descriptor, and names no file.
fn is_descriptor(word: &Word) -> bool {
    matches!(word.as_slice(), [one] if one.1 == "-" || (!one.1.is_empty() && one.1.bytes().all(|sign| sign.is_ascii_digit())))
}
