//! Which rules run, and their thresholds.

use serde::Deserialize;

use super::{Rule, rules};

/// Options of `analyze`; what is left out has its default.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    pub max_complexity: u32,
    pub max_lines: u32,
    pub max_nesting: u32,
    /// Parameters of a function, without `self` and `cls`.
    pub max_parameters: u32,
    pub rules: Selection,
}

/// `"all"`, `"quality"`, `"security"`, or a list of rule ids.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Selection {
    Group(String),
    Ids(Vec<String>),
}

impl Default for Options {
    fn default() -> Self {
        let rules = Selection::Group("all".to_owned());
        Self { max_complexity: 10, max_lines: 60, max_nesting: 4, max_parameters: 6, rules }
    }
}

impl Options {
    /// Read the msgpack map of options; nil stands for none. Unknown options and rules are errors.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let options: Option<Self> = rmp_serde::from_slice(bytes).map_err(|e| format!("the options cannot be read: {e}"))?;
        let options = options.unwrap_or_default();
        let unknown = match &options.rules {
            Selection::Group(group) => Some(group).filter(|g| !["all", "quality", "security"].contains(&g.as_str())),
            Selection::Ids(ids) => ids.iter().find(|id| !rules().any(|r| r.id == id.as_str())),
        };
        match unknown {
            Some(name) => Err(format!("there is no rule or group of rules {name:?}")),
            None => Ok(options),
        }
    }

    pub fn wants_any(&self, rules: &[&Rule]) -> bool {
        rules.iter().any(|rule| self.wants(rule))
    }

    pub fn wants(&self, rule: &Rule) -> bool {
        match &self.rules {
            Selection::Group(group) => group == "all" || rule.id.strip_prefix(group.as_str()).is_some_and(|r| r.starts_with('/')),
            Selection::Ids(ids) => ids.iter().any(|id| id == rule.id),
        }
    }
}
