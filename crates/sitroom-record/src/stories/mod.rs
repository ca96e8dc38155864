//! Which reports tell of the same happening in the same days.
