//! What can be chosen in a form: kinds by digit, and the materials that an act speaks of.

use crate::{
    app::accept::{self, negative_key},
    domain::{
        case::{DecisionKind, FeeState, OverdueCode, ReturnCode, State},
        check::Finding,
        escalation::{LeadsTo, NegativeKind},
        exemption::SatisfyBy,
        guide::SpecialKind,
        lifecycle::act::TerminationFact,
        tolerance::LineState,
    },
    i18n::t,
};

use super::{
    form::Sheet,
    table::{Choices, Which},
};

impl Sheet<'_> {
    /// What may be chosen: as the wire spells it, and as the screen shows it.
    pub(super) fn choices(&self, choices: Choices) -> Vec<(String, String)> {
        let case = &self.detail.case;
        let listed = || self.guide.iter().flat_map(|guide| &guide.special).map(|rule| rule.kind);
        let specials = |kinds: Vec<SpecialKind>| {
            let named = kinds.into_iter().map(|kind| (spelled(kind), t(self.lang, special_key(kind)).to_owned()));
            named.collect::<Vec<_>>()
        };
        let negatives = |kinds: &mut dyn Iterator<Item = NegativeKind>| {
            kinds.map(|kind| (spelled(kind), t(self.lang, negative_key(kind)).to_owned())).collect::<Vec<_>>()
        };
        match choices {
            Choices::SpecialListed => {
                let allowed = case.special_allowed.iter().copied();
                let mut kinds: Vec<SpecialKind> = listed().chain(allowed).collect();
                kinds.dedup();
                specials(kinds)
            }
            Choices::SpecialRunning => {
                specials(case.special.iter().filter(|run| run.ended_on.is_none()).map(|run| run.kind).collect())
            }
            Choices::SpecialOther => {
                specials(SPECIALS.into_iter().filter(|kind| !listed().any(|other| other == *kind)).collect())
            }
            Choices::Negative => negatives(&mut NegativeKind::ALL.into_iter().filter(|kind| kind.before_acceptance())),
            Choices::NegativeAsked => {
                negatives(&mut NegativeKind::ALL.into_iter().filter(|kind| kind.of_consultation()))
            }
            Choices::NegativeBreach => negatives(&mut [NegativeKind::TerminateBreach].into_iter()),
            Choices::NegativeConfirmed => {
                let proposed = case.negative.as_ref().map(|negative| negative.kind);
                let ends = |kind: &NegativeKind| {
                    !matches!(kind.leads_to(), LeadsTo::Task | LeadsTo::Instruction)
                        && proposed.is_none_or(|proposed| proposed.may_be_confirmed_as(*kind))
                };
                negatives(&mut NegativeKind::ALL.into_iter().filter(ends))
            }
            Choices::Opinion => [(DecisionKind::Grant, "opinion.grant"), (DecisionKind::Refuse, "opinion.refuse")]
                .map(|(kind, key)| (spelled(kind), t(self.lang, key).to_owned()))
                .into(),
            Choices::Ending => [
                (TerminationFact::ApplicantGone, "ending.applicant_gone"),
                (TerminationFact::OrganisationEnded, "ending.organisation_ended"),
                (TerminationFact::ItemAbolished, "ending.item_abolished"),
            ]
            .map(|(fact, key)| (spelled(fact), t(self.lang, key).to_owned()))
            .into(),
            Choices::Fee => {
                [(FeeState::Paid, "fee.paid"), (FeeState::Waived, "fee.waived"), (FeeState::Refunded, "fee.refunded")]
                    .map(|(state, key)| (spelled(state), t(self.lang, key).to_owned()))
                    .into()
            }
            Choices::Return => ReturnCode::ALL.map(|code| (spelled(code), t(self.lang, code.key()).to_owned())).into(),
            Choices::Overdue => {
                OverdueCode::ALL.map(|code| (spelled(code), t(self.lang, code.key()).to_owned())).into()
            }
            Choices::Documents => case
                .documents
                .iter()
                .rev()
                .take(9)
                .map(|paper| {
                    (paper.no.clone(), format!("{} {}", t(self.lang, accept::paper_key(paper.kind)), paper.no))
                })
                .collect(),
        }
    }

    /// Codes and names of the materials in question.
    pub(super) fn materials(&self, which: Which) -> Vec<(String, String)> {
        let case = &self.detail.case;
        let name = |code: &str| {
            let material = self.guide.and_then(|guide| guide.material(code));
            material.map_or_else(|| code.to_owned(), |material| material.name.clone())
        };
        let named = |codes: Vec<&str>| codes.into_iter().map(|code| (code.to_owned(), name(code))).collect();
        let found = |of: &dyn Fn(&Finding<'_>) -> bool| {
            self.findings.iter().filter(|finding| of(finding)).map(|finding| finding.material.code.as_str()).collect()
        };
        match which {
            Which::All => named(found(&|_| true)),
            Which::Lacking => named(found(&|finding| finding.state.lacks())),
            Which::Replaceable => named(found(&|finding| {
                finding.material.commitment && (finding.state.lacks() || finding.by == Some(SatisfyBy::Commitment))
            })),
            Which::Noticed => {
                let notice = case
                    .supplement
                    .iter()
                    .flat_map(|notice| notice.lines.iter().filter(|line| !notice.met.contains(&line.material_code)));
                named(notice.map(|line| line.material_code.as_str()).collect())
            }
            Which::Owed => {
                let open = case.tolerance.lines.iter().filter(|line| line.state == LineState::Open);
                named(open.map(|line| line.material_code.as_str()).collect())
            }
            Which::Sent => {
                let bag = case.hand_overs.last().map(|bag| bag.lines.as_slice()).unwrap_or_default();
                named(bag.iter().map(|(code, _)| code.as_str()).collect())
            }
            Which::Results => {
                let sent =
                    case.hand_overs.last().filter(|sent| case.state == State::ResultReady && sent.signed_at.is_none());
                let numbers = sent.map(|sent| sent.lines.as_slice()).unwrap_or_default();
                numbers.iter().map(|(no, _)| (no.clone(), no.clone())).collect()
            }
            Which::Originals => {
                let kept = case.application.materials.iter().filter(|row| row.originals > 0);
                named(kept.map(|row| row.material_code.as_str()).collect())
            }
        }
    }
}

/// Every kind of special procedure, in the order of RULES 10.1.
const SPECIALS: [SpecialKind; 10] = [
    SpecialKind::Hearing,
    SpecialKind::Tender,
    SpecialKind::Auction,
    SpecialKind::Inspect,
    SpecialKind::Test,
    SpecialKind::Quarantine,
    SpecialKind::Appraise,
    SpecialKind::Expert,
    SpecialKind::Site,
    SpecialKind::Public,
];

/// Key of a special procedure's name.
pub const fn special_key(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Hearing => "special.hearing",
        SpecialKind::Tender => "special.tender",
        SpecialKind::Auction => "special.auction",
        SpecialKind::Inspect => "special.inspect",
        SpecialKind::Test => "special.test",
        SpecialKind::Quarantine => "special.quarantine",
        SpecialKind::Appraise => "special.appraise",
        SpecialKind::Expert => "special.expert",
        SpecialKind::Site => "special.site",
        SpecialKind::Public => "special.public",
    }
}

/// As the wire spells a value of a fieldless type.
pub(super) fn spelled(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}
