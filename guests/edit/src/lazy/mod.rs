//! Snippets: code that stands for more than it shows.
//!
//! ```text
//! snippet := [prose] [fence] (segment | marker)+ [fence]
//! marker  := a comment, or bare dots, that says "what is here stays"
//! segment := lines of the new file; its first and last line are lines of the old one, or a new definition
//! ```
//!
//! A segment replaces what lies between the lines of the file that its first and last line are. Two lines without a
//! marker between them say that what stood between them goes. Sources: the public prompts and documentation of Cursor,
//! Morph (`edit_file`) and Relace; Aider-AI/aider's `whole` format for files without markers.

pub mod align;
mod barriers;
mod by_words;
mod changes;
mod doubts;
pub mod extract;
mod imports;
mod losses;
pub mod markers;
mod rows;
pub mod snippet;
mod trivia;
mod unspoken;
mod verify;
mod windows;

use crate::plan::long_strings;
use crate::definition;
use crate::definitions::{Definition, definitions};
use crate::draft::Draft;
use crate::formats::Format;
use crate::indentation::{Reindent, is_foreign};
use crate::locate::Grade;
use crate::lookup::Lookup;
use crate::members::would_go;
use crate::plan::Request;
use crate::quoted::Done;
use crate::refusal::{Outcome, Reason, Refusal, refuse};
use crate::script::apply_lines;
use crate::structure::Blocks;
use crate::text::Text;
use align::{Alignment, Failure, Keep, Problem, align};
use snippet::{Reach, Snippet};
use trivia::Trivia;
use windows::{Index, Way, ways};

/// Apply a snippet: with markers, one definition, several, or a new version of the whole file.
pub fn apply(draft: &mut Draft, edit: &str, format: Format, request: &Request) -> Outcome<(Format, Vec<Done>)> {
    let source = draft.text().to_owned();
    let text = Text::new(&source);
    let known = Lookup::new(&text);
    let code = extract::code(edit, &extract::Target { source: &source, path: request.path, format }, &known)?;
    if code.trim().is_empty() {
        return refuse(Reason::EmptyEdit, "the edit holds no code");
    }
    let parse = |removals| Snippet::parse(&code, |l| known.has(l), request.path, removals);
    let snippet = parse(true);
    if !edit.ends_with('\n') && ends_open(&code) {
        return refuse(Reason::MalformedEdit, "the last line of the code ends inside of a bracket; was the edit cut off?");
    }
    if snippet.rows.is_empty() && snippet.loose_removals.is_empty() {
        return refuse(Reason::EmptyEdit, "the edit holds markers only");
    }
    if snippet.markers == 0 && snippet.loose_removals.is_empty() {
        return definition::apply(draft, &text, &code, &snippet, format, request);
    }
    let mut planned = plan(&text, &snippet, &known, request);
    if snippet.rows.iter().any(|r| r.removal.is_some()) && planned.as_ref().is_err_and(|r| r.reason == Reason::UnaccountedRemoval) {
        // Nothing goes where the comment stands: it is one.
        planned = plan(&text, &parse(false), &known, request);
    }
    let (changes, done) = planned?;
    apply_lines(draft, &text, &changes, text.line_end());
    Ok((Format::Lazy, done))
}

/// Whether the last line opens more brackets than it closes, wherever they stand: what is complete ends otherwise.
pub(crate) fn ends_open(code: &str) -> bool {
    let last = code.trim_end().lines().last().unwrap_or("");
    [('(', ')'), ('[', ']'), ('{', '}')].iter().any(|(a, b)| last.matches(*a).count() > last.matches(*b).count())
}

type Planned = (Vec<crate::script::LineChange>, Vec<Done>);

