//! Tables for people.

use std::fmt::Write;

use crate::safe;

/// No column is narrower than this when a table is squeezed into a terminal.
const NARROWEST: usize = 8;

/// A table of `rows` under `heads`. With a `width`, the widest columns are cut until it fits; without, nothing is.
pub fn table(heads: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let clean: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| safe::line(cell).into_owned()).collect()).collect();
    let mut widths: Vec<usize> = heads.iter().map(|head| length(head)).collect();
    for row in &clean {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(length(cell));
        }
    }
    if let Some(width) = width {
        squeeze(&mut widths, width.saturating_sub(2 * heads.len().saturating_sub(1)));
    }
    let mut table = String::new();
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    line(&mut table, &heads, &widths);
    let rule: Vec<String> = widths.iter().map(|&width| "─".repeat(width)).collect();
    line(&mut table, &rule, &widths);
    for row in &clean {
        line(&mut table, row, &widths);
    }
    table
}

/// The length of a cell in characters: near enough for the scripts that names of a crisis come in.
fn length(cell: &str) -> usize {
    cell.chars().count()
}

fn squeeze(widths: &mut [usize], room: usize) {
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        let Some(widest) = widths.iter_mut().filter(|width| **width > NARROWEST).max() else { break };
        *widest -= 1;
        over -= 1;
    }
}

fn line(table: &mut String, cells: &[String], widths: &[usize]) {
    let mut text = String::new();
    for (i, (cell, &width)) in cells.iter().zip(widths).enumerate() {
        if i > 0 {
            text.push_str("  ");
        }
        let cut: String = if length(cell) > width {
            cell.chars().take(width.saturating_sub(1)).chain(['…']).collect()
        } else {
            cell.clone()
        };
        let _ = write!(text, "{cut:width$}");
    }
    table.push_str(text.trim_end());
    table.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_line_up_and_fit() {
        let rows = [vec!["a".to_owned(), "a long cell of many words".to_owned()], vec!["bé".to_owned(), "x\n".into()]];
        let wide = table(&["id", "words"], &rows, None);
        assert_eq!(wide, "id  words\n──  ─────────────────────────\na   a long cell of many words\nbé  x\n");
        let narrow = table(&["id", "words"], &rows, Some(16));
        assert!(narrow.lines().all(|line| line.chars().count() <= 16), "{narrow}");
        assert!(narrow.contains("a long cell…"), "{narrow}");
    }
}
