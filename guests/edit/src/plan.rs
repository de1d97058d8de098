//! From source and edit to the ranges to replace, or a refusal.

use kaptar_table::Table;

use crate::brackets::breaks_brackets;
use crate::detect;
use crate::draft::{Draft, Edit};
use crate::formats::{Body, FileEdit, Format, Hunk, Operation, insert, str_replace, v4a, whole};
use crate::foreign::foreign;
use crate::lazy::{self, extract};
use crate::locate::Grade;
use crate::lookup::Lookup;
use crate::paths::{Kind, ending, kind};
use crate::quoted::{Done, Order, apply_hunks};
use crate::refusal::{Outcome, Reason, refuse};
use crate::script::result;
use crate::text::{Text, line_end};

pub const MAX_SOURCE: usize = 32 << 20;
pub const MAX_EDIT: usize = 4 << 20;

/// What a plan is made from.
pub struct Request<'a> {
    pub source: &'a [u8],
    /// Structure of the source, when a grammar guest made it.
    pub table: Option<&'a Table>,
    pub edit: &'a [u8],
    pub format: Option<Format>,
    /// Path of the file; "" when it has none.
    pub path: &'a str,
    /// Which part of an edit of several files; by path when `None`.
    pub part: Option<usize>,
}

/// Ranges of the source to replace, sorted and disjoint; none when the edit is there already.
#[derive(Clone, Debug)]
pub struct Plan {
    pub format: Format,
    pub grade: Grade,
    pub edits: Vec<Edit>,
    pub hunks: Vec<Done>,
    pub operation: Operation,
    pub removed_lines: usize,
}

/// Plan one file's part of an edit.
pub fn plan(request: &Request) -> Outcome<Plan> {
    let source = source_text(request.source)?;
    let Ok(edit) = std::str::from_utf8(request.edit) else { return refuse(Reason::NotUtf8, "the edit is not UTF-8") };
    if edit.len() > MAX_EDIT {
        return refuse(Reason::TooLarge, format!("the edit has {} bytes; at most {MAX_EDIT} are allowed", edit.len()));
    }
    let edit = detect::normalized(edit);
    if is_plain_json(request) {
        return planned(source, detect::bare(&edit, Format::WholeFile), request);
    }
    let parsed = detect::parse(&edit, request.format).and_then(|files| choose(files, request));
    if request.part.is_none() && shows_edit(&edit, source, request) {
        // An edit that is an example in a document can't be carried out, or the text has two meanings.
        return match parsed.and_then(|file| planned(source, file, request)) {
            Ok(_) => refuse(Reason::Ambiguous, "the edit can be two files: what the edit inside of its fence makes, or the text with the fence; send one of them alone"),
            Err(_) => planned(source, detect::bare(&edit, Format::Lazy), request),
        };
    }
    planned(source, parsed?, request)
}

/// Whether the edit is a document whose fences show an edit.
fn shows_edit(edit: &str, source: &str, request: &Request) -> bool {
    if request.format.is_some() || detect::is_bare(edit) {
        return false;
    }
    let target = extract::Target { source, path: request.path, format: Format::Lazy };
    extract::outside_of_fences(edit, &target).is_some_and(|outside| detect::is_bare(&outside))
}

fn planned(source: &str, file: FileEdit, request: &Request) -> Outcome<Plan> {
    if request.part.is_none() {
        is_content_only(&file, request.path)?;
    }
    let plan = plan_file(source, file, request)?;
    check(source, &plan, request)?;
    Ok(plan)
}

/// Whether the edit is the whole text of a file of JSON: then it is no call, whatever keys it has.
fn is_plain_json(request: &Request) -> bool {
    request.format == Some(Format::WholeFile) && matches!(ending(request.path).as_str(), "json" | "jsonc" | "json5" | "jsonl")
}

fn source_text(source: &[u8]) -> Outcome<&str> {
    if source.len() > MAX_SOURCE {
        return refuse(Reason::TooLarge, format!("the file has {} bytes; at most {MAX_SOURCE} are allowed", source.len()));
    }
    if source[..source.len().min(8192)].contains(&0) {
        return refuse(Reason::Binary, "the file is binary");
    }
    std::str::from_utf8(source).or_else(|e| refuse(Reason::NotUtf8, format!("the file is not UTF-8 (byte {})", e.valid_up_to())))
}

