//! A command line as a shell reads it: its simple commands, their words with quotes taken off, and where their output goes.
//!
//! Nothing is expanded or run. A word is a list of pieces, so that who reads it knows what a shell would still expand.

mod commands;
mod words;

pub use commands::{Command, Line, read};
pub use words::{Piece, Word};

/// Operation 1: the commands of a line.
fn commands(input: &[u8]) -> Result<Vec<u8>, String> {
    let line = read(input)?;
    rmp_serde::to_vec_named(&line).map_err(|error| error.to_string())
}

kaptar_abi::guest! {
    name: "shell",
    ops: [
        { 1, "commands", "the simple commands of a shell's line, in their order", "source: bytes", "value", commands },
    ],
}
