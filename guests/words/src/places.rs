//! Places in an SQL statement that is put together: where a value stands, and where the name of a table or a column.
//!
//! Names cannot be passed as parameters, and most programs make them themselves. Values can.

/// What stands right before a value.
const BEFORE: [&str; 12] = ["like", "ilike", "regexp", "rlike", "match", "between", "values", "in", "is", "is not", "against", "to"];
/// Signs of comparisons and of `SET a = …`.
const SIGNS: [char; 4] = ['=', '<', '>', '~'];
/// How much is known of what stands before: more than a list of values has.
const KEPT: usize = 256;

/// A reader of a statement from its beginning up to what is put in.
#[derive(Default)]
pub struct Reader {
    /// The sign that the open text or quoted name began with.
    quote: Option<char>,
    /// What stands outside of quotes, in small letters; the end of it.
    before: String,
}

impl Reader {
    /// The next literal part.
    pub fn read(&mut self, text: &str) {
        for c in text.chars() {
            match self.quote {
                Some(quote) if c == quote => {
                    self.quote = None;
                    self.before.push('?');
                }
                Some(_) => {}
                None if matches!(c, '\'' | '"' | '`') => self.quote = Some(c),
                None => self.before.push(c.to_ascii_lowercase()),
            }
            if self.before.len() > 2 * KEPT {
                let from = (self.before.len() - KEPT..).find(|at| self.before.is_char_boundary(*at)).unwrap_or_default();
                self.before.drain(..from);
            }
        }
    }

    /// Something is put in.
    pub fn put_in(&mut self) {
        if self.quote.is_none() {
            self.before.push('?');
        }
    }

    /// Whether what is put in stands between the quotes of a text.
    pub fn is_in_text(&self) -> bool {
        self.quote == Some('\'') || (self.quote == Some('"') && is_of_value(&self.before))
    }

    /// Whether what is put in stands for a value: in a text, behind a comparison, in a list of values.
    pub fn is_of_value(&self) -> bool {
        self.is_in_text() || (self.quote.is_none() && is_of_value(&self.before))
    }
}

fn is_of_value(before: &str) -> bool {
    let text = before.trim_end();
    // `in (1, ?, …`: what is before the bracket decides.
    let text = if text.ends_with(',') { head_of_values(text).unwrap_or(text) } else { text };
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c == '(');
    let text = if text.ends_with("),") { head_of_rows(text).unwrap_or(text) } else { text };
    // `set a to 1`, but `alter table a rename to b`.
    !text.ends_with("rename to") && (text.ends_with(SIGNS) || BEFORE.iter().any(|word| text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'))))
}

/// What stands before the bracket that is open at the end of `text`, where the bracket holds values and no `select`.
fn head_of_values(text: &str) -> Option<&str> {
    let head = head_of_bracket(text)?;
    (!text[head.len()..].contains("select")).then_some(head)
}

/// What stands before the first of several rows: `values (1, 2), (3, 4),`.
fn head_of_rows(text: &str) -> Option<&str> {
    let mut head = text;
    while let Some(row) = head.strip_suffix(',').and_then(|rest| rest.trim_end().strip_suffix(')')) {
        head = head_of_values(row)?.trim_end();
    }
    Some(head)
}

/// What stands before the innermost bracket that is open at the end of `text`.
fn head_of_bracket(text: &str) -> Option<&str> {
    let mut closed = 0usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' => closed += 1,
            '(' if closed == 0 => return Some(text[..at].trim_end()),
            '(' => closed -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Reader;

    fn is_of_value(text: &str) -> bool {
        let mut reader = Reader::default();
        for (number, part) in text.split("{}").enumerate() {
            if number > 0 {
                reader.put_in();
            }
            reader.read(part);
        }
        reader.is_of_value()
    }

    #[test]
    fn values() {
        for text in ["select * from t where a = ", "SELECT a FROM t WHERE b LIKE '%", "where a=", "where a = '", "where a in (", "where a in ({}, ", "insert into t values (",
            "INSERT INTO {} VALUES ({}, '{}', ", "update t set a=", "where a >= ", "where a = \"", "where b between ", "where name = 'it''s ", "from {} where a = (",
            "call f(1) where x <> '", "insert into a values (1, ", "insert into a values (1, now(), null, ", "where a in ({}, 2, ", "where a not in (1,",
            "insert into a values (1, {}), (2, ", "insert into a values (1), ({}), (", "set search_path to "]
        {
            assert!(is_of_value(text), "{text}");
        }
    }

    #[test]
    fn names() {
        for text in ["select * from ", "select ", "insert into ", "update ", "delete from \"", "drop table `", "create index a on ", "select a from b order by ",
            "where a = 1 and ", "select a, ", "alter table {} add ", "insert into t (", "insert into t ({}, ", "where ", "from t join ", "where a = '' and ", "limit ",
            "where a in (select b, ", "insert into t (a, ", "select max(a, ", "select f(1), (", "select coalesce(sum(a), ", "insert into t (a), (",
            "login ", "within", "alter table {} rename to ", "alter sequence a rename to {}_bak, b rename to ", ""]
        {
            assert!(!is_of_value(text), "{text}");
        }
    }
}
