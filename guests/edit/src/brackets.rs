//! Whether brackets pair: a check that needs no grammar, so that a cut edit is refused in any language.

/// How a language writes comments and strings, as far as pairing brackets needs it.
#[derive(Clone, Copy)]
struct Lexis {
    line_comments: &'static [&'static str],
    block_comments: bool,
    backtick: bool,
    triple_quotes: bool,
    single_quotes: bool,
    regexes: bool,
}

const C_LIKE: Lexis = Lexis {
    line_comments: &["//"], block_comments: true, backtick: false, triple_quotes: false, single_quotes: true, regexes: false,
};

fn lexis(path: &str) -> Option<Lexis> {
    let extension = path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    Some(match extension.as_str() {
        "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" => Lexis { backtick: true, regexes: true, ..C_LIKE },
        "c" | "h" | "cc" | "cpp" | "hpp" | "cxx" | "m" | "mm" | "java" | "cs" | "scss" | "less" | "dart" => C_LIKE,
        "kt" | "kts" | "swift" | "scala" => Lexis { triple_quotes: true, ..C_LIKE },
        "go" => Lexis { backtick: true, ..C_LIKE },
        "rs" => Lexis { single_quotes: false, ..C_LIKE },
        "css" => Lexis { line_comments: &[], ..C_LIKE },
        "json" => Lexis { single_quotes: false, ..C_LIKE },
        "py" | "pyi" => Lexis { line_comments: &["#"], block_comments: false, triple_quotes: true, ..C_LIKE },
        _ => return None,
    })
}

/// Whether brackets pair in `before` and not in `after`. False where the language isn't known or `before` doesn't pair
/// either: then the check says nothing.
pub fn breaks_brackets(before: &str, after: &str, path: &str) -> bool {
    lexis(path).is_some_and(|l| !pairs(after, l) && pairs(before, l)) && !has_branches(after)
}

/// Whether a preprocessor chooses between lines, each of which may open the same block.
fn has_branches(code: &str) -> bool {
    code.lines().any(|l| l.starts_with("#else") || l.starts_with("#elif"))
}

/// Whether a piece of code pairs; true where the language isn't known.
pub fn is_balanced(code: &str, path: &str) -> bool {
    lexis(path).is_none_or(|l| pairs(code, l)) || has_branches(code)
}

/// Byte ranges of the strings that span lines, as far as the code can be read.
pub fn long_strings(code: &str, path: &str) -> Vec<(usize, usize)> {
    let Some(lexis) = lexis(path) else { return Vec::new() };
    let mut scanner = Scanner::new(code, lexis);
    while scanner.at < scanner.bytes.len() && scanner.step() {}
    scanner.long
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    lexis: Lexis,
    stack: Vec<u8>,
    /// Last byte of code, blanks and comments aside; decides whether a slash opens a regular expression.
    previous: u8,
    /// Last word, when the last code was one.
    word: &'a [u8],
    long: Vec<(usize, usize)>,
}

const TEMPLATE: u8 = b'$';

fn pairs(code: &str, lexis: Lexis) -> bool {
    let mut scanner = Scanner::new(code, lexis);
    while scanner.at < scanner.bytes.len() {
        if !scanner.step() {
            return false;
        }
    }
    scanner.stack.is_empty()
}

impl<'a> Scanner<'a> {
    fn new(code: &'a str, lexis: Lexis) -> Self {
        Self { bytes: code.as_bytes(), at: 0, lexis, stack: Vec::new(), previous: b'\n', word: b"", long: Vec::new() }
    }

    /// Go on behind a string that may span lines.
    fn pass(&mut self, start: usize, end: usize) -> bool {
        if self.bytes[start..end].contains(&b'\n') {
            self.long.push((start, end));
        }
        self.at = end;
        true
    }

    fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    fn step(&mut self) -> bool {
        let byte = self.bytes[self.at];
        let class = CLASSES[byte as usize];
        if class == Class::Word {
            let start = self.at;
            self.pass_all(Class::Word);
            self.word = &self.bytes[start..self.at];
            self.previous = b'a';
            return true;
        }
        if class == Class::Blank {
            self.pass_all(Class::Blank);
            return true;
        }
        if matches!(byte, b'/' | b'#') {
            let rest = self.rest();
            if self.lexis.line_comments.iter().any(|c| rest.starts_with(c.as_bytes())) {
                self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                return true;
            }
            if self.lexis.block_comments && rest.starts_with(b"/*") {
                let Some(end) = memchr::memchr_iter(b'/', rest).find(|at| *at > 2 && rest[*at - 1] == b'*') else { return false };
                self.at += end + 1;
                return true;
            }
        }
        let fine = match byte {
            b'"' => self.string(byte),
            b'\'' if self.lexis.single_quotes => self.string(byte),
            b'`' if self.lexis.backtick => self.template(self.at + 1),
            b'/' if self.lexis.regexes && self.regex_may_begin() => self.regex(),
            b'(' | b'[' | b'{' => {
                self.stack.push(byte);
                self.at += 1;
                true
            }
            b')' | b']' | b'}' => self.close(byte),
            _ => {
                self.at += 1;
                true
            }
        };
        self.previous = byte;
        self.word = b"";
        fine
    }

    /// Go on behind a run of bytes of one class.
    fn pass_all(&mut self, class: Class) {
        let rest = self.rest();
        self.at += rest.iter().position(|b| CLASSES[*b as usize] != class).unwrap_or(rest.len());
    }

    fn close(&mut self, byte: u8) -> bool {
        self.at += 1;
        match (self.stack.pop(), byte) {
            (Some(b'('), b')') | (Some(b'['), b']') | (Some(b'{'), b'}') => true,
            (Some(TEMPLATE), b'}') => self.template(self.at),
            _ => false,
        }
    }

    /// A string of one line; an apostrophe that nothing closes is taken for text (JSX, prose).
    fn string(&mut self, quote: u8) -> bool {
        let rest = self.rest();
        if self.lexis.triple_quotes && rest.starts_with(&[quote; 3]) {
            let mut at = 3;
            while at < rest.len() {
                if rest[at] == b'\\' {
                    at += 2;
                } else if rest[at..].starts_with(&[quote; 3]) {
                    return self.pass(self.at, self.at + at + 3);
                } else {
                    at += 1;
                }
            }
            return false;
        }
        let mut at = 1;
        while let Some(byte) = rest.get(at).filter(|b| **b != b'\n') {
            if *byte == quote {
                self.at += at + 1;
                return true;
            }
            at += if *byte == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        true
    }

    /// The literal part of a template from `from` on, up to its end or the next `${`.
    fn template(&mut self, from: usize) -> bool {
        let mut at = from;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\\' => at += 1,
                b'`' => {
                    return self.pass(from, at + 1);
                }
                b'$' if self.bytes.get(at + 1) == Some(&b'{') && self.lexis.regexes => {
                    self.stack.push(TEMPLATE);
                    return self.pass(from, at + 2);
                }
                _ => {}
            }
            at += 1;
        }
        false
    }

    fn regex_may_begin(&self) -> bool {
        const WORDS: &[&[u8]] = &[b"return", b"typeof", b"case", b"in", b"of", b"delete", b"void", b"throw", b"else", b"do"];
        b"(,=:[!&|?{;+-*%~^\n".contains(&self.previous) || self.previous == b'a' && WORDS.contains(&self.word)
    }

    fn regex(&mut self) -> bool {
        let rest = self.rest();
        let (mut at, mut class) = (1, false);
        while at < rest.len() && rest[at] != b'\n' {
            match rest[at] {
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at += at + 1;
                    return true;
                }
                _ => {}
            }
            at += 1;
        }
        self.at += 1;
        true
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Blank,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80 {
            classes[byte] = Class::Word;
        } else if b.is_ascii_whitespace() {
            classes[byte] = Class::Blank;
        }
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairing() {
        assert!(is_balanced("f(a, \")\", `x${y[0]}`) // (\n/* ( */", "a.js"));
        assert!(is_balanced("x = /[(]/.test(y)", "a.js"));
        assert!(is_balanced("/**/ f() /* ( */ // [", "a.js") && !is_balanced("f() /*/ ", "a.js") && !is_balanced("/**/ f( /* ) */", "a.js"));
        assert!(!is_balanced("foo(a, b", "a.js"));
        assert!(is_balanced("s = '''(''' # (", "a.py"));
        assert!(breaks_brackets("f()\n", "f(\n", "a.py"));
        assert!(!breaks_brackets("f(\n", "f((\n", "a.py"));
        assert!(!breaks_brackets("f() {\n}\n", "#ifdef A\nf() {\n#else\ng() {\n#endif\n}\n", "a.cpp"));
    }
}
