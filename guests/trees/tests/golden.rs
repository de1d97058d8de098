//! One sample file per language and its table as text, read by a person before it was committed.
//!
//! `KAPTAR_GOLDEN=write cargo test -p kaptar-trees --all-features --test golden` writes the tables again: look at the difference.

mod laws;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kaptar_table::{BROKEN, EXPORTED, GETTER, NONE, SETTER, STATIC, Table};
use kaptar_trees::operations::parse;
use kaptar_trees::rules::{Dialect, Language};
use kaptar_trees::{LANGUAGES, walk};

/// Sample files: name and dialect.
const SAMPLES: &[(&str, &str)] = &[
    ("sample.sh", "bash"),
    ("sample.c", "c"),
    ("sample.cpp", "cpp"),
    ("sample.cs", "csharp"),
    ("sample.css", "css"),
    ("sample.go", "go"),
    ("broken.go", "go"),
    ("sample.html", "html"),
    ("sample.java", "java"),
    ("sample.js", "javascript"),
    ("sample.js", "mjs"),
    ("sample.js", "cjs"),
    ("sample.json", "json"),
    ("sample.kt", "kotlin"),
    ("sample.lua", "lua"),
    ("sample.md", "markdown"),
    ("sample.php", "php"),
    ("sample.py", "python"),
    ("sample.rb", "ruby"),
    ("sample.rs", "rust"),
    ("sample.scala", "scala"),
    ("sample.swift", "swift"),
    ("sample.toml", "toml"),
    ("sample.ts", "typescript"),
    ("sample.d.ts", "dts"),
    ("sample.tsx", "tsx"),
    ("sample.yaml", "yaml"),
    // One-line statements, imports, directives, decorators and heads.
    ("statements.sh", "bash"),
    ("statements.c", "c"),
    ("statements.cpp", "cpp"),
    ("statements.cs", "csharp"),
    ("statements.css", "css"),
    ("statements.go", "go"),
    ("statements.html", "html"),
    ("statements.java", "java"),
    ("statements.js", "javascript"),
    ("statements.json", "json"),
    ("statements.kt", "kotlin"),
    ("statements.lua", "lua"),
    ("statements.md", "markdown"),
    ("statements.php", "php"),
    ("statements.py", "python"),
    ("statements.rb", "ruby"),
    ("statements.rs", "rust"),
    ("statements.scala", "scala"),
    ("statements.swift", "swift"),
    ("statements.toml", "toml"),
    ("statements.ts", "typescript"),
    ("statements.tsx", "tsx"),
    ("statements.yaml", "yaml"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The language and dialect of a name, where it is compiled in.
fn find(dialect: &str) -> Option<(&'static Language, &'static Dialect)> {
    LANGUAGES.iter().find_map(|(_, language)| Some((*language, language.dialects.iter().find(|d| d.name == dialect)?)))
}

fn sample(file: &str, dialect: &str) -> Option<(Vec<u8>, Table)> {
    let (language, dialect) = find(dialect)?;
    let source = std::fs::read(folder().join(file)).unwrap();
    let tree = parse(&source, language, dialect, None).unwrap();
    let table = walk::table(&source, &tree, language, dialect.number);
    Some((source, table))
}

/// A record a line: kind, indented by depth, name, lines; `+` is exported, `!` broken, `<` a getter, `>` a setter, `*` static.
fn readable(source: &[u8], table: &Table) -> String {
    let mut out = String::new();
    for r in &table.records {
        let name = match r.name_start {
            NONE => String::new(),
            _ => format!(" {}", String::from_utf8_lossy(&source[r.name_start as usize..r.name_end as usize]).replace('\n', "⏎")),
        };
        let marks = [(EXPORTED, " +"), (BROKEN, " !"), (GETTER, " <"), (SETTER, " >"), (STATIC, " *")];
        let marks: String = marks.iter().filter(|(flag, _)| r.flags & flag != 0).map(|(_, mark)| *mark).collect();
        let indent = "  ".repeat(r.depth as usize);
        writeln!(out, "{indent}{:?}{name} L{}-L{}{marks}", r.kind, r.first_line, r.last_line).unwrap();
    }
    for p in &table.problems {
        writeln!(out, "problem {}:{} {}", p.line, p.column, p.message).unwrap();
    }
    out
}

#[test]
fn tables_are_those_that_were_read() {
    let write = std::env::var("KAPTAR_GOLDEN").is_ok_and(|v| v == "write");
    let mut different = Vec::new();
    for (file, dialect) in SAMPLES {
        let Some((source, table)) = sample(file, dialect) else { continue };
        let text = readable(&source, &table);
        let golden = folder().join(format!("{file}.table"));
        if write {
            std::fs::write(&golden, &text).unwrap();
        } else if std::fs::read_to_string(&golden).unwrap_or_default() != text {
            different.push(format!("{file}:\n{text}"));
        }
    }
    assert!(different.is_empty(), "these tables are different now:\n{}", different.join("\n"));
}

#[test]
fn every_dialect_has_a_sample() {
    for (module, language) in LANGUAGES {
        for dialect in language.dialects {
            assert!(SAMPLES.iter().any(|(_, d)| *d == dialect.name), "{module}: {}", dialect.name);
        }
    }
}

#[test]
fn tables_can_be_read_back_and_ranges_nest() {
    for (file, dialect) in SAMPLES {
        let Some((_, table)) = sample(file, dialect) else { continue };
        assert_eq!(Table::decode(&table.encode()).unwrap(), table, "{file}");
        laws::nested(&table, file);
    }
}

#[test]
fn every_line_of_code_has_a_record() {
    let mut without = Vec::new();
    for (file, dialect) in SAMPLES {
        let Some((source, table)) = sample(file, dialect) else { continue };
        let lines = laws::lines_without_records(&source, &table);
        without.extend(lines.into_iter().map(|(line, text)| format!("{file}:{line}: {text}")));
    }
    assert!(without.is_empty(), "{}", without.join("\n"));
}