/// Read the snippet with each likely mapping of its indentation; the reading that changes fewest lines counts.
fn plan(text: &Text, snippet: &Snippet, known: &Lookup, request: &Request) -> Outcome<Planned> {
    let blocks = Blocks::new(text, &long_strings(text.all, request));
    let index = Index::new(text, &blocks, known);
    let definitions = definitions(text, &blocks, request.table);
    let gone = by_words::removed(text, &snippet.loose_removals, &definitions)?;
    if snippet.rows.is_empty() {
        return Ok(by_words::with(gone, (Vec::new(), Vec::new())).expect("nothing to be in the way"));
    }
    let keyed = [".json", ".toml", ".yaml", ".yml"].iter().any(|e| request.path.ends_with(e));
    let mut best: Option<(u32, Outcome<Planned>)> = None;
    let mut refusal: Option<Refusal> = None;
    for reindent in rows::mappings(&index, snippet) {
        let texts: Vec<String> = snippet.rows.iter().map(|r| reindent.line(&r.text)).collect();
        let grade = if reindent == Reindent::Same { Grade::Structure } else { Grade::Reindent };
        for reach in snippet.reaches() {
            let mut snippet = snippet.clone();
            snippet.link(reach);
            let mut texts = texts.clone();
            let taken = trivia::take(&index, &definitions, &mut snippet, &mut texts).and_then(|mut trivia| {
                imports::take(&index, &mut snippet, &mut texts, &mut trivia)?;
                Ok(trivia)
            });
            let (cost, planned) = match taken {
                Ok(trivia) => {
                    let attempt = Attempt { index: &index, snippet: &snippet, texts: &texts, definitions: &definitions, known, keyed, trivia: &trivia };
                    attempt.planned(grade)
                }
                Err(refusal) => (u32::MAX, Err(refusal)),
            };
            match planned {
                // Where markers stand at the margin, indentation alone may have put a line into the wrong block.
                Err(found) if found.reason == Reason::NoMatch || reach == Reach::Indentation && cost < u32::MAX && found.reason == Reason::Ambiguous => {
                    refusal = refusal.or(Some(found));
                }
                planned => {
                    if best.as_ref().is_none_or(|(least, _)| cost < *least || cost == *least && reindent == Reindent::Same) {
                        best = Some((cost, planned));
                    }
                    break;
                }
            }
        }
    }
    let none = || Err(refusal.unwrap_or_else(|| Refusal::new(Reason::NoMatch, "no line of the snippet is in the file")));
    let planned = best.map_or_else(none, |(_, planned)| planned);
    let whole = |planned| by_words::with(gone, planned).ok_or_else(|| Refusal::new(Reason::Ambiguous, "what is to be removed is shown in the edit as well"));
    planned.and_then(whole).map_err(|refusal| match refusal.sought.as_slice() {
        [] => refusal,
        sought => {
            let sought: Vec<&str> = sought.iter().map(String::as_str).collect();
            let nearest = crate::nearest::nearest(text, &sought, None);
            refusal.with_nearest(nearest)
        }
    })
}

/// How often the alignment is tried with more definitions that may not go.
const MAX_TRIES: usize = 3;

/// One reading of a snippet's indentation.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub index: &'a Index<'a>,
    pub snippet: &'a Snippet,
    pub texts: &'a [String],
    pub definitions: &'a [Definition],
    /// All lines of the file, their indentation aside.
    pub known: &'a Lookup<'a>,
    /// A data file: each key stands in its block once.
    pub keyed: bool,
    /// What becomes of the comments and decorators above the shown definitions.
    pub trivia: &'a Trivia,
}

