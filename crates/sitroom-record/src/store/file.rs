//! The file of a record: telling ours from others before anything touches it, making a new one, opening it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::RecordError;

/// "SITR", in the header of every record.
const APPLICATION_ID: u32 = 0x5349_5452;

/// The schema version that this program writes.
pub const SCHEMA_VERSION: u32 = MIGRATIONS.len() as u32;

/// What takes a record from version `i` to `i + 1`. Never change one that was released: add the next.
const MIGRATIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("schema-2.sql")];

/// Up to this size a file is looked through for damage each time it is opened for writing; larger ones by `check`.
const LOOKED_THROUGH: u64 = 256 << 20;

/// Statements kept ready: more than all stages together have.
const STATEMENTS: usize = 512;

const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER: usize = 100;

/// What a file's first bytes say it is.
enum Found {
    Nothing,
    Record { version: u32 },
    Foreign,
    Cut,
}

/// Opens the record at `path`, making a new one where there is none. A file that is not a sound record of this or an
/// earlier version is not touched.
pub(super) fn open(path: &Path) -> Result<Connection, RecordError> {
    if let Found::Nothing = inspect(path)? {
        create(path)?;
    }
    let mut connection = connect(path, true)?;
    migrate(path, &mut connection)?;
    Ok(connection)
}

/// Opens the record at `path` for reading; an error where there is none.
pub(super) fn open_existing(path: &Path) -> Result<Connection, RecordError> {
    if let Found::Nothing = inspect(path)? {
        return Err(RecordError::Missing(path.to_owned()));
    }
    let mut connection = connect(path, false)?;
    migrate(path, &mut connection)?;
    Ok(connection)
}

/// Reads the header without SQLite, which might write beside or into a file that is not ours.
fn inspect(path: &Path) -> Result<Found, RecordError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(RecordError::from_io(path, &error)),
    };
    let mut header = Vec::with_capacity(HEADER);
    (&mut file).take(HEADER as u64).read_to_end(&mut header).map_err(|error| RecordError::from_io(path, &error))?;
    match judge(&header) {
        Found::Foreign => Err(RecordError::Foreign(path.to_owned())),
        Found::Cut => Err(RecordError::Damaged { path: path.to_owned(), fault: "it is cut short".to_owned() }),
        Found::Record { version } if version > SCHEMA_VERSION => {
            Err(RecordError::Newer { path: path.to_owned(), found: version, known: SCHEMA_VERSION })
        }
        found => Ok(found),
    }
}

fn judge(header: &[u8]) -> Found {
    // An empty file is somebody's, perhaps ours cut to nothing: a new record is made beside and moved, never written over.
    let magic = &header[..header.len().min(SQLITE_MAGIC.len())];
    if header.is_empty() || !SQLITE_MAGIC.starts_with(magic) {
        return Found::Foreign;
    }
    let word = |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    match (word(60), word(68)) {
        (Some(version), Some(APPLICATION_ID)) if header.len() == HEADER => Found::Record { version },
        (_, Some(_)) if header.len() == HEADER => Found::Foreign,
        _ => Found::Cut,
    }
}

/// Makes an empty record in a file of its own and gives it the name `path` at once, so that no kill leaves half a one.
fn create(path: &Path) -> Result<(), RecordError> {
    let io = |error: std::io::Error| RecordError::from_io(path, &error);
    let sqlite = |error| RecordError::from_sqlite(path, error);
    let beside = beside(path);
    let _ = fs::remove_file(&beside);
    let made = (|| {
        let connection = Connection::open(&beside).map_err(sqlite)?;
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = MEMORY;
                 BEGIN;
                 PRAGMA application_id = {APPLICATION_ID};
                 PRAGMA user_version = {SCHEMA_VERSION};
                 {}
                 INSERT INTO log (at, what, detail)
                 VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 'created', 'schema version {SCHEMA_VERSION}');
                 COMMIT;",
                MIGRATIONS.concat()
            ))
            .map_err(sqlite)?;
        connection.close().map_err(|(_, error)| sqlite(error))?;
        // A link fails where another process has made a record meanwhile: then that one is the record. Where the file
        // system has no links, a move does.
        match fs::hard_link(&beside, path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            Err(_) if !path.exists() => fs::rename(&beside, path).map_err(io),
            Err(_) => Ok(()),
        }
    })();
    let _ = fs::remove_file(&beside);
    made
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    path.with_file_name(name)
}

fn connect(path: &Path, writing: bool) -> Result<Connection, RecordError> {
    let sqlite = |error| RecordError::from_sqlite(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(sqlite)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if writing && size <= LOOKED_THROUGH {
        let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(sqlite)?;
        if verdict != "ok" {
            return Err(RecordError::Damaged { path: path.to_owned(), fault: verdict.replace('\n', ", ") });
        }
    }
    connection.pragma_update(None, "foreign_keys", true).map_err(sqlite)?;
    if writing {
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(sqlite)?;
        // Each batch is on the disk before it is reported as stored.
        connection.pragma_update(None, "synchronous", "FULL").map_err(sqlite)?;
    }
    Ok(connection)
}

fn migrate(path: &Path, connection: &mut Connection) -> Result<(), RecordError> {
    let sqlite = |error| RecordError::from_sqlite(path, error);
    let version = |connection: &Connection| {
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0)).map_err(sqlite)
    };
    let found = version(connection)?;
    if found > SCHEMA_VERSION {
        // Written by a newer program whose last change still stood in the write-ahead log when the header was read.
        return Err(RecordError::Newer { path: path.to_owned(), found, known: SCHEMA_VERSION });
    }
    if found == SCHEMA_VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sqlite)?;
    for migration in MIGRATIONS.iter().skip(version(&transaction)? as usize) {
        transaction.execute_batch(migration).map_err(sqlite)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION).map_err(sqlite)?;
    transaction.commit().map_err(sqlite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(version: u32, application: u32) -> Vec<u8> {
        let mut header = vec![0; HEADER];
        header[..16].copy_from_slice(SQLITE_MAGIC);
        header[60..64].copy_from_slice(&version.to_be_bytes());
        header[68..72].copy_from_slice(&application.to_be_bytes());
        header
    }

    #[test]
    fn headers_are_told_apart() {
        assert!(matches!(judge(&header(1, APPLICATION_ID)), Found::Record { version: 1 }));
        assert!(matches!(judge(&header(1, 0)), Found::Foreign));
        assert!(matches!(judge(b"Once upon a time"), Found::Foreign));
        assert!(matches!(judge(b""), Found::Foreign));
        assert!(matches!(judge(&header(1, APPLICATION_ID)[..40]), Found::Cut));
    }
}
