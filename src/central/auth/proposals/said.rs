//! What a proposal would change, field by field: in words for whoever decides, by name alone for the audit trail.

use crate::{
    central::{
        auth::{staff::differences, weight::ticks},
        store::ProposalRow,
    },
    contract::{Person, ProposalKind, ProposedChange},
};

/// The fields of a person that a proposal can touch, in codes.
fn fields_of(person: &Person) -> Vec<(&'static str, String)> {
    let limits = &person.limits;
    let mut all = vec![
        ("name", person.name.clone()),
        ("role", format!("{:?}", person.role)),
        ("departments", person.departments.join(",")),
        ("window_id", person.window_id.clone().unwrap_or_default()),
        ("limits.regions", limits.regions.join(",")),
        ("limits.items", limits.items.join(",")),
        ("limits.windows", limits.windows.join(",")),
        ("mandate.letter_no", person.mandate.letter_no.clone().unwrap_or_default()),
    ];
    all.extend(ticks(&person.mandate).map(|(name, has)| (name, has.to_string())));
    all
}

/// What becomes otherwise. Of somebody new that is all they have.
pub(super) fn changes(row: &ProposalRow) -> Vec<ProposedChange> {
    let line = |field: &str, before: Option<&str>, after: &str| ProposedChange {
        field: field.to_owned(),
        before: before.map(ToOwned::to_owned),
        after: after.to_owned(),
    };
    let after = fields_of(&row.proposed.after);
    match row.kind {
        ProposalKind::Enable => vec![line("disabled", Some("true"), "false")],
        ProposalKind::Password if row.proposed.second_factor => {
            vec![line("password", None, "new"), line("second_factor", Some("true"), "false")]
        }
        ProposalKind::Password => vec![line("password", None, "new")],
        ProposalKind::Create | ProposalKind::Change => match &row.proposed.before {
            None => {
                let said = after.iter().filter(|(field, value)| *field == "role" || is_said(value));
                said.map(|(field, value)| line(field, None, value)).collect()
            }
            Some(before) => {
                let pairs = fields_of(before).into_iter().zip(&after);
                let otherwise = pairs.filter(|((_, old), (_, new))| old != new);
                otherwise.map(|((field, old), (_, new))| line(field, Some(&old), new)).collect()
            }
        },
    }
}

/// A value that says something of somebody new.
fn is_said(value: &str) -> bool {
    !value.is_empty() && value != "false"
}

/// The names of the fields, for the audit trail.
pub(super) fn fields(row: &ProposalRow) -> Vec<&'static str> {
    match row.kind {
        ProposalKind::Create | ProposalKind::Enable => Vec::new(),
        ProposalKind::Password if row.proposed.second_factor => vec!["password", "totp"],
        ProposalKind::Password => vec!["password"],
        ProposalKind::Change => {
            row.proposed.before.as_ref().map(|old| differences(old, &row.proposed.after)).unwrap_or_default()
        }
    }
}