impl Attempt<'_> {
    /// The plan of this reading, and what it costs.
    fn planned(&self, grade: Grade) -> (u32, Outcome<Planned>) {
        let (found, tied) = match self.with_imports() {
            Ok(found) => found,
            Err(refusal) => return (u32::MAX, Err(refusal)),
        };
        let lost = losses::of(self, &found);
        let (found, tied) = match lost.first() {
            Some(first) => match self.keeping(&lost) {
                Some(kept) => kept,
                None => return (found.cost, Err(would_go(first))),
            },
            None => (found, tied),
        };
        (found.cost, if tied { Err(self.ambiguous(&found)) } else { self.plan(&found, grade) })
    }

    /// The cheapest alignment; one in which no import goes that the snippet does not speak of, where there is one.
    fn with_imports(&self) -> Outcome<(Alignment, bool)> {
        let first = self.cheapest(&[])?;
        let lost = imports::kept(self, &first.0)?;
        if lost.is_empty() {
            return Ok(first);
        }
        let mut kept = vec![Keep::MayGo; self.index.text.len()];
        lost.iter().for_each(|i| kept[*i] = Keep::Stays);
        let found = self.cheapest(&kept)?;
        if imports::kept(self, &found.0)?.iter().any(|i| !lost.contains(i)) {
            return refuse(Reason::UnaccountedRemoval, "an import would be deleted, but the edit does not mention it; show it, or put a marker in its place");
        }
        Ok(found)
    }

    /// The cheapest alignment in which no definition goes without a word.
    fn keeping(&self, lost: &[&Definition]) -> Option<(Alignment, bool)> {
        let mut kept = vec![Keep::MayGo; self.index.text.len()];
        lost.iter().for_each(|d| kept[d.row] = Keep::MayNotGo);
        for _ in 0..MAX_TRIES {
            let found = self.cheapest(&kept).ok()?;
            let lost = losses::of(self, &found.0);
            if lost.is_empty() {
                return Some(found).filter(|(found, _)| !losses::doubles(self, found));
            }
            lost.iter().for_each(|d| kept[d.row] = Keep::MayNotGo);
        }
        None
    }

    fn plan(&self, found: &Alignment, grade: Grade) -> Outcome<Planned> {
        verify::verify(self, found)?;
        let changes = changes::changes(self, found);
        if is_foreign(self.index.text, changes.iter().flat_map(|c| c.new.iter().map(String::as_str))) {
            return refuse(Reason::NoMatch, "the snippet is indented with tabs where the file has blanks, or the other way round");
        }
        let done = changes.iter().map(|c| (c.start..c.end, grade)).collect();
        Ok((changes, done))
    }

    /// The cheapest alignment over all ways to fix the headers, and whether another result costs the same. `kept`: what may
    /// happen to each line; anything when it is empty.
    fn cheapest(&self, kept: &[Keep]) -> Outcome<(Alignment, bool)> {
        let ways = ways(self).or_else(|row| {
            let message = format!("{:?} could be new, or take the place of something that is not shown; show the lines next to it", self.texts[row].trim());
            refuse(Reason::Ambiguous, message)
        })?;
        let text = self.index.text;
        let first = (0..text.len()).find(|i| !text.is_blank(*i)).unwrap_or(0);
        let last = (0..text.len()).rfind(|i| !text.is_blank(*i)).map_or(0, |i| i + 1);
        let mut best: Option<(Alignment, &Way)> = None;
        let mut tied = false;
        for way in &ways {
            let (rules, hidden_at_end) = barriers::raised(self, way, rows::placed(self, &way.rules));
            let problem = Problem {
                lines: self.index.ids,
                rules: &rules,
                starts_with_gap: rules[0].gap,
                ends_with_gap: self.snippet.ends_with_gap,
                hidden_at_end,
                kept,
                content: (first, last),
                last_block: way.block_end(self.snippet, self.snippet.rows.len() - 1).unwrap_or(text.len()),
            };
            let found = match align(&problem) {
                Ok(found) => found,
                Err(Failure::NoWay) => continue,
                Err(Failure::TooLarge) => return refuse(Reason::TooLarge, "the snippet and the file are too long together"),
            };
            match &best {
                Some((b, _)) if b.cost < found.cost => {}
                Some((b, _)) if b.cost == found.cost => tied |= b.results[0] != found.results[0] || found.results[1] != 0,
                _ => {
                    tied = found.results[1] != 0;
                    best = Some((found, way));
                }
            }
        }
        let (best, way) = best.ok_or_else(|| self.no_match())?;
        barriers::nothing_behind(self, way, &best)?;
        Ok((best, tied))
    }

    fn no_match(&self) -> Refusal {
        let lines: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let unknown = (0..lines.len()).find(|k| !lines[*k].is_empty() && self.index.id(lines[*k]).is_none());
        // Markers part what stands far apart in the file: only the part with the unknown line is looked for.
        let at = unknown.unwrap_or(0);
        let from = (0..=at).rev().find(|k| self.snippet.rows[*k].gap.is_some()).unwrap_or(0);
        let to = (at + 1..lines.len()).find(|k| self.snippet.rows[*k].gap.is_some()).unwrap_or(lines.len());
        let shown = &lines[from..to];
        let hint = unknown.map_or(String::new(), |k| format!("; the file has no line {:?}", lines[k].trim()));
        let message = format!("the lines next to the markers are not in the file in this order{hint}");
        Refusal { sought: shown.iter().map(|l| (*l).to_owned()).collect(), ..Refusal::new(Reason::NoMatch, message) }
    }

    fn ambiguous(&self, best: &Alignment) -> Refusal {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for op in &best.ops {
            if let align::Op::Match(_, row) = op {
                let rows = self.index.within(self.index.id(&self.texts[*row]).unwrap_or(u32::MAX), 0, usize::MAX);
                if rows.len() > 1 && !self.texts[*row].is_empty() && (places.is_empty() || rows.len() < places.len()) {
                    places = rows.iter().map(|r| (*r as usize, *r as usize + 1)).collect();
                }
            }
        }
        if places.is_empty() {
            return Refusal::new(Reason::Ambiguous, "the snippet can be read in more than one way; show the lines above and below what is new");
        }
        Refusal::ambiguous("the snippet", places)
    }
}
