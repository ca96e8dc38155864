//! Which passages one report took from another, and what it changed.
