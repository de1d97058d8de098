//! Rules about code that lets input do what it should not.

pub mod command_injection;
pub mod eval;
pub mod html_injection;
pub mod implied_eval;
pub mod insecure_random;
pub mod path_traversal;
pub mod sql_injection;
pub mod tls_verification;
pub mod unsafe_deserialization;
pub mod vm_execution;
pub mod weak_hash;
