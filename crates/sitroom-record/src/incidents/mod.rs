//! One happening, merged from the events that several reports tell of it.
