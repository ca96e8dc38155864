//! Everything that only reads the record: the brief, tables, exports.
