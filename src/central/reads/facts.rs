//! RULES 6 (一张表单). What earlier forms of an applicant say, under the names that items share.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        store::{Filter, Scope, Tx},
    },
    contract::KnownFact,
    domain::{
        case::{Case, State},
        guide::Guide,
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
            facts.extend(of_case(&case, &guide).filter(|fact| names.insert(fact.name.clone())));
        }
        Ok(facts)
    }
}

fn of_case<'a>(case: &'a Case, guide: &'a Guide) -> impl Iterator<Item = KnownFact> + 'a {
    guide.form_fields().filter_map(|field| {
        let name = field.shared.clone()?;
        let value = case.application.form.get(&field.id).filter(|value| !value.trim().is_empty())?;
        Some(KnownFact { name, value: value.clone(), case_no: case.case_no.clone() })
    })
}
