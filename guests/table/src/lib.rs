//! `kaptar-table/1`: the one flat table of a file's structure that every grammar guest writes and the edit engine reads.
//!
//! All numbers are little-endian u32. Offsets are bytes into the source as it is (a byte order mark included), ranges are
//! half open, lines count from 1, columns from 1 in code points. `NONE` stands for "there is none".
//!
//! ```text
//! header   8 x u32   magic "SKT1", version 1, dialect (see Dialect), source length, line count, record count, error count, flags
//! record  10 x u32   kind, depth, parent (index or NONE), start, end, first line, last line, name start, name end, flags
//! error    6 x u32   start, end, line, column, message offset, message length (into the text area)
//! text               UTF-8 messages, one after the other
//! ```
//!
//! Records are in pre-order: a parent stands before its children, siblings by start. `depth` is 0 for records without a
//! parent. Lines are those of `start` and of the last byte (`end - 1`).
//!
//! What has a record: each definition, each block (the body of a definition or statement: with its braces where the
//! language has them), each statement or collection (list, object, arguments, JSX element, …) that spans lines, each
//! comment, each decorator, each import, each string or template literal that spans lines.
//!
//! The range of a definition runs from its first decorator, `export` or modifier to its last byte (a closing `;` included);
//! its doc comment is a record of its own, before it.

pub mod outline;
pub mod splice;

pub const MAGIC: u32 = u32::from_le_bytes(*b"SKT1");
pub const VERSION: u32 = 1;
pub const NONE: u32 = u32::MAX;
pub const HEADER: usize = 8;
pub const RECORD: usize = 10;
pub const ERROR: usize = 6;

/// Header flag: the parser recovers from errors, so records after an error can be trusted less.
pub const TOLERANT: u32 = 1;
/// Header flag: more errors were found than the table holds.
pub const MORE_ERRORS: u32 = 2;
/// Record flag: the definition is exported or public at its place.
pub const EXPORTED: u32 = 1;
/// Record flag: the node holds a parse error.
pub const BROKEN: u32 = 2;

