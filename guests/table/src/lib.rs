//! `kaptar-table/2`: the one flat table of a file's structure that every grammar guest writes and the edit engine reads.
//!
//! All numbers are little-endian u32. Offsets are bytes into the source as it is (a byte order mark included), ranges are
//! half open, lines count from 1, columns from 1 in code points. `NONE` stands for "there is none".
//!
//! ```text
//! header   8 x u32   magic "KPT2", version 2, dialect (see Dialect), source length, line count, record count, error count, flags
//! record  10 x u32   kind, depth, parent (index or NONE), start, end, first line, last line, name start, name end, flags
//! error    6 x u32   start, end, line, column, message offset, message length (into the text area)
//! text               UTF-8 messages, one after the other
//! ```
//!
//! Records are in pre-order: a parent stands before its children, siblings by start. Children lie inside of their parent,
//! siblings do not overlap. `depth` is 0 for records without a parent. Lines are those of `start` and of the last byte
//! (`end - 1`).
//!
//! What has a record: each definition, each block (the body of a definition or statement: with its braces where the
//! language has them), each statement and clause (also one that shares its line with others; not an empty `;`), each
//! collection (list, object, arguments, JSX element, …) that spans lines, each comment, each decorator, each directive,
//! each import with the names that it binds and its source, each string or template literal that spans lines. Expressions
//! have none. In data and markup a statement is a key with its value, an item, a declaration, a block of text.
//!
//! The range of a definition runs from its first decorator, `export` or modifier to its last byte (a closing `;` included);
//! its doc comment is a record of its own, before it. A default export without a name has the word `default` as its name.
//!
//! Under an import stand its `Binding` and `Source` records, in the order of the source. Where one piece of text is both
//! (Python's `import a.b`, Go's `import "fmt"`), it has one record: a `Binding` where the language says which name is bound,
//! a `Source` where it does not. `export … from` has a `Source`. An import for its side effects binds nothing.
//!
//! The head of a file is its leading comments: a shebang, an encoding line in the first two lines, then each run of
//! comments (lines without a blank one between them) that a blank line or the end of the file follows, or that speaks of a
//! licence or to a tool ([`head`] has the words). It has a `Head` record from the start of the first line (behind a byte
//! order mark) to the end of its last comment; a file that starts with something else has none.

mod builder;
mod head;
mod kinds;
mod lines;
pub mod outline;
pub mod splice;

pub use builder::Builder;
pub use kinds::Kind;
pub use lines::Lines;

pub const MAGIC: u32 = u32::from_le_bytes(*b"KPT2");
pub const VERSION: u32 = 2;
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
/// Record flag: the method or field is read like a field (`get x()`).
pub const GETTER: u32 = 4;
/// Record flag: the method is called when a field is written (`set x(v)`).
pub const SETTER: u32 = 8;
/// Record flag: the method or field belongs to the type, not to its values.
pub const STATIC: u32 = 16;

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

/// Write words as one piece: faster than one by one.
fn put<const N: usize>(out: &mut Vec<u8>, words: [u32; N]) {
    out.extend_from_slice(words.map(u32::to_le_bytes).as_flattened());
}

impl Table {
    /// The bytes of the table.
    pub fn encode(&self) -> Vec<u8> {
        let words = HEADER + self.records.len() * RECORD + self.problems.len() * ERROR;
        let mut out = Vec::with_capacity(words * 4 + self.problems.iter().map(|p| p.message.len()).sum::<usize>());
        let counts = [self.records.len() as u32, self.problems.len() as u32];
        put(&mut out, [MAGIC, VERSION, self.dialect, self.source_len, self.lines, counts[0], counts[1], self.flags]);
        for r in &self.records {
            let row: [u32; RECORD] = [r.kind as u32, r.depth, r.parent, r.start, r.end, r.first_line, r.last_line, r.name_start, r.name_end, r.flags];
            put(&mut out, row);
        }
        let mut at = 0;
        for p in &self.problems {
            put(&mut out, [p.start, p.end, p.line, p.column, at, p.message.len() as u32]);
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
            return Err("not a kaptar-table/2".to_owned());
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
}
