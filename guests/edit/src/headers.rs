//! Which name a line declares, in most languages: for snippets, which no grammar can read, and sources without a table.

/// What kind of thing a line declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declares {
    Type,
    Function,
    Variable,
}

/// A declared name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    pub declares: Declares,
    pub name: &'a str,
}

const MODIFIERS: &[&str] = &[
    "export", "default", "declare", "abstract", "async", "public", "private", "protected", "internal", "static", "final",
    "override", "virtual", "readonly", "pub", "unsafe", "extern", "inline", "open", "sealed", "data", "suspend", "operator",
    "get", "set", "partial", "synchronized", "native", "fileprivate", "mutating", "constexpr", "explicit", "tailrec", "infix", "companion", "inner",
];
const TYPES: &[&str] = &[
    "class", "interface", "enum", "struct", "trait", "impl", "namespace", "module", "type", "record", "object", "protocol",
    "extension", "mixin", "union",
];
const FUNCTIONS: &[&str] = &["def", "fn", "func", "fun", "function", "sub"];
const VARIABLES: &[&str] = &["const", "let", "var", "val"];
const NEVER: &[&str] = &[
    "if", "for", "while", "switch", "catch", "with", "return", "do", "else", "new", "await", "super", "typeof", "throw", "yield",
    "elif", "except", "match", "assert", "raise", "import", "from", "use", "using", "case", "delete", "in", "of", "not", "and", "or",
    "print", "this", "self", "lambda", "try", "finally", "unless", "until", "when", "guard", "defer", "go", "select", "package", "include",
];

/// Those of `NEVER` that methods have as names, too.
const FREE: &[&str] = &["use", "delete", "from", "import", "print", "go", "package", "include", "select", "of", "in", "raise"];

/// The name that a line declares, when it is the first line of a declaration.
pub fn header(line: &str) -> Option<Header<'_>> {
    let mut words = Words { rest: line.trim() };
    let mut word = words.next()?;
    while MODIFIERS.contains(&word) && words.peek_is_word() {
        word = words.next()?;
        if words.rest.starts_with("(") && word == "pub" {
            return None;
        }
    }
    if word == "const" && words.rest.starts_with("enum ") || word == "const" && words.rest.starts_with("fn ") {
        word = words.next()?;
    }
    let found = |declares, name| Some(Header { declares, name });
    if word == "impl" && words.rest.starts_with(|c| is_name(c) || c == '<') {
        return found(Declares::Type, implemented(words.rest));
    }
    // Swift's `class func` and `class var` belong to the type.
    if word == "class" && ["func ", "var ", "let "].iter().any(|w| words.rest.starts_with(w)) {
        word = words.next()?;
    }
    if TYPES.contains(&word) && words.peek_is_word() {
        return found(Declares::Type, words.next()?);
    }
    if FUNCTIONS.contains(&word) {
        return found(Declares::Function, function_name(words.rest)?);
    }
    if VARIABLES.contains(&word) && words.peek_is_word() {
        let name = words.next()?;
        let declares = if binds_function(words.rest) { Declares::Function } else { Declares::Variable };
        return found(declares, name);
    }
    if NEVER.contains(&word) {
        return is_named_so(word, words.rest).then_some(Header { declares: Declares::Function, name: word });
    }
    bound_name(line.trim()).or_else(|| method_name(line.trim())).map(|name| Header { declares: Declares::Function, name })
}

/// Methods may have the name of a statement that has no parentheses: `use(fn) {`.
fn is_named_so(word: &str, rest: &str) -> bool {
    FREE.contains(&word) && rest.starts_with('(') && rest.trim_end().ends_with(") {") && rest.matches('(').count() == rest.matches(')').count()
}

/// Whether a line holds modifiers of the declaration below and nothing else.
pub fn is_modifiers(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.split_whitespace().all(|w| MODIFIERS.contains(&w))
}

/// Identifiers one after the other, as long as blanks part them.
struct Words<'a> {
    rest: &'a str,
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#')
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let len = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(len);
        self.rest = rest.trim_start();
        (len > 0).then_some(word)
    }

    fn peek_is_word(&self) -> bool {
        self.rest.starts_with(is_name)
    }
}

/// All that an `impl` says: a type may have many, one for each trait.
fn implemented(rest: &str) -> &str {
    rest.split(" where ").next().unwrap_or(rest).trim_end().trim_end_matches('{').trim_end()
}

/// The name behind `fn`, `func (r *T)`, `function*`, `fun <T> Type.`.
fn function_name(rest: &str) -> Option<&str> {
    let mut rest = rest.trim_start_matches('*').trim_start();
    if let Some(receiver) = rest.strip_prefix('(') {
        rest = receiver.split_once(')')?.1.trim_start();
    }
    if let Some(generics) = rest.strip_prefix('<') {
        rest = generics.split_once('>')?.1.trim_start();
    }
    let end = rest.find(|c| !is_name(c) && c != '.').unwrap_or(rest.len());
    let name = rest[..end].rsplit('.').next()?;
    (!name.is_empty()).then_some(name)
}

