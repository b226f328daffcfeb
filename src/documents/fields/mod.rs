//! Every field that a template may name (RULES 1.7), by the place its value comes from.
//!
//! `None` = this paper cannot be issued without it; an empty text = the rulebook lets it be empty here.

mod dates;
mod heading;
mod materials;
mod typed;

use super::{MissingField, Sheet, field::Field, template::Template};

/// The value of a field on this sheet.
pub(super) fn value(name: &'static str, sheet: &Sheet<'_>, template: &Template) -> Result<Field, MissingField> {
    heading::value(name, sheet, template)
        .or_else(|| dates::value(name, sheet))
        .or_else(|| materials::value(name, sheet))
        .or_else(|| typed::value(name, sheet))
        .ok_or(MissingField { field: name })
}
