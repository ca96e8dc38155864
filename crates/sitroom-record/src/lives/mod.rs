//! The lives of agreements and the history of control, turn by turn.
