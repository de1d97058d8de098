//! What the caller may choose.

use serde::Deserialize;

/// Thresholds are the largest values that are still fine.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    pub max_complexity: u32,
    pub max_lines: u32,
    pub max_nesting: u32,
    pub max_parameters: u32,
    pub rules: Rules,
}

/// `quality`, `security`, `all`, or a list of rule ids.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Rules {
    Group(String),
    Ids(Vec<String>),
}

impl Default for Options {
    fn default() -> Self {
        Self { max_complexity: 10, max_lines: 60, max_nesting: 4, max_parameters: 5, rules: Rules::Group("all".to_owned()) }
    }
}
