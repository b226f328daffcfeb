//! RULES 9.1.

/// Placeholder until the chapter is merged.
#[derive(Debug, Clone)]
pub struct Calendar;
