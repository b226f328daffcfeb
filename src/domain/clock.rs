//! RULES 9.2.

/// Placeholder until the chapter is merged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Clock;
