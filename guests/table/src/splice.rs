//! Edits applied to a source, and the operation `tables` that every grammar guest offers over them.

use rmp::encode;
use kaptar_abi::args::Args;

/// One edit: the half-open byte range of the source that `text` takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a [u8],
}

/// The source with the edits made. They must be sorted, disjoint and inside of the source; otherwise the error names the first that is not.
pub fn splice(source: &[u8], edits: &[Edit<'_>]) -> Result<Vec<u8>, String> {
    let added: usize = edits.iter().map(|e| e.text.len()).sum();
    let mut out = Vec::with_capacity(source.len() + added);
    let mut at = 0;
    for (i, edit) in edits.iter().enumerate() {
        if edit.start < at || edit.end < edit.start || edit.end > source.len() {
            return Err(format!(
                "edit {i} ({}..{}) overlaps the one before it, is not in order, or leaves the source of {} bytes",
                edit.start,
                edit.end,
                source.len()
            ));
        }
        out.extend_from_slice(&source[at..edit.start]);
        out.extend_from_slice(edit.text);
        at = edit.end;
    }
    out.extend_from_slice(&source[at..]);
    Ok(out)
}

/// The arguments of the operation `tables`: (source, [[start, end, text], …], dialect).
pub struct Request<'a> {
    pub source: &'a [u8],
    pub edits: Vec<Edit<'a>>,
    pub dialect: &'a str,
    /// The source with the edits made.
    pub after: Vec<u8>,
}

impl<'a> Request<'a> {
    pub fn read(input: &'a [u8]) -> Result<Self, String> {
        let mut args = Args::new(input, 3)?;
        let source = args.bytes()?;
        let edits = read_edits(&mut args)?;
        let dialect = args.str()?;
        let after = splice(source, &edits)?;
        Ok(Self { source, edits, dialect, after })
    }

    /// The answer of `tables`: [table before, table after, new source].
    pub fn answer(&self, table_before: &[u8], table_after: &[u8]) -> Vec<u8> {
        let parts = [table_before, table_after, &self.after];
        let mut out = Vec::with_capacity(parts.iter().map(|p| p.len()).sum::<usize>() + 16);
        encode::write_array_len(&mut out, 3).expect("a Vec takes all");
        for part in parts {
            encode::write_bin(&mut out, part).expect("a Vec takes all");
        }
        out
    }
}

/// The operation `tables` for a parser that starts afresh: `make` writes the table of a source in a dialect.
pub fn tables(input: &[u8], make: impl Fn(&[u8], &str) -> Result<Vec<u8>, String>) -> Result<Vec<u8>, String> {
    let request = Request::read(input)?;
    Ok(request.answer(&make(request.source, request.dialect)?, &make(&request.after, request.dialect)?))
}

fn read_edits<'a>(args: &mut Args<'a>) -> Result<Vec<Edit<'a>>, String> {
    let count = args.array()?;
    let mut edits = Vec::new();
    for i in 0..count {
        if args.array()? != 3 {
            return Err(format!("edit {i} is not [start, end, text]"));
        }
        let offset = |n: i64| usize::try_from(n).map_err(|_| format!("edit {i} has the offset {n}"));
        let start = offset(args.int()?)?;
        let end = offset(args.int()?)?;
        edits.push(Edit { start, end, text: args.bytes()? });
    }
    Ok(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &[u8]) -> Edit<'_> {
        Edit { start, end, text }
    }

    #[test]
    fn edits_are_made_from_left_to_right() {
        let edits = [edit(0, 1, b"x"), edit(1, 1, b"yy"), edit(3, 4, b"")];
        assert_eq!(splice(b"abcd", &edits).unwrap(), b"xyybc");
    }

    #[test]
    fn overlaps_and_strays_are_refused() {
        for bad in [vec![edit(0, 2, b""), edit(1, 3, b"")], vec![edit(3, 5, b"")], vec![edit(2, 1, b"")]] {
            assert!(splice(b"abcd", &bad).is_err(), "{bad:?}");
        }
    }
}
