use clap::Args;
use clap_complete::Shell;

use crate::failure::{Done, Failure};
use crate::output::Output;

/// Print completions for a shell
///
/// For bash: `sitroom completions bash > ~/.local/share/bash-completion/completions/sitroom`.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, mut command: clap::Command) -> Result<Done, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "sitroom", &mut script);
        let mut out = Output::new();
        out.write(script)?;
        out.flush()?;
        Ok(Done::Whole)
    }
}