/// Whether what follows a bound name makes it a function: `= (…) => {`, `= async function`, `= (`.
fn binds_function(rest: &str) -> bool {
    let Some((_, value)) = rest.split_once('=').or_else(|| rest.split_once(':')) else { return false };
    let value = value.trim_start_matches(['=', '>']).trim_start();
    let value = value.strip_prefix("async").map_or(value, str::trim_start);
    value.starts_with("function") || value.starts_with(['(', '<']) && value.ends_with(['(', '{', ',']) || rest.contains("=>") && (rest.trim_end().ends_with('{') || rest.trim_end().ends_with('('))
        || value.starts_with("lambda")
}

/// `a.b.name = function …`, `name: async (…) => {`, `name = (…) => {`.
fn bound_name(line: &str) -> Option<&str> {
    let end = line.find(|c| !is_name(c) && c != '.')?;
    let rest = line[end..].trim_start();
    let bound = (rest.starts_with('=') && !rest.starts_with("==") || rest.starts_with(':') && !rest.starts_with("::")) && binds_function(rest);
    line[..end].rsplit('.').next().filter(|n| bound && !n.is_empty())
}

/// `name(…) {`, `int name(…) {`, `public List<T> name(`: the word before the first parenthesis of a line that opens.
fn method_name(line: &str) -> Option<&str> {
    let open = line.find('(')?;
    let last = line.trim_end();
    if !last.ends_with(['{', '(', ',']) || last.ends_with("=> {") {
        return None;
    }
    let before = line[..open].trim_end().trim_end_matches('>');
    let before = if before.len() < line[..open].trim_end().len() { before.rsplit_once('<')?.0 } else { before };
    // Of a type with arguments, `List<? extends T> f(`, only what is around them says what it is.
    let plain = before.split_once('<').zip(before.rsplit_once('>')).map(|((a, _), (_, b))| format!("{a}{b}"));
    let plain = plain.as_deref().unwrap_or(before);
    if plain.contains(['=', '.', '"', '\'', '`', '!', '|', '}', ')', '{', '/', '+', '-', '?', ';']) {
        return None;
    }
    if last.ends_with(',') && !before.contains(' ') {
        return None;
    }
    // A block that opens inside of the parentheses belongs to an argument: `spawn(async move {`, `describe("a", function () {`.
    let open_parts = last.matches('(').count() > last.matches(')').count();
    if last.ends_with('{') && open_parts && !last.ends_with("({") {
        return None;
    }
    let start = before.rfind(|c| !is_name(c)).map_or(0, |n| n + 1);
    let name = &before[start..];
    // Behind a type, `int from(`, it is a name.
    let free = !NEVER.contains(&name) || start > 0 && FREE.contains(&name);
    (!name.is_empty() && free && !name.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_many_languages() {
        for (line, name) in [
            ("def f(self, a):", "f"), ("async def g(", "g"), ("class A(B):", "A"), ("export default class Foo extends Bar {", "Foo"),
            ("export const make = async (x) => {", "make"), ("  handleClick(event) {", "handleClick"), ("static get size() {", "size"),
            ("func (s *Server) Run(ctx context.Context) error {", "Run"), ("pub fn new(a: u8) -> Self {", "new"), ("private fun String.trimmed(): String {", "trimmed"),
            ("Foo.prototype.bar = function (a) {", "bar"), ("int main(int argc, char **argv) {", "main"), ("public List<String> names() {", "names"),
            ("interface Props {", "Props"), ("onLoad: async () => {", "onLoad"), ("function* walk(tree) {", "walk"), ("  async #load(url) {", "#load"),
            ("impl<T> fmt::Display for Id<T> where T: Copy {", "<T> fmt::Display for Id<T>"), ("impl From<u32> for Id {", "From<u32> for Id"),
            ("override class func spec() {", "spec"), ("constructor(", "constructor"), ("map<T>(f: F): T[] {", "map"), ("use(fn) {", "use"), ("static int from(A a) {", "from"),
            ("public List<? extends a.B> names() {", "names"),
        ] {
            assert_eq!(header(line).map(|h| h.name), Some(name), "{line}");
        }
    }

    #[test]
    fn lines_that_declare_nothing() {
        for line in ["if (x) {", "return f(x)", "foo(bar, () => {", "x = 1", "} else {", "for (const a of b) {", "items.map((x) => {", "const", "foo();",
            "tokio::spawn(async move {", "describe('a', function () {", "thread::spawn(|| {", "impl = f()"] {
            assert!(header(line).is_none_or(|h| h.declares == Declares::Variable), "{line}: {:?}", header(line));
        }
    }
}
