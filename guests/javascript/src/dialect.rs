//! The dialects of this guest: what the host calls them, their number in tables, and how oxc parses them.

use oxc_span::SourceType;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// js and jsx files: module or script by what they contain; JSX allowed.
    JavaScript = 1,
    /// ts, mts and cts files.
    TypeScript = 2,
    Tsx = 3,
    /// d.ts files.
    Dts = 5,
    /// Always a module; JSX allowed.
    Mjs = 6,
    /// Always CommonJS (a function body to the parser: `return` at top level is fine); JSX allowed.
    Cjs = 7,
}

impl Dialect {
    pub fn from_name(name: &str) -> Result<Self, String> {
        Ok(match name {
            "javascript" => Self::JavaScript,
            "typescript" => Self::TypeScript,
            "tsx" => Self::Tsx,
            "dts" => Self::Dts,
            "mjs" => Self::Mjs,
            "cjs" => Self::Cjs,
            _ => return Err(format!("unknown dialect {name:?}: one of javascript, typescript, tsx, dts, mjs, cjs")),
        })
    }

    pub fn number(self) -> u32 {
        self as u32
    }

    pub fn is_typescript(self) -> bool {
        matches!(self, Self::TypeScript | Self::Tsx | Self::Dts)
    }

    pub fn source_type(self) -> SourceType {
        match self {
            Self::JavaScript => SourceType::unambiguous().with_jsx(true),
            Self::TypeScript => SourceType::ts().with_unambiguous(true),
            Self::Tsx => SourceType::tsx().with_unambiguous(true),
            Self::Dts => SourceType::d_ts(),
            Self::Mjs => SourceType::mjs().with_jsx(true),
            Self::Cjs => SourceType::cjs().with_jsx(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        assert!(Dialect::from_name("coffee").unwrap_err().contains("typescript"));
        assert_eq!(Dialect::from_name("tsx").unwrap().number(), 3);
    }
}