/// The part of the edit that is meant for this file.
fn choose<'a>(mut files: Vec<FileEdit<'a>>, request: &Request) -> Outcome<FileEdit<'a>> {
    if let Some(part) = request.part {
        return if part < files.len() {
            Ok(files.swap_remove(part))
        } else {
            refuse(Reason::MalformedEdit, format!("part {part} of an edit with {} parts", files.len()))
        };
    }
    let fits = |f: &FileEdit| f.path.as_deref().is_none_or(|p| request.path.is_empty() || same_path(p, request.path));
    let found: Vec<usize> = (0..files.len()).filter(|i| fits(&files[*i])).collect();
    match found.as_slice() {
        [_] if files.len() > 1 => {
            let others: Vec<_> = (0..files.len()).filter(|i| !found.contains(i)).filter_map(|i| files[i].path.as_deref()).collect();
            let others = others.join(", ");
            refuse(Reason::OtherFile, format!("the edit is for {others} too; apply it to several files at once, or send this file's part alone"))
        }
        [one] => Ok(files.swap_remove(*one)),
        [] => {
            let named: Vec<_> = files.iter().filter_map(|f| f.path.as_deref()).collect();
            refuse(Reason::OtherFile, format!("the edit is for {}, not for {}", named.join(", "), request.path))
        }
        _ => refuse(Reason::Ambiguous, "several parts of the edit fit this file; name the part"),
    }
}

/// One file alone can't be deleted or moved: the caller gets new text for it, and nothing else.
fn is_content_only(file: &FileEdit, path: &str) -> Outcome<()> {
    let named = file.path.as_deref().unwrap_or(path);
    let what = match &file.operation {
        Operation::Delete => format!("deletes {named}"),
        Operation::Move(to) => format!("moves {named} to {to}"),
        Operation::Create | Operation::Update => return Ok(()),
    };
    refuse(Reason::Unsupported, format!("the edit {what}, which changes more than the text of one file; use --multi"))
}

