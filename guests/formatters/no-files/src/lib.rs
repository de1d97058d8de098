//! In place of the crate `ruff_db`, a database of files that ruff's formatter names for its command line and its language
//! server. It brings clocks, random numbers and archives, which would make a guest import functions of a JavaScript engine.
//! A guest has no files; no operation reaches these functions, and one that did would trap here. Patched in by the
//! workspace's `Cargo.toml`.

use ruff_python_ast::PythonVersion;

pub trait Db {}

/// A file of one version of Python.
pub struct PythonFile(());

impl PythonFile {
    pub fn new<T: ?Sized>(_: &T, _: files::File, _: PythonVersion) -> Self {
        no_files()
    }
}

pub mod files {
    #[derive(Clone, Copy)]
    pub struct File(());
}

pub mod source {
    pub fn source_text<T: ?Sized>(_: &T, _: crate::files::File) -> String {
        crate::no_files()
    }
}

pub mod parsed {
    use ruff_python_ast::ModModule;
    use ruff_python_parser::Parsed;

    pub struct ParsedModule(());

    impl ParsedModule {
        pub fn load<T: ?Sized>(&self, _: &T) -> Parsed<ModModule> {
            crate::no_files()
        }
    }

    pub fn parsed_module<T: ?Sized>(_: &T, _: crate::PythonFile) -> ParsedModule {
        crate::no_files()
    }
}

pub mod diagnostic {
    pub enum DiagnosticId {
        InternalError,
    }

    pub enum Severity {
        Error,
    }

    pub struct Diagnostic(());

    impl Diagnostic {
        pub fn new(_: DiagnosticId, _: Severity, _: impl std::fmt::Display) -> Self {
            crate::no_files()
        }
    }
}

fn no_files() -> ! {
    panic!("a guest has no files")
}
