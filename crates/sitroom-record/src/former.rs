//! Former ids: a row is named by its earliest words, and has another name when earlier ones come. The log keeps the
//! names of rows that went while stages ran, and on which words each rested first; the row that rests on these words now
//! is what became of it.

use rusqlite::{Connection, OptionalExtension};

/// What the log calls it.
const GONE: &str = "row_gone";

/// Has the rows that go from here on noticed, whichever way they go.
pub(crate) fn watch(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS gone (kind TEXT NOT NULL, id TEXT NOT NULL, report TEXT, start INTEGER,
             PRIMARY KEY (kind, id));
         DELETE FROM gone;
         CREATE TEMP TRIGGER IF NOT EXISTS row_goes AFTER DELETE ON main.derived BEGIN
             INSERT OR IGNORE INTO gone (kind, id, report, start)
             VALUES (old.kind, old.id, old.json ->> '$.spans[0].report', old.json ->> '$.spans[0].start');
         END;",
    )
}

/// Keeps in the log which of those that went since [`watch`] have not come back.
pub(crate) fn log(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO log (at, what, detail)
         SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1,
                json_object('kind', kind, 'id', id, 'report', report, 'start', start)
         FROM gone WHERE NOT EXISTS (SELECT 1 FROM derived WHERE derived.kind = gone.kind AND derived.id = gone.id)
         ORDER BY kind, id",
        [GONE],
    )?;
    connection.execute("DELETE FROM gone", []).map(drop)
}

/// The id of the row that was once called `id`, if one rests on its first words now.
pub(crate) fn now(connection: &Connection, id: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached(
            "SELECT derived.id FROM
             (SELECT detail ->> '$.kind' AS kind, detail ->> '$.report' AS report, detail ->> '$.start' AS start FROM log
              WHERE what = ?1 AND detail ->> '$.id' = ?2 ORDER BY serial DESC LIMIT 1) AS former
             JOIN derived ON derived.kind = former.kind
             WHERE EXISTS (SELECT 1 FROM json_each(derived.json, '$.spans') AS span
                           WHERE span.value ->> '$.report' = former.report AND span.value ->> '$.start' = former.start)
             ORDER BY sort, derived.id LIMIT 1",
        )?
        .query_row([GONE, id], |row| row.get(0))
        .optional()
}