/// Whether one path is the other, or its end: edits are written against different roots.
fn same_path(a: &str, b: &str) -> bool {
    let parts = |p: &str| -> Vec<String> { p.split(['/', '\\']).filter(|s| !s.is_empty() && *s != ".").map(str::to_owned).collect() };
    let (a, b) = (parts(a), parts(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.ends_with(&short)
}

fn plan_file(source: &str, file: FileEdit, request: &Request) -> Outcome<Plan> {
    let mut draft = Draft::new(source);
    let line_end = line_end(source);
    let order = |format| match format {
        Format::V4a => Order::Forward,
        Format::Udiff => Order::Numbered,
        _ => Order::Free,
    };
    let (format, hunks) = match &file.body {
        Body::Hunks(hunks) => {
            let done = apply_hunks(&mut draft, hunks, order(file.format), line_end)?;
            end_last_line(&mut draft, hunks, line_end)?;
            (file.format, done)
        }
        Body::Patch(diff) => {
            let diff = detect::normalized(diff);
            let lines: Vec<_> = diff.lines().collect();
            (file.format, apply_hunks(&mut draft, &v4a::hunks(&lines)?, Order::Forward, line_end)?)
        }
        Body::Replacements(all) => (file.format, replacements(&mut draft, all, line_end)?),
        Body::Insert { after, text } => {
            insert::apply(&mut draft, *after, text, line_end)?;
            (file.format, vec![(*after..*after + 1, Grade::Exact)])
        }
        Body::Content(content) => {
            if file.operation == Operation::Create && !source.trim().is_empty() && !same_text(source, content) {
                return refuse(Reason::Exists, "the edit creates this file, but it exists and is not empty");
            }
            (file.format, content_of(&mut draft, content, file.format, line_end)?)
        }
        Body::Snippet(text) if file.format == Format::WholeFile || file.format == Format::Lazy && source.trim().is_empty() => {
            (Format::WholeFile, whole_text(&mut draft, text, file.format, request)?)
        }
        Body::Snippet(text) => lazy::apply(&mut draft, text, file.format, request)?,
        Body::Quoted(text) if !source.lines().eq(text.lines()) => {
            return refuse(Reason::Stale, "the file is not what the diff deletes; read it again");
        }
        Body::Quoted(_) | Body::Nothing => (file.format, Vec::new()),
    };
    let edits = draft.edits();
    let worst = hunks.iter().map(|(_, grade)| *grade).max().unwrap_or(Grade::Exact);
    // A file that is created empty, deleted or only moved is not "there already".
    let done = match file.operation {
        Operation::Move(_) | Operation::Delete => true,
        Operation::Create => source.is_empty(),
        Operation::Update => false,
    };
    let grade = if edits.is_empty() && !done { Grade::AlreadyApplied } else { worst };
    let removed_lines = edits.iter().map(|e| source[e.start..e.end].matches('\n').count()).sum();
    Ok(Plan { format, grade, edits, hunks, operation: file.operation, removed_lines })
}

/// What a diff says of the end of the last line: "\\ No newline at end of file" on one side alone.
fn end_last_line(draft: &mut Draft, hunks: &[Hunk], line_end: &str) -> Outcome<()> {
    let Some((hunk, ends)) = hunks.iter().find_map(|h| h.final_end.map(|e| (h, e))) else { return Ok(()) };
    let text = draft.text();
    if text.lines().last() != result(&hunk.script).last().copied() {
        return refuse(Reason::Stale, "the diff changes the end of the file, but its last line is not that of the file; read it again");
    }
    let len = text.len();
    if ends && !text.ends_with('\n') {
        draft.replace(len, len, line_end);
    } else if !ends && text.ends_with('\n') {
        let cut = if text.ends_with("\r\n") { 2 } else { 1 };
        draft.replace(len - cut, len, "");
    }
    Ok(())
}

/// The content that a call or a patch gives, to the letter.
fn content_of(draft: &mut Draft, content: &str, format: Format, line_end: &str) -> Outcome<Vec<Done>> {
    let marked = draft.text().starts_with('\u{feff}');
    let content = if marked { content.trim_start_matches('\u{feff}') } else { content };
    // A diff says whether the last line of a new file has an end.
    if format == Format::Udiff && draft.text().trim().is_empty() && !content.ends_with('\n') {
        return whole::fill(draft, content, line_end);
    }
    whole::apply(draft, content, line_end)
}

/// The whole text of a file, as an edit without a wrapper gives it: all of it, or a refusal.
fn whole_text(draft: &mut Draft, edit: &str, format: Format, request: &Request) -> Outcome<Vec<Done>> {
    let source = draft.text().to_owned();
    let there = Text::new(&source);
    let text = extract::code(edit, &extract::Target { source: &source, path: request.path, format }, &Lookup::new(&there))?;
    if text.trim().is_empty() {
        return refuse(Reason::EmptyEdit, "the edit holds no text");
    }
    if kind(request.path) != Kind::Document && !edit.ends_with('\n') && lazy::ends_open(&text) {
        return refuse(Reason::MalformedEdit, "the last line of the code ends inside of a bracket; was the edit cut off?");
    }
    whole::apply(draft, &text, line_end(&source))
}

fn same_text(source: &str, content: &str) -> bool {
    source.lines().map(str::trim_end).eq(content.lines().map(str::trim_end))
}

fn replacements(draft: &mut Draft, all: &[crate::formats::Replacement], line_end: &str) -> Outcome<Vec<Done>> {
    let mut done = Vec::new();
    for replacement in all {
        let (first, end, grade) = str_replace::apply(draft, replacement, line_end)?;
        done.push((first..end, grade));
    }
    let present = done.iter().filter(|(_, grade)| *grade == Grade::AlreadyApplied).count();
    if present > 0 && present < done.len() {
        return refuse(Reason::Stale, "some replacements are in the file already and others are not; read the file again");
    }
    Ok(done)
}

/// Byte ranges of the strings of a source that span lines: as its table says, where it could be read.
pub fn long_strings(code: &str, request: &Request) -> Vec<(usize, usize)> {
    match request.table.filter(|t| t.problems.is_empty() && t.source_len as usize == code.len()) {
        Some(table) => table.records.iter().filter(|r| r.kind == kaptar_table::Kind::Text).map(|r| (r.start as usize, r.end as usize)).collect(),
        None => crate::brackets::long_strings(code, request.path),
    }
}

/// What every plan has to keep, whatever format it came from.
fn check(source: &str, plan: &Plan, request: &Request) -> Outcome<()> {
    let path = request.path;
    let in_order = plan.edits.windows(2).all(|w| w[0].end <= w[1].start);
    let inside = plan.edits.iter().all(|e| e.start <= e.end && e.end <= source.len());
    if !in_order || !inside {
        return refuse(Reason::MalformedEdit, "the ranges of the plan overlap; this is a bug of the engine");
    }
    let after = crate::draft::apply(source, &plan.edits);
    if let Some(found) = foreign(source, &after, &plan.edits, path) {
        let message = format!("the line {:?} {} and would be written into the file; send the text itself", found.line, found.what);
        return refuse(Reason::MarkerInResult, message);
    }
    // Where a grammar could read the source, the host compares what it says of the new text: that tells more.
    let parsed = request.table.is_some_and(|t| t.problems.is_empty());
    if !parsed && !plan.edits.is_empty() && breaks_brackets(source, &after, path) {
        return refuse(Reason::WouldBreakSyntax, "brackets or strings that paired before would not pair any more; was the edit cut off?");
    }
    Ok(())
}
