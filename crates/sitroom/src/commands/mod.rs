//! One file a subcommand. The doc comments are the help.

pub(crate) mod annotate;
pub(crate) mod brief;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod correct;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod gazetteer;
pub(crate) mod man;
pub(crate) mod parse;
pub(crate) mod read;
pub(crate) mod reports;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod status;
