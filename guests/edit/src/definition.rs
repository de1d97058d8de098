//! Snippets without markers: one whole definition by its name, or the whole file.
//!
//! ```text
//! definition := comment* decorator* header block      all of it deeper than its header, or closing it
//! file       := what has several things on its outermost level and holds most of the lines of the file
//! ```
//!
//! A definition replaces the one of its name and kind, decorators included. Equal names are told apart by the lines that
//! the two have in common, and refused when that leaves a doubt.

use rustc_hash::FxHashSet;

use crate::alike::{Pairs, likeness};
use crate::brackets::is_balanced;
use crate::definitions::{Definition, definitions};
use crate::draft::Draft;
use crate::formats::{Format, whole};
use crate::headers::{Declares, Header, header, is_modifiers};
use crate::indentation::{Reindent, is_foreign};
use crate::lazy::snippet::Snippet;
use crate::members;
use crate::trivia::{self, head, header_start, indented, items, lines, merged};
use crate::locate::Grade;
use crate::plan::{Request, long_strings};
use crate::quoted::Done;
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::script::{LineChange, apply_lines};
use crate::several;
use crate::structure::{Blocks, depth, is_closing, is_comment, is_decorator};
use crate::text::{Text, indent, weight};

/// Apply code without markers.
pub fn apply(draft: &mut Draft, text: &Text, code: &str, snippet: &Snippet, format: Format, request: &Request) -> Outcome<(Format, Vec<Done>)> {
    if !is_balanced(code, request.path) && is_balanced(text.all, request.path) {
        return refuse(Reason::MalformedEdit, "the code ends inside of a bracket or string; was the edit cut off?");
    }
    let file = |code: &str| resembles_file(text, code, request);
    let single = single_definition(snippet);
    if let Some(shape) = single.filter(|_| format != Format::WholeFile) {
        let found = replace(text, code, &shape, request);
        if let Ok((change, grade)) = found {
            apply_lines(draft, text, std::slice::from_ref(&change), text.line_end());
            return Ok((Format::Definition, vec![(change.start..change.end, grade)]));
        }
        let is_named = !matches!(&found, Err(r) if r.reason == Reason::NoMatch && r.candidates.is_empty());
        if format == Format::Definition || is_named || !file(code) {
            return found.map(|_| (Format::Definition, Vec::new()));
        }
    }
    if format == Format::Definition {
        return refuse(Reason::MalformedEdit, "the code is not one definition");
    }
    let is_file = file(code);
    if !is_file || format != Format::WholeFile && !defines_all(&text, code, request) {
        // Where the code is definitions only, and not all of the file's, what it leaves out could stay or go.
        if let Some(planned) = several::plan(&text, snippet, request) {
            let planned = planned?;
            let changes: Vec<LineChange> = planned.iter().map(|(change, _)| change.clone()).collect();
            apply_lines(draft, &text, &changes, text.line_end());
            return Ok((Format::Definition, planned.into_iter().map(|(c, grade)| (c.start..c.end, grade)).collect()));
        }
    }
    if !is_file {
        let message = "the code is neither one definition nor the whole file, and has no markers for what it leaves out; \
                       add markers, or quote the lines to replace";
        return refuse(Reason::UnaccountedRemoval, message);
    }
    Ok((Format::WholeFile, whole::apply_code(draft, code, text.line_end())?))
}

/// Where a snippet that is one definition has what.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The row that declares the name.
    pub header: usize,
    /// The first row that belongs to the definition proper: its first decorator.
    pub start: usize,
}

/// Whether a snippet is one definition: comments and decorators, a header, and a block that reaches to the end.
pub fn single_definition(snippet: &Snippet) -> Option<Shape> {
    let rows = &snippet.rows;
    let code = |k: usize| rows[k].text.trim();
    let start = (0..rows.len()).find(|k| !code(*k).is_empty() && !is_comment(code(*k)))?;
    let own = depth(&rows[start].text);
    let head = (start..rows.len()).find(|k| {
        let outer = depth(&rows[*k].text) == own && !code(*k).is_empty();
        outer && !is_decorator(code(*k)) && !is_modifiers(code(*k)) && !is_comment(code(*k)) && !code(*k).starts_with([')', ']', '}'])
    })?;
    let found = header(&rows[head].text)?;
    let whole = snippet.block_end(head) == rows.len() && head + 1 < rows.len();
    let opens = found.declares != Declares::Variable || rows[head].text.ends_with(['{', '[', '(', ',']);
    (whole && opens).then_some(Shape { header: head, start })
}

