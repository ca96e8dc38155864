//! Checks dependencies' licences and sources without a network, by the list in `deny.toml` that cargo-deny reads too.

use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

pub(crate) fn run() -> Result<()> {
    let allowed = allowed(&std::fs::read_to_string("deny.toml").context("run this where deny.toml is")?);
    ensure!(!allowed.is_empty(), "deny.toml has no list `allow` of licences");
    let done = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--locked"]).output()?;
    ensure!(done.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&done.stderr));
    let metadata: Value = serde_json::from_slice(&done.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let faults: Vec<String> = packages.iter().filter_map(|package| fault(package, &allowed)).collect();
    if faults.is_empty() {
        println!("{} packages, all under allowed licences and from allowed sources", packages.len());
        return Ok(());
    }
    bail!("{}\nReplace these dependencies, or allow the licence in deny.toml and say why", faults.join("\n"));
}

/// The quoted words of the list `allow`.
fn allowed(deny: &str) -> Vec<String> {
    let list = deny.split_once("\nallow = [").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn fault(package: &Value, allowed: &[String]) -> Option<String> {
    let name = format!("{} {}", package["name"].as_str()?, package["version"].as_str()?);
    let source = package["source"].as_str();
    if source.is_some_and(|source| !source.starts_with("registry+")) {
        return Some(format!("{name} does not come from the registry"));
    }
    match package["license"].as_str() {
        None => Some(format!("{name} names no licence")),
        Some(expression) if !allows(expression, allowed) => Some(format!("{name} is under {expression}")),
        Some(_) => None,
    }
}

/// Whether an SPDX expression can be met with the allowed licences: AND binds closer than OR, `/` is an old OR.
fn allows(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, allowed) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = either(words, at, allowed);
        let closed = words.get(*at) == Some(&")");
        *at += usize::from(closed);
        return met && closed;
    }
    // An exception only adds freedom: "Apache-2.0 WITH LLVM-exception" is met where Apache-2.0 is.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed.iter().any(|own| own == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let allowed =
            allowed("[licenses]\nallow = [\n    \"MIT\", # plain\n    \"Apache-2.0\",\n    \"Unicode-3.0\",\n]\n");
        assert_eq!(allowed, ["MIT", "Apache-2.0", "Unicode-3.0"]);
        for met in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "(MIT OR GPL-3.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(allows(met, &allowed), "{met}");
        }
        for unmet in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "GPL-3.0 OR LGPL-3.0",
            "",
            "(MIT",
            "MIT MIT",
            "GPL-3.0 AND Unicode-3.0 OR BSD",
        ] {
            assert!(!allows(unmet, &allowed), "{unmet}");
        }
    }
}