macro_rules! kinds {
    ($($name:ident = $number:literal, $text:literal;)+) => {
        /// The closed list of kinds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum Kind { $(#[doc = $text] $name = $number),+ }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$name),+];

            pub fn from_u32(number: u32) -> Option<Self> {
                match number { $($number => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

kinds! {
    Class = 1, "class, record";
    Function = 2, "function outside of a class: declared, or bound to a name (`const f = () => …`)";
    Method = 3, "function of a class, object, trait or impl; a constructor too";
    Interface = 4, "interface, protocol";
    Struct = 5, "struct, union";
    Enum = 6, "enum";
    Trait = 7, "trait, mixin";
    Impl = 8, "impl, extension";
    Namespace = 9, "namespace, module, package";
    TypeAlias = 10, "type alias";
    Variable = 11, "variable, constant, static (one record a statement; its name is the first bound one)";
    Field = 12, "field, property or enum member of a class-like thing; a key with its value in data (JSON, YAML, TOML) or in an object literal that spans lines";
    Macro = 13, "macro definition";
    Rule = 14, "CSS rule or at-rule (its name is the selector or prelude)";
    Element = 15, "HTML, XML or JSX element (its name is the tag)";
    Section = 16, "Markdown heading with all that belongs to it; TOML table (its name is the title)";
    Test = 17, "a test with a title: `it(\"…\", …)`, `describe(\"…\", …)` (its name is the title without quotes)";
    Import = 32, "import, use, include, require bound to a name";
    Export = 33, "export that defines nothing by itself (`export { a }`, `export * from`), `export default expression`";
    Block = 34, "body of a definition or statement";
    Statement = 35, "any other statement, clause (else, catch, case, …) or expression statement";
    Collection = 36, "list, object, tuple, arguments or parameters that span lines";
    Decorator = 37, "decorator, annotation, attribute";
    Comment = 38, "comment, one record a token";
    Text = 39, "string, template or heredoc that spans lines";
}

impl Kind {
    /// Whether the kind names something that an edit can speak of by name.
    pub fn is_definition(self) -> bool {
        (self as u32) < 32
    }
}

/// One record, as values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    pub kind: Kind,
    pub depth: u32,
    pub parent: u32,
    pub start: u32,
    pub end: u32,
    pub first_line: u32,
    pub last_line: u32,
    pub name_start: u32,
    pub name_end: u32,
    pub flags: u32,
}

/// A parse error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub column: u32,
    pub message: String,
}

/// A table as values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub dialect: u32,
    pub source_len: u32,
    pub lines: u32,
    pub flags: u32,
    pub records: Vec<Record>,
    pub problems: Vec<Problem>,
}

/// Where each line starts; turns offsets into lines and columns.
pub struct Lines<'a> {
    source: &'a [u8],
    starts: Vec<u32>,
}

impl<'a> Lines<'a> {
    /// Lines end with LF; a CR before it belongs to the line.
    pub fn new(source: &'a [u8]) -> Self {
        let mut starts = Vec::with_capacity(source.len() / 24 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', source).map(|at| at as u32 + 1));
        Self { source, starts }
    }

    /// The number of lines; text behind the last line end counts as one, an empty rest does not (but an empty file has one line).
    pub fn count(&self) -> u32 {
        let last = self.starts[self.starts.len() - 1];
        let open = last as usize == self.source.len() && self.starts.len() > 1;
        (self.starts.len() - usize::from(open)) as u32
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|s| *s <= offset) as u32
    }

    /// Line and column (in code points) of an offset, each from 1. An offset behind the end counts as the end.
    pub fn position(&self, offset: u32) -> (u32, u32) {
        let offset = offset.min(self.source.len() as u32);
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let column = self.source[start..offset as usize].iter().filter(|b| (**b & 0xC0) != 0x80).count();
        (line, column as u32 + 1)
    }
}

impl Table {
    /// The bytes of the table.
    pub fn encode(&self) -> Vec<u8> {
        let words = HEADER + self.records.len() * RECORD + self.problems.len() * ERROR;
        let mut out = Vec::with_capacity(words * 4 + self.problems.iter().map(|p| p.message.len()).sum::<usize>());
        let mut put = |n: u32| out.extend_from_slice(&n.to_le_bytes());
        let counts = [self.records.len() as u32, self.problems.len() as u32];
        for n in [MAGIC, VERSION, self.dialect, self.source_len, self.lines, counts[0], counts[1], self.flags] {
            put(n);
        }
        for r in &self.records {
            let row = [r.kind as u32, r.depth, r.parent, r.start, r.end, r.first_line, r.last_line, r.name_start, r.name_end, r.flags];
            row.into_iter().for_each(&mut put);
        }
        let mut at = 0;
        for p in &self.problems {
            [p.start, p.end, p.line, p.column, at, p.message.len() as u32].into_iter().for_each(&mut put);
            at += p.message.len() as u32;
        }
        for p in &self.problems {
            out.extend_from_slice(p.message.as_bytes());
        }
        out
    }

    /// Read a table. It may come from an untrusted guest: every range is checked against the source's length.
    pub fn decode(bytes: &[u8]) -> Result<Self, String> {
        let word = |i: usize| -> Result<u32, String> {
            let at = i * 4;
            let four = bytes.get(at..at + 4).ok_or("the table is cut short")?;
            Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        };
        if word(0)? != MAGIC || word(1)? != VERSION {
            return Err("not a kaptar-table/1".to_owned());
        }
        let (source_len, records, problems) = (word(3)?, word(5)? as usize, word(6)? as usize);
        let need = records.checked_mul(RECORD).and_then(|r| Some(r.checked_add(problems.checked_mul(ERROR)?)? + HEADER));
        let need = need.filter(|n| n.checked_mul(4).is_some_and(|b| b <= bytes.len())).ok_or("the table is cut short")?;
        let mut table = Self { dialect: word(2)?, source_len, lines: word(4)?, flags: word(7)?, ..Self::default() };
        for i in 0..records {
            let at = HEADER + i * RECORD;
            let kind = Kind::from_u32(word(at)?).ok_or_else(|| format!("record {i}: unknown kind"))?;
            let [depth, parent, start, end, first_line, last_line, name_start, name_end, flags] = {
                let mut row = [0; 9];
                for (k, cell) in row.iter_mut().enumerate() {
                    *cell = word(at + 1 + k)?;
                }
                row
            };
            let name_ok = (name_start == NONE && name_end == NONE) || (start <= name_start && name_start <= name_end && name_end <= end);
            if start > end || end > source_len || !name_ok || (parent != NONE && parent as usize >= i) || first_line > last_line {
                return Err(format!("record {i}: its ranges are not in order"));
            }
            table.records.push(Record { kind, depth, parent, start, end, first_line, last_line, name_start, name_end, flags });
        }
        let text = &bytes[need * 4..];
        for i in 0..problems {
            let at = HEADER + records * RECORD + i * ERROR;
            let (from, len) = (word(at + 4)? as usize, word(at + 5)? as usize);
            let message = from.checked_add(len).and_then(|to| text.get(from..to)).ok_or("a message is cut short")?;
            table.problems.push(Problem {
                start: word(at)?, end: word(at + 1)?, line: word(at + 2)?, column: word(at + 3)?,
                message: String::from_utf8_lossy(message).into_owned(),
            });
        }
        Ok(table)
    }
}

/// Builds the records of a table while a tree is walked in pre-order.
pub struct Builder<'a> {
    lines: Lines<'a>,
    table: Table,
    open: Vec<u32>,
}