/// What becomes of the definition that the code is a new version of.
pub fn replace(text: &Text, code: &str, shape: &Shape, request: &Request) -> Outcome<(LineChange, Grade)> {
    let rows: Vec<&str> = code.lines().collect();
    let lead = rows.iter().position(|r| !r.trim().is_empty()).unwrap_or(0);
    let rows = &rows[lead..];
    let Some(found) = header(rows[shape.header]) else { return refuse(Reason::NoMatch, "the code declares no name") };
    let blocks = Blocks::new(text, &long_strings(text.all, request));
    let all = definitions(text, &blocks, request.table);
    let same: Vec<&Definition> = all.iter().filter(|d| d.name == found.name && d.declares == found.declares).collect();
    let definition = choose(text, &same, rows, shape.header, &found)?;
    replace_one(text, rows, shape, definition, &all, request)
}

/// What becomes of a definition when the rows of its new version are known.
pub fn replace_one(text: &Text, rows: &[&str], shape: &Shape, definition: &Definition, all: &[Definition], request: &Request) -> Outcome<(LineChange, Grade)> {
    let place = whole_lines(text, definition, rows[shape.header], request)?;
    keeps_modifiers(text, definition, &rows[shape.start..=shape.header])?;
    if definition.declares == Declares::Type {
        let mut names = members::declared_or_kept(text, all, definition, rows);
        names.extend(members::also_declared(all, definition, rows));
        if let Some(lost) = members::first_lost(all, definition, &names) {
            return Err(members::would_go(lost));
        }
    }
    let reindent = mapping(text, rows, shape.header, definition)?;
    let end = rows.iter().rposition(|r| !r.trim().is_empty()).map_or(rows.len(), |n| n + 1);
    let new: Vec<String> = rows[..end].iter().map(|r| reindent.line(r)).collect();
    if is_foreign(text, new.iter().map(String::as_str)) {
        return refuse(Reason::MalformedEdit, "the code is indented with tabs where the file has blanks, or the other way round");
    }
    let grade = if reindent == Reindent::Same { Grade::Structure } else { Grade::Reindent };
    let (start, new) = with_trivia(text, &new, shape, definition)?;
    Ok((trimmed(text, LineChange { start, end: place.1, new }), grade))
}

/// The first line to replace, and the new lines: the definition's own comments and decorators stay where the code shows none.
fn with_trivia(text: &Text, new: &[String], shape: &Shape, definition: &Definition) -> Outcome<(usize, Vec<String>)> {
    let (file, row) = (|i: usize| text.line(i), |k: usize| new[k].as_str());
    let to = header_start(&file, definition.row, 0);
    let from = trivia::start(&file, definition.row, 0).max(head(&file, text.len()).min(to));
    let header = header_start(&row, shape.header, 0);
    let first = trivia::start(&row, shape.header, 0);
    if definition.start < from || shape.start < first {
        let message = format!("the decorators of {:?} stand apart from it; quote the lines to change", definition.name);
        return refuse(Reason::Unsupported, message);
    }
    let there: Vec<&str> = (from..to).map(file).collect();
    let shown: Vec<&str> = new[first..header].iter().map(String::as_str).collect();
    let all = merged(&items(&there), &indented(items(&shown), indent(&new[header]))).map_err(|left| {
        let message = format!("the decorator {:?} of {:?} would go, but the edit does not mention it; show it too, or no decorator at all", left.0, definition.name);
        Refusal { candidates: vec![(from as u32 + 1, definition.end as u32)], ..Refusal::new(Reason::UnaccountedRemoval, message) }
    })?;
    // Comments that a blank line parts from the definition come as they are shown, unless they are there.
    let parted = &new[..first];
    let full = parted.len() - parted.iter().rev().take_while(|l| l.is_empty()).count();
    let known = from >= parted.len() && (0..full).all(|n| text.line(from - parted.len() + n).trim() == parted[n].trim());
    let apart = if known { &[] } else { parted };
    Ok((from, apart.iter().cloned().chain(lines(&all)).chain(new[header..].iter().cloned()).collect()))
}

/// Without the lines at both ends that stay as they are.
fn trimmed(text: &Text, mut change: LineChange) -> LineChange {
    while change.start < change.end && change.new.first().is_some_and(|l| l.trim_end() == text.line(change.start).trim_end()) {
        change.start += 1;
        change.new.remove(0);
    }
    while change.start < change.end && change.new.last().is_some_and(|l| l.trim_end() == text.line(change.end - 1).trim_end()) {
        change.end -= 1;
        change.new.pop();
    }
    change
}

