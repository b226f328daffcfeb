//! RULES 6 (一张表单). What earlier forms of an applicant say, under the names that items share.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        store::{Filter, Scope, Tx},
    },
    contract::KnownFact,
    domain::{
        case::State,
        guide::{Guide, ServiceObject},
        privacy::{self, Level},
    },
};

/// Cases that are looked through, the latest first.
const CASES: u32 = 20;

impl Centre {
    /// Facts from the cases that the asker may see; of each name the latest. A draft says nothing yet: nobody received it.
    pub(super) fn facts(&self, tx: &Tx<'_>, applicant: Uuid, eyes: &Scope) -> Result<Vec<KnownFact>, Fault> {
        let filter = Filter { applicant: Some(applicant), ..Filter::default() };
        let mut names = BTreeSet::new();
        let mut facts = Vec::new();
        for row in tx.query_cases(&filter, None, CASES, eyes)? {
            let case = row.case;
            if case.state == State::Draft {
                continue;
            }
            let guide = self.pinned(tx, &case)?;
            for (name, value) in shared(&case.application.form, case.application.applicant.kind, &guide) {
                if names.insert(name.to_owned()) {
                    let (name, value) = (name.to_owned(), value.to_owned());
                    facts.push(KnownFact { name, value, case_no: case.case_no.clone() });
                }
            }
        }
        Ok(facts)
    }
}

/// What a form says under names that items share. What nobody is shown whole, not even when they ask (11.3: the account at
/// a bank), is no fact for the next form: it is typed again.
fn shared<'a>(
    form: &'a BTreeMap<String, String>,
    applicant: ServiceObject,
    guide: &'a Guide,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    guide.form_fields().filter_map(move |field| {
        let name = field.shared.as_deref()?;
        let value = form.get(&field.id).map(String::as_str).filter(|value| !value.trim().is_empty())?;
        let shown = field.personal(applicant).is_none_or(|kind| privacy::mask(kind, "", value, Level::V) == value);
        shown.then_some((name, value))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::{central::demo, domain::guide::FormFieldKind};

    #[test]
    fn r11_3_an_account_at_a_bank_is_no_fact_for_the_next_form() {
        let hall = demo::load().unwrap();
        let mut accounts = 0;
        for guide in &hall.guides {
            let form: BTreeMap<String, String> = guide
                .form_fields()
                .map(|field| (field.id.clone(), format!("6217000010001234567-{}", field.id)))
                .collect();
            let known: BTreeSet<&str> = shared(&form, ServiceObject::Person, guide).map(|(name, _)| name).collect();
            for field in guide.form_fields() {
                let Some(name) = field.shared.as_deref() else { continue };
                let account = field.kind == FormFieldKind::BankAccount;
                accounts += usize::from(account);
                assert_eq!(known.contains(name), !account, "{}: {}", guide.name, field.label);
            }
        }
        assert!(accounts >= 3, "{accounts}");
    }
}
