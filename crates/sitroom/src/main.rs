//! The command: reads the news on a crisis and keeps the record.

fn main() {}
