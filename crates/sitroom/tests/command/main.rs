//! The command as its users run it: whole processes in a folder of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod corrections;
mod credits;
mod edges;
mod inputs;
mod kill;
mod order;
mod record;
mod room;
mod snapshots;
