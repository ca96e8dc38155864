//! All figures of one measure, place and scope over time, by who says so.
