//! Reading the files of `lexicons/`: what the annotators know about the world.
//!
//! A lexicon is a UTF-8 text of tab-separated columns. The first line that is neither empty nor a comment names the
//! columns; `#` begins a comment at the start of a line; the last column of every lexicon is `comment`. An analyst's
//! folder (`--lexicon DIR`) may hold files of the same names: their rows come after ours, and where two rows have the
//! same first column the later one stands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sitroom_gazetteer::Gazetteer;

/// What is wrong with a lexicon.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A row does not fit the columns.
    #[error("lexicon {file}, line {line}: {fault}")]
    Row {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The fault and what to do.
        fault: String,
    },
    /// The analyst's gazetteer cannot be used.
    #[error(transparent)]
    Gazetteer(#[from] sitroom_gazetteer::GazetteerError),
    /// A file cannot be read.
    #[error("lexicon {file}: {source}; check that the file exists and may be read")]
    File {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
}

/// One row of a lexicon.
#[derive(Clone, Debug)]
pub struct Row {
    /// `file:line`, as `explain` shows it.
    pub entry: String,
    cells: Vec<String>,
}

/// One lexicon: named columns and rows.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// The file's name.
    pub name: String,
    columns: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<Row>,
}

impl Lexicon {
    /// Reads the text of the lexicon `name`.
    pub fn parse(name: &str, text: &str) -> Result<Self, LexiconError> {
        let mut columns: Vec<String> = Vec::new();
        let mut rows = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let cells: Vec<String> = line.split('\t').map(|cell| cell.trim().to_owned()).collect();
            if columns.is_empty() {
                columns = cells;
            } else if cells.len() > columns.len() {
                let fault = format!("{} columns where the head names {}; remove a tab", cells.len(), columns.len());
                return Err(LexiconError::Row { file: name.to_owned(), line: number + 1, fault });
            } else {
                rows.push(Row { entry: format!("{name}:{}", number + 1), cells });
            }
        }
        Ok(Self { name: name.to_owned(), columns, rows })
    }

    /// The number of the column `name`, or an error that names the file.
    pub fn column(&self, name: &str) -> Result<usize, LexiconError> {
        self.columns.iter().position(|column| column == name).ok_or_else(|| LexiconError::Row {
            file: self.name.clone(),
            line: 1,
            fault: format!("no column {name:?}; name it in the first line"),
        })
    }

    /// An error about `row`.
    pub fn fault(&self, row: &Row, fault: impl Into<String>) -> LexiconError {
        let line = row.entry.rsplit(':').next().and_then(|line| line.parse().ok()).unwrap_or(0);
        LexiconError::Row { file: self.name.clone(), line, fault: fault.into() }
    }

    fn extend(&mut self, other: Self) -> Result<(), LexiconError> {
        if other.columns != self.columns {
            let fault =
                format!("columns {:?} where ours are {:?}; use the same head line", other.columns, self.columns);
            return Err(LexiconError::Row { file: other.name, line: 1, fault });
        }
        for row in other.rows {
            match self.rows.iter_mut().find(|own| !row.cell(0).is_empty() && own.cell(0) == row.cell(0)) {
                Some(own) => *own = row,
                None => self.rows.push(row),
            }
        }
        Ok(())
    }
}

impl Row {
    /// The cell in column `column`; empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The parts of a cell that lists several, separated by `|`.
    pub fn list(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cell(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }
}

/// All lexicons by name: those in the binary, and over them an analyst's own.
#[derive(Clone, Debug, Default)]
pub struct Lexicons {
    own: BTreeMap<String, Lexicon>,
    gazetteer: Option<Arc<Gazetteer>>,
}

/// The file of an analyst's folder that holds places of their own.
pub const OWN_GAZETTEER: &str = "gazetteer.sitroom";

impl Lexicons {
    /// The lexicons of the folder `directory`, to lie over those in the binary.
    pub fn from_directory(directory: &Path) -> Result<Self, LexiconError> {
        let file_error = |file: &Path, source| LexiconError::File { file: file.display().to_string(), source };
        let mut own = BTreeMap::new();
        for entry in std::fs::read_dir(directory).map_err(|source| file_error(directory, source))? {
            let path = entry.map_err(|source| file_error(directory, source))?.path();
            if path.extension().is_some_and(|extension| extension == "tsv") {
                let text = std::fs::read_to_string(&path).map_err(|source| file_error(&path, source))?;
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                own.insert(name.clone(), Lexicon::parse(&name, &text)?);
            }
        }
        let places = directory.join(OWN_GAZETTEER);
        let gazetteer = if places.exists() { Some(Arc::new(Gazetteer::open(&places)?)) } else { None };
        Ok(Self { own, gazetteer })
    }

    /// The analyst's own places.
    pub(crate) fn gazetteer(&self) -> Option<Arc<Gazetteer>> {
        self.gazetteer.clone()
    }

    /// The lexicon `name` whose text in the binary is `embedded`, with the analyst's rows laid over it.
    pub fn load(&self, name: &str, embedded: &str) -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon::parse(name, embedded)?;
        if let Some(own) = self.own.get(name) {
            lexicon.extend(own.clone())?;
        }
        Ok(lexicon)
    }
}