/// How alike a definition has to be to be taken, and how unlike the next one, in eighths of the telling lines.
const ALIKE: usize = 3;
const UNLIKE: usize = 3;
/// Telling lines that a definition shares with its new version, at least, when the header differs.
const COMMON: usize = 2;

/// The definition that the code is a new version of.
fn choose<'d>(text: &Text, same: &[&'d Definition], rows: &[&str], head: usize, found: &Header) -> Outcome<&'d Definition> {
    let shown: FxHashSet<&str> = rows.iter().filter(|r| weight(r) > 2).map(|r| r.trim()).collect();
    let likeness = |d: &Definition| {
        let lines: FxHashSet<&str> = (d.start..d.end).map(|i| text.line(i)).filter(|l| weight(l) > 2).map(str::trim).collect();
        let common = lines.intersection(&shown).count();
        (8 * common / lines.len().min(shown.len()).max(1), common)
    };
    match same {
        [] => refuse(Reason::NoMatch, format!("the file defines no {:?}; to add it, show the lines next to its place", found.name)),
        [one] => {
            let same_header = text.line(one.row).trim() == rows[head].trim();
            let (eighths, common) = likeness(one);
            if same_header || common >= COMMON || eighths >= ALIKE {
                return Ok(one);
            }
            let message = format!("{:?} is defined in lines {}-{}, but has hardly a line in common with the code", found.name, one.start + 1, one.end);
            Err(Refusal { candidates: vec![(one.start as u32 + 1, one.end as u32)], ..Refusal::new(Reason::NoMatch, message) })
        }
        several => {
            let mut ranked: Vec<(usize, &Definition)> = several.iter().map(|d| (likeness(d).0, *d)).collect();
            ranked.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
            if ranked[0].0 >= ALIKE && ranked[0].0 >= ranked[1].0 + UNLIKE {
                return Ok(ranked[0].1);
            }
            let places = several.iter().map(|d| (d.start, d.end));
            Err(Refusal::ambiguous(&format!("the name {:?}", found.name), places))
        }
    }
}

/// The lines of a definition, when it shares none of them with other code. What stands before it on its first line
/// (`module.exports = function f() {`) may be shown by `header`, the code's own first line.
fn whole_lines(text: &Text, definition: &Definition, header: &str, request: &Request) -> Outcome<(usize, usize)> {
    let Some(table) = request.table else { return Ok((definition.start, definition.end)) };
    let record = table.records.iter().find(|r| {
        r.kind.is_definition() && r.first_line as usize == definition.start + 1 && r.last_line as usize == definition.end
    });
    let Some(record) = record else { return Ok((definition.start, definition.end)) };
    let before = &text.all[text.lines[definition.start].start..record.start as usize];
    let after = text.all.get(record.end as usize..text.lines[definition.end - 1].end).unwrap_or("");
    let after = after.trim().trim_start_matches([';', ',']).trim_start();
    let shown = before.trim().is_empty() || definition.start == definition.row && header.trim().starts_with(before.trim());
    if !shown || !(after.is_empty() || after.starts_with("//") || after.starts_with('#') || after.starts_with("/*")) {
        return refuse(Reason::Unsupported, format!("{:?} shares its lines with other code; quote the lines to replace", definition.name));
    }
    Ok((definition.start, definition.end))
}

/// Refuse code that leaves out words that stand before the name in the file (`export`, `async`, `static int`) and that no line of
/// its own header repeats. `shown` reaches from its first decorator to its header.
fn keeps_modifiers(text: &Text, definition: &Definition, shown: &[&str]) -> Outcome<()> {
    let own = depth(text.line(definition.row));
    let lines = (definition.start..definition.row)
        .filter(|i| depth(text.line(*i)) <= own && !text.is_blank(*i) && !is_comment(text.line(*i)) && !is_closing(text.line(*i)) && !is_decorator(text.line(*i)));
    let words: FxHashSet<&str> = shown.iter().flat_map(|l| named_in(l)).collect();
    let inline = is_decorator(text.line(definition.row)) && !shown.iter().any(|l| is_decorator(l));
    let lost = |i: &usize| *i < definition.row && !named_in(text.line(*i)).all(|w| words.contains(w)) || *i == definition.row && inline;
    let Some(line) = lines.chain([definition.row]).find(lost) else { return Ok(()) };
    let what = if inline { "decorators" } else { "modifiers" };
    let message = format!(
        "the definition of {:?} has {what} (line {}) that the edit does not show; show them, or quote the lines to change",
        definition.name,
        line + 1
    );
    Err(Refusal { candidates: vec![(definition.start as u32 + 1, definition.end as u32)], ..Refusal::new(Reason::UnaccountedRemoval, message) })
}

