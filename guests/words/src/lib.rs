//! What names and texts say to the security rules, in every language alike.
//!
//! [`names`] splits names into words and tells which of them quote or stand for a secret; [`sql`] tells statements from
//! sentences, and [`places`] what stands in a statement for a value from what stands for a name.

pub mod names;
pub mod places;
pub mod sql;
