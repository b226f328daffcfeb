//! Payloads of acts that only record: notes, papers, prints, fees, form fields, letters, corrections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{
    agency::Letter,
    case::{FeeState, Party},
};

/// A note on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Text.
    pub text: String,
}

/// Originals taken or returned (R5.16, T3, T27, T63).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperMove {
    /// Materials; empty = all papers of the case.
    #[serde(default)]
    pub material_codes: Vec<String>,
    /// Returned (true) or taken.
    pub returned: bool,
}

/// A print, for the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// Document number.
    pub document_no: String,
    /// Copies.
    pub copies: u32,
    /// Reason for more than the document's own number of copies.
    #[serde(default)]
    pub reason: String,
}

/// R10.9.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeeRecord {
    /// New facet value.
    pub state: FeeState,
    /// Amount in fen.
    pub amount_fen: u64,
    /// Fiscal electronic ticket number.
    #[serde(default)]
    pub ticket_no: String,
}

/// Form fields with the values they were based on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormRecord {
    /// New values.
    pub fields: BTreeMap<String, String>,
    /// Values they replace.
    #[serde(default)]
    pub base: BTreeMap<String, String>,
}

/// A letter recorded on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentLetter {
    /// The agent.
    pub agent: Party,
    /// The letter.
    pub letter: Letter,
}

/// R0.8, R12.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentCorrection {
    /// The number that is voided.
    pub document_no: String,
    /// What was wrong and what is right.
    pub correction: String,
}
