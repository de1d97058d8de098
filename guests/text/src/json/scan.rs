//! One pass over a JSON text, without recursion.

use super::MAX_DEPTH;

/// What is wrong, and at which byte.
#[derive(Debug, PartialEq)]
pub struct Problem {
    pub offset: usize,
    pub message: &'static str,
}

/// A piece of the text, in order. Tokens are as they are spelt, strings with their quotes.
pub enum Event<'a> {
    Open(u8),
    Close(u8),
    /// A comma or a colon.
    Mark(u8),
    Number(&'a [u8]),
    /// `true`, `false` or `null`.
    Word(&'a [u8]),
    Text { token: &'a [u8], escaped: bool, offset: usize },
}

type Sink<'s, 'a> = dyn FnMut(Event<'a>) -> Result<(), Problem> + 's;

/// Give every piece of `data` to `sink`. Stops at the first problem, its own or the sink's.
pub fn scan<'a>(data: &'a [u8], sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
    let valid = simdutf8::compat::from_utf8(data).map_or_else(|error| error.valid_up_to(), |_| data.len());
    let outcome = Scanner { data: &data[..valid], at: 0, open: Vec::new() }.run(sink);
    match outcome {
        // What is wrong before the bad byte comes first; running into it is the bad byte's fault.
        Err(problem) if problem.offset < valid || valid == data.len() => Err(problem),
        _ if valid < data.len() => Err(Problem { offset: valid, message: "the bytes are not UTF-8" }),
        outcome => outcome,
    }
}

struct Scanner<'a> {
    data: &'a [u8],
    at: usize,
    open: Vec<u8>,
}

impl<'a> Scanner<'a> {
    fn run(&mut self, sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
        loop {
            let opened = self.value(sink)?;
            if opened && !self.closes_at_once(sink)? {
                self.name_in_object(sink)?;
                continue;
            }
            if !self.after_value(sink)? {
                break;
            }
        }
        self.skip_space();
        if self.at < self.data.len() { Err(self.problem("more text after the value")) } else { Ok(()) }
    }

    /// Pass over a scalar or an opening bracket; true for the bracket.
    fn value(&mut self, sink: &mut Sink<'_, 'a>) -> Result<bool, Problem> {
        self.skip_space();
        match self.peek() {
            Some(byte @ (b'[' | b'{')) => {
                if self.open.len() == MAX_DEPTH {
                    return Err(self.problem("nested more than 512 deep"));
                }
                self.open.push(byte);
                self.at += 1;
                sink(Event::Open(byte))?;
                return Ok(true);
            }
            Some(b'"') => self.text(sink)?,
            Some(b'-' | b'0'..=b'9') => self.number(sink)?,
            Some(b't') => self.word(b"true", sink)?,
            Some(b'f') => self.word(b"false", sink)?,
            Some(b'n') => self.word(b"null", sink)?,
            _ => return Err(self.problem("a value was expected")),
        }
        Ok(false)
    }

    /// Directly behind an opening bracket: is the container empty?
    fn closes_at_once(&mut self, sink: &mut Sink<'_, 'a>) -> Result<bool, Problem> {
        self.skip_space();
        let close = closing(*self.open.last().expect("a container was just opened"));
        let empty = self.peek() == Some(close);
        if empty {
            self.close(close, sink)?;
        }
        Ok(empty)
    }

    /// Behind a complete value: close what ends, step over a comma. False at the end of the outermost value.
    fn after_value(&mut self, sink: &mut Sink<'_, 'a>) -> Result<bool, Problem> {
        while let Some(open) = self.open.last().copied() {
            self.skip_space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    sink(Event::Mark(b','))?;
                    self.name_in_object(sink)?;
                    return Ok(true);
                }
                Some(byte) if byte == closing(open) => self.close(byte, sink)?,
                _ if open == b'[' => return Err(self.problem("a comma or ] was expected")),
                _ => return Err(self.problem("a comma or } was expected")),
            }
        }
        Ok(false)
    }

    fn close(&mut self, byte: u8, sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
        self.open.pop();
        self.at += 1;
        sink(Event::Close(byte))
    }

    /// Inside an object a name and a colon come before the value.
    fn name_in_object(&mut self, sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
        if self.open.last() != Some(&b'{') {
            return Ok(());
        }
        self.skip_space();
        if self.peek() != Some(b'"') {
            return Err(self.problem("a name in double quotes was expected"));
        }
        self.text(sink)?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.problem("a colon was expected"));
        }
        self.at += 1;
        sink(Event::Mark(b':'))
    }

    fn text(&mut self, sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            let rest = &self.data[self.at..];
            self.at += rest.iter().position(|byte| PLAIN[usize::from(*byte)] == 0).unwrap_or(rest.len());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.problem("a control character in a string must be escaped")),
                None => return Err(self.problem("the text ends inside a string")),
            }
            escaped = true;
        }
        self.at += 1;
        sink(Event::Text { token: &self.data[start..self.at], escaped, offset: start })
    }

    fn escape(&mut self) -> Result<(), Problem> {
        match self.data.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.data.get(self.at + 2..self.at + 6).unwrap_or_default();
                if digits.len() != 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(self.problem("\\u needs four hexadecimal digits"));
                }
                self.at += 6;
            }
            _ => return Err(self.problem("no such escape in a string")),
        }
        Ok(())
    }

    fn number(&mut self, sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.problem("a number must not start with 0"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        sink(Event::Number(&self.data[start..self.at]))
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), Problem> {
        let rest = &self.data[self.at..];
        let count = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        if count == 0 {
            return Err(self.problem("a digit was expected"));
        }
        self.at += count;
        Ok(())
    }

    fn word(&mut self, word: &'static [u8], sink: &mut Sink<'_, 'a>) -> Result<(), Problem> {
        let end = self.at + word.len();
        if self.data.get(self.at..end) != Some(word) {
            return Err(self.problem("a value was expected"));
        }
        self.at = end;
        sink(Event::Word(word))
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn problem(&self, message: &'static str) -> Problem {
        Problem { offset: self.at, message }
    }
}

fn closing(open: u8) -> u8 {
    if open == b'[' { b']' } else { b'}' }
}

/// 1 for bytes that stand for themselves inside a string.
static PLAIN: [u8; 256] = {
    let mut plain = [1; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = 0;
        byte += 1;
    }
    plain[b'"' as usize] = 0;
    plain[b'\\' as usize] = 0;
    plain
};
