//! Floor 3. Official papers: template and data become text (RULES 1.7, R1.40).
//!
//! The centre renders and freezes a paper inside the command that demands it; the desk only shows, prints and exports
//! by number. A template names every field of the rulebook's table; a paper with a missing field is not issued.

mod field;
mod fields;
mod layout;
mod slip;
mod template;
mod words;

pub use slip::{CollectionSlip, SlipPaper};

use jiff::Timestamp;
use thiserror::Error;

use field::Field;
use template::Line;

use crate::{
    contract::Realm,
    domain::{
        calendar::Calendar,
        case::{Case, DocumentKind},
        guide::Guide,
        lifecycle::Act,
        reason::Reason,
        role::Actor,
        settings::Settings,
    },
};

/// What a paper is made of. The case is the case after the act, so its dates are the ones in force.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Number given by the centre.
    pub no: &'a str,
    /// The case after the act.
    pub case: &'a Case,
    /// The pinned guide.
    pub guide: &'a Guide,
    /// The act that demands it: what a person stated in it is printed.
    pub act: &'a Act,
    /// The calendar in force.
    pub calendar: &'a Calendar,
    /// Settings of the region.
    pub settings: &'a Settings,
    /// Hall as printed.
    pub hall: &'a str,
    /// Realm: all but live bear 演示·无效.
    pub realm: Realm,
    /// Who issues it.
    pub actor: &'a Actor,
    /// Time of issue.
    pub issued_at: Timestamp,
    /// Query code of the applicant (R7.21), known only when it is drawn.
    pub query_code: Option<&'a str>,
    /// Remark of this issue.
    pub remark: Option<&'a Reason>,
    /// Number of the paper that this one corrects, with what was wrong.
    pub corrects: Option<(&'a str, &'a str)>,
}

/// A rendered paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Title.
    pub title: String,
    /// Plain text, 78 cells wide.
    pub text: String,
    /// Version of the template.
    pub template: &'static str,
}

/// A paper that cannot be issued because a field of the rulebook's table is missing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("document field missing: {field}")]
pub struct MissingField {
    /// Name of the field.
    pub field: &'static str,
}

/// Renders a paper. Papers that the same act issued before it already stand in `case.documents`.
pub fn render(kind: DocumentKind, sheet: &Sheet<'_>) -> Result<Paper, MissingField> {
    let template = template::template(kind);
    let value = |name: &'static str| fields::value(name, sheet, &template);
    let lines: Vec<Line> = template::HEAD
        .lines()
        .map(template::parse)
        .chain(template.body.iter().copied())
        .chain(template::FOOT.lines().map(template::parse))
        .collect();
    let text = layout::lay_out(&lines, &value)?;
    let title = match value("title")? {
        Field::Text(title) => title,
        Field::List(_) | Field::Table(_) => return Err(MissingField { field: "title" }),
    };
    Ok(Paper { title, text, template: template.version })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::too_many_lines)]
mod tests;
