//! RULES 9.3.

/// Placeholder until the chapter is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Light;
