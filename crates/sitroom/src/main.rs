//! The command: reads the news on a crisis and keeps the record.
//!
//! A thin edge: it reads arguments, calls the other rooms, and turns what goes wrong into messages and exit codes.

mod cli;
mod commands;
mod conllu;
mod engine;
mod failure;
mod flow;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    failure::tell_panics();
    // A fault of ours is caught, so that scripts can tell it from a wrong file by the exit code.
    let ended = std::panic::catch_unwind(cli::run).unwrap_or_else(|_| Err(failure::Failure::Panic));
    failure::exit_code(ended)
}
