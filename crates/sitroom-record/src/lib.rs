//! Across reports: the store, copies, stories, incidents, series, timeline.
