//! Snippets without markers that are several whole definitions.
//!
//! ```text
//! definitions := (comment* decorator* header block)+      of one level, one below the other
//! ```
//!
//! Each takes the place of the one of its name and kind, which the file must have once. They must stand next to each other
//! in the file too, in the same order: what stands between two of them could stay or go. A new one has its place by the one
//! that is shown directly above or below it.

use crate::definition::{Shape, replace, replace_one, single_definition};
use crate::definitions::{Definition, definitions, holder};
use crate::headers::{Declares, header};
use crate::lazy::snippet::Snippet;
use crate::locate::Grade;
use crate::members;
use crate::plan::{Request, long_strings};
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::script::LineChange;
use crate::structure::{Blocks, depth, is_comment, is_decorator};
use crate::text::{Text, indent, says};

/// One definition of the snippet.
struct Part {
    code: String,
    shape: Shape,
    /// Blank lines above it in the snippet.
    blanks: usize,
}

/// What a snippet of several definitions changes; `None` when it is not one.
pub fn plan(text: &Text, snippet: &Snippet, request: &Request) -> Option<Outcome<Vec<(LineChange, Grade)>>> {
    let parts = parts(snippet, request.path)?;
    Some(changes(text, &parts, request))
}

/// The definitions of a snippet, when it holds two or more and nothing else.
fn parts(snippet: &Snippet, path: &str) -> Option<Vec<Part>> {
    let rows = &snippet.rows;
    let own = rows.iter().filter(|r| !r.text.is_empty()).map(|r| depth(&r.text)).min()?;
    let mut out = Vec::new();
    let (mut at, mut blanks) = (0, 0);
    while at < rows.len() {
        if rows[at].text.is_empty() {
            (at, blanks) = (at + 1, blanks + 1);
            continue;
        }
        let lead = |k: &usize| is_comment(&rows[*k].text) || is_decorator(&rows[*k].text) || rows[*k].text.is_empty() || depth(&rows[*k].text) > own;
        let head = (at..rows.len()).find(|k| !lead(k))?;
        let end = snippet.block_end(head);
        let code: String = rows[at..end].iter().flat_map(|r| [r.text.as_str(), "\n"]).collect();
        let shape = single_definition(&Snippet::parse(&code, |_| false, path, false))?;
        out.push(Part { code, shape, blanks });
        let full = (at..end).rev().find(|k| !rows[*k].text.is_empty()).map_or(end, |k| k + 1);
        (at, blanks) = (end, end - full);
    }
    (out.len() > 1).then_some(out)
}

impl Part {
    fn rows(&self) -> Vec<&str> {
        self.code.trim_end().lines().collect()
    }

    fn declared(&self) -> Option<(&str, Declares)> {
        header(self.rows()[self.shape.header]).map(|h| (h.name, h.declares))
    }
}

fn changes(text: &Text, parts: &[Part], request: &Request) -> Outcome<Vec<(LineChange, Grade)>> {
    let all = definitions(text, &Blocks::new(text, &long_strings(text.all, request)), request.table);
    let named: Vec<Option<&Definition>> = parts.iter().map(|p| one_of(&all, p)).collect::<Outcome<_>>()?;
    let known: Vec<Option<&Definition>> = (0..parts.len()).map(|n| named[n].or_else(|| renamed(text, &all, parts, &named, n))).collect();
    stand_together(text, &all, &known)?;
    let mut out: Vec<(LineChange, Grade)> = Vec::new();
    for (n, (part, definition)) in parts.iter().zip(&known).enumerate() {
        if let Some(definition) = definition {
            let change = if named[n].is_some() { replace(text, &part.code, &part.shape, request) } else { replace_one(text, &part.rows(), &part.shape, definition, &all, request) };
            out.push(change?);
            continue;
        }
        let above = known[..n].iter().rev().flatten().next();
        let below = known[n..].iter().flatten().next();
        no_other_name(text, &all, part, &known, above.copied(), below.copied())?;
        let blanks = if above.is_some() { part.blanks } else { parts.get(n + 1).map_or(0, |p| p.blanks) };
        let fresh = part.rows().into_iter().map(str::to_owned);
        let blank = std::iter::repeat_n(String::new(), blanks);
        let (at, new): (usize, Vec<String>) = match (above, below) {
            (Some(d), _) => (d.end, blank.chain(fresh).collect()),
            (None, Some(d)) => (lead_of(text, d), fresh.chain(blank).collect()),
            (None, None) => return refuse(Reason::NoMatch, "the file defines none of what the code defines; show the lines next to its place"),
        };
        out.push((LineChange { start: at, end: at, new }, Grade::Structure));
    }
    same_indentation(text, parts, &known)?;
    out.sort_by_key(|(c, _)| (c.start, c.end));
    Ok(out)
}