impl<'a> Builder<'a> {
    pub fn new(source: &'a [u8], dialect: u32, flags: u32) -> Self {
        let lines = Lines::new(source);
        let table = Table { dialect, source_len: source.len() as u32, lines: lines.count(), flags, ..Table::default() };
        Self { lines, table, open: Vec::new() }
    }

    pub fn lines(&self) -> &Lines<'a> {
        &self.lines
    }

    /// Whether a range covers more than one line.
    pub fn spans_lines(&self, start: u32, end: u32) -> bool {
        self.lines.line(start) != self.lines.line(end.max(start + 1) - 1)
    }

    /// Add a record under the open ones and leave it open; close it with [`Builder::close`].
    pub fn open(&mut self, kind: Kind, range: (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        let (start, end) = range;
        let (name_start, name_end) = name.unwrap_or((NONE, NONE));
        let index = self.table.records.len() as u32;
        self.table.records.push(Record {
            kind,
            depth: self.open.len() as u32,
            parent: self.open.last().copied().unwrap_or(NONE),
            start,
            end,
            first_line: self.lines.line(start),
            last_line: self.lines.line(end.max(start + 1) - 1),
            name_start,
            name_end,
            flags,
        });
        self.open.push(index);
    }

    pub fn close(&mut self) {
        self.open.pop();
    }

    /// Add a record without children.
    pub fn leaf(&mut self, kind: Kind, range: (u32, u32), name: Option<(u32, u32)>, flags: u32) {
        self.open(kind, range, name, flags);
        self.close();
    }

    pub fn problem(&mut self, start: u32, end: u32, message: impl Into<String>) {
        let (line, column) = self.lines.position(start);
        self.table.problems.push(Problem { start, end, line, column, message: message.into() });
    }

    pub fn finish(self) -> Table {
        self.table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let source = "class A:\n    def f(self):\n        pass\n";
        let mut b = Builder::new(source.as_bytes(), 2, 0);
        b.open(Kind::Class, (0, 37), Some((6, 7)), 0);
        b.leaf(Kind::Method, (13, 37), Some((17, 18)), 0);
        b.close();
        b.problem(4, 5, "näme");
        let table = b.finish();
        assert_eq!(table.records[1].parent, 0);
        assert_eq!((table.records[1].first_line, table.records[1].last_line), (2, 3));
        assert_eq!(Table::decode(&table.encode()).unwrap(), table);
    }

    #[test]
    fn damaged_tables_are_refused() {
        let mut b = Builder::new(b"ab", 1, 0);
        b.leaf(Kind::Class, (0, 2), None, 0);
        let good = b.finish().encode();
        for cut in 0..good.len() {
            assert!(Table::decode(&good[..cut]).is_err(), "cut at {cut}");
        }
        let mut bad = good.clone();
        bad[HEADER * 4 + 16] = 9;
        assert!(Table::decode(&bad).is_err());
    }

    #[test]
    fn columns_count_code_points() {
        let source = "a\näöü x".as_bytes();
        assert_eq!(Lines::new(source).position(2 + 6 + 1), (2, 5));
        assert_eq!(Lines::new(b"").count(), 1);
        assert_eq!(Lines::new(b"a\n").count(), 1);
        assert_eq!(Lines::new(b"a\nb").count(), 2);
    }
}