fn named_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty())
}

/// How the indentation of the code maps to the place of the definition.
fn mapping(text: &Text, rows: &[&str], head: usize, definition: &Definition) -> Outcome<Reindent> {
    let (own, there) = (indent(rows[head]), indent(text.line(definition.row)));
    let known: Vec<(&str, &str)> = rows
        .iter()
        .filter(|r| weight(r) > 2)
        .filter_map(|r| {
            let row = r.trim();
            let mut hits = (definition.start..definition.end).filter(|i| text.trimmed(*i) == row).map(|i| text.lead(i));
            let first = hits.next()?;
            hits.all(|h| h == first).then_some((indent(r), first))
        })
        .collect();
    let mut pairs = vec![(own, there)];
    pairs.extend(&known);
    let fits = |r: &Reindent| r.map(own).as_deref() == Some(there);
    Reindent::likely(&pairs)
        .into_iter()
        .chain(Reindent::fitting(&[(own, there)]))
        .find(fits)
        .map_or_else(|| refuse(Reason::MalformedEdit, "the indentation of the code doesn't map to that of the file"), Ok)
}

/// Whether code without markers is a new version of the whole file: nothing that it leaves out can be meant to stay.
///
/// Either it begins and ends as the file does and holds half of its lines, or seven tenths where its ends are other versions of
/// the file's; or it defines all that the file defines, imports
/// if the file does, and holds seven tenths of its lines.
fn resembles_file(text: &Text, code: &str, request: &Request) -> bool {
    let telling = |l: &&str| weight(l) > 2;
    let lines: Vec<&str> = text.iter().map(str::trim).filter(telling).collect();
    let shown: Vec<&str> = code.lines().map(str::trim).filter(telling).collect();
    if lines.is_empty() {
        return true;
    }
    let kept = kept(&lines, &shown);
    let alike = |a: Option<&&str>, b: Option<&&str>| a.zip(b).is_some_and(|(a, b)| a == b || likeness(&Pairs::of(a), b) >= VERSION);
    if shown.first() == lines.first() && shown.last() == lines.last() {
        return kept * 2 >= lines.len();
    }
    if shown.len() >= MIN_LINES && alike(shown.first(), lines.first()) && alike(shown.last(), lines.last()) && kept * 10 >= lines.len() * 7 {
        return true;
    }
    kept * 10 >= lines.len() * 7 && defines_all(text, code, request)
}

/// How alike two lines look that could be versions of each other, in thousandths, at least.
const VERSION: usize = 600;
/// Lines of code whose first and last may be other versions of the file's, at least.
const MIN_LINES: usize = 4;
/// Lines times lines that are compared by look, at most.
const MAX_LOOKS: usize = 250_000;

/// Lines of the file that the code shows, as they are or in another version; each line of the code stands for one.
fn kept(lines: &[&str], shown: &[&str]) -> usize {
    let set: FxHashSet<&str> = shown.iter().copied().collect();
    let known: FxHashSet<&str> = lines.iter().copied().collect();
    let left: Vec<&&str> = lines.iter().filter(|l| !set.contains(**l)).collect();
    let mut spare: Vec<Option<Pairs>> = Vec::new();
    if left.len() * shown.len() <= MAX_LOOKS {
        spare.extend(shown.iter().filter(|s| !known.contains(**s)).map(|s| Some(Pairs::of(s))));
    }
    let versions = left.iter().filter(|line| {
        let found = spare.iter().position(|s| s.as_ref().is_some_and(|pairs| likeness(pairs, line) >= VERSION));
        found.map(|at| spare[at] = None).is_some()
    });
    let versions = versions.count();
    lines.len() - left.len() + versions
}

fn defines_all(text: &Text, code: &str, request: &Request) -> bool {
    // The code has no table, so the file is read without one too.
    let names = |text: &Text| -> FxHashSet<String> {
        definitions(text, &Blocks::new(text, &long_strings(text.all, request)), None).into_iter().map(|d| d.name).collect()
    };
    let imports = |text: &Text| text.iter().any(|l| IMPORTS.iter().any(|i| l.starts_with(i)));
    let new = Text::new(code);
    let all = names(&new);
    names(text).iter().all(|n| all.contains(n)) && (!imports(text) || imports(&new))
}

const IMPORTS: &[&str] = &["import ", "from ", "use ", "using ", "#include", "package ", "require", "@import", "@use"];