/// The definition that a part gives a new name: the only one between the two that the code shows around it, the same but for
/// the name.
fn renamed<'d>(text: &Text, all: &'d [Definition], parts: &[Part], named: &[Option<&Definition>], n: usize) -> Option<&'d Definition> {
    let (above, below) = (named.get(n.checked_sub(1)?).copied().flatten()?, named.get(n + 1).copied().flatten()?);
    let (name, declares) = parts[n].declared()?;
    let mut between = all.iter().filter(|d| above.end <= d.start && d.end <= below.start && holder(all, d) == holder(all, above));
    let one = between.next().filter(|_| between.next().is_none()).filter(|d| d.declares == declares)?;
    let rows = parts[n].rows();
    let new = rows[parts[n].shape.header..].iter().copied();
    members::is_renamed((one.row..one.end).map(|i| text.line(i)), &one.name, new, name).then_some(one)
}

/// The only definition of a part's name and kind; `None` when there is none.
fn one_of<'d>(all: &'d [Definition], part: &Part) -> Outcome<Option<&'d Definition>> {
    let Some((name, declares)) = part.declared() else { return refuse(Reason::NoMatch, "the code declares no name") };
    let same: Vec<&Definition> = all.iter().filter(|d| d.name == name).collect();
    match same.as_slice() {
        [] => Ok(None),
        [one] if one.declares == declares => Ok(Some(one)),
        several => Err(Refusal::ambiguous(&format!("the name {name:?}"), several.iter().map(|d| (d.start, d.end)))),
    }
}

fn stand_together(text: &Text, all: &[Definition], known: &[Option<&Definition>]) -> Outcome<()> {
    let shown: Vec<&Definition> = known.iter().flatten().copied().collect();
    for pair in shown.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let between = a.end..b.start;
        let parted = between.clone().find(|i| !text.is_blank(*i) && !is_comment(text.line(*i)));
        if a.end > b.start || parted.is_some() || holder(all, a) != holder(all, b) {
            let message = format!(
                "{:?} and {:?} don't stand next to each other in the file; put a marker between them, or send one at a time", a.name, b.name
            );
            let places = vec![(a.start as u32 + 1, a.end as u32), (b.start as u32 + 1, b.end as u32)];
            return Err(Refusal { candidates: places, ..Refusal::new(Reason::UnaccountedRemoval, message) });
        }
    }
    Ok(())
}

/// A new definition at an end of the snippet is not another name for the one that stands there in the file.
fn no_other_name(
    text: &Text, all: &[Definition], part: &Part, known: &[Option<&Definition>], above: Option<&Definition>, below: Option<&Definition>,
) -> Outcome<()> {
    if above.is_some() && below.is_some() {
        return Ok(());
    }
    let rows = part.rows();
    let body: Vec<&str> = rows[part.shape.header + 1..].iter().map(|r| r.trim()).filter(|r| says(r) >= TELLING).collect();
    let blank = |from: usize, to: usize| from <= to && (from..to).all(|i| text.is_blank(i) || is_comment(text.line(i)));
    let next = |d: &&Definition| above.is_some_and(|a| blank(a.end, d.start)) || below.is_some_and(|b| blank(d.end, b.start));
    let hidden = all.iter().filter(next).filter(|d| !known.contains(&Some(d)));
    for d in hidden {
        let common = body.iter().filter(|b| (d.row + 1..d.end).any(|i| text.line(i).trim() == **b)).count();
        if !body.is_empty() && 2 * common >= body.len() {
            let name = part.declared().map_or("", |(name, _)| name);
            let message = format!("{name:?} could be new, or take the place of {:?} (lines {}-{})", d.name, d.start + 1, d.end);
            return refuse(Reason::Ambiguous, message);
        }
    }
    Ok(())
}

const TELLING: usize = 3;

/// Where a definition begins, with the comments directly above it.
fn lead_of(text: &Text, definition: &Definition) -> usize {
    let mut at = definition.start;
    while at > 0 && is_comment(text.line(at - 1)) && depth(text.line(at - 1)) == depth(text.line(definition.row)) {
        at -= 1;
    }
    at
}

/// New definitions come as they are shown, so the others must be shown at their own indentation.
fn same_indentation(text: &Text, parts: &[Part], known: &[Option<&Definition>]) -> Outcome<()> {
    let moved = |(part, d): (&Part, &Option<&Definition>)| d.is_some_and(|d| indent(part.rows()[part.shape.header]) != indent(text.line(d.row)));
    let fresh = known.iter().any(Option::is_none);
    if fresh && parts.iter().zip(known).any(moved) {
        return refuse(Reason::NoMatch, "new definitions must be indented as the file is");
    }
    Ok(())
}
