//! RULES 15.

/// Placeholder until the chapter is merged.
#[derive(Debug, Clone)]
pub struct Settings;
