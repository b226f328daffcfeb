//! Legal papers: numbered, rendered and frozen inside the command that demands them (R1.40, R0.8).

use crate::{
    contract::{DocumentView, IssuedDocument, sha256_hex},
    documents::{Sheet, render},
    domain::{
        case::{Case, DocumentKind, DocumentRef},
        guide::Guide,
        lifecycle::{DocumentDraft, Refusal, act::Act},
        reason::Reason,
    },
};

use super::{Order, Stop, numbers};
use crate::central::{
    Centre,
    store::{DocumentRow, StoreError, Tx},
};

/// Issues the papers that an act demands, in order; each later one can name the earlier ones. A paper with a missing
/// field is not issued, and then nothing of the act happens.
pub(super) fn issue(
    centre: &Centre,
    tx: &Tx<'_>,
    order: &Order<'_>,
    guide: &Guide,
    case: &mut Case,
    drafts: &[DocumentDraft],
    query_code: Option<&str>,
) -> Result<Vec<IssuedDocument>, Stop> {
    let mut issued = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let no = numbers::document_number(tx, guide, draft.kind, numbers::day(order.now))?;
        bear_number(case, draft.kind, &no);
        let wrong = correction(order.act);
        let sheet = Sheet {
            no: &no,
            case,
            guide,
            act: order.act,
            calendar: order.calendar,
            settings: order.settings,
            hall: centre.hall(),
            realm: centre.realm(),
            actor: order.actor,
            issued_at: order.now,
            query_code,
            remark: draft.remark.as_ref(),
            corrects: draft.corrects.as_deref().map(|no| (no, wrong)),
        };
        let paper = render(draft.kind, &sheet).map_err(|missing| Refusal {
            code: "document.field_missing",
            why: vec![Reason::new("reason.document.field_missing", "R1.40").arg(&no).arg(missing.field)],
            pointer: None,
            fields: Vec::new(),
        })?;
        let view = DocumentView {
            kind: draft.kind,
            case_id: case.id,
            sha256: sha256_hex(paper.text.as_bytes()),
            text: paper.text,
            issued_at: order.now,
            no,
        };
        case.documents.push(DocumentRef {
            kind: view.kind,
            no: view.no.clone(),
            sha256: view.sha256.clone(),
            issued_at: view.issued_at,
            corrects: draft.corrects.clone(),
        });
        issued.push((view, paper.template, draft.corrects.clone()));
    }
    Ok(freeze(tx, order, issued)?)
}

fn freeze(
    tx: &Tx<'_>,
    order: &Order<'_>,
    issued: Vec<(DocumentView, &'static str, Option<String>)>,
) -> Result<Vec<IssuedDocument>, StoreError> {
    issued
        .into_iter()
        .map(|(view, template, corrects)| {
            tx.add_document(&DocumentRow {
                view: &view,
                command_id: order.command.command_id,
                template,
                corrects: corrects.as_deref(),
            })?;
            Ok(IssuedDocument { code: view.kind.into(), no: view.no, sha256: view.sha256 })
        })
        .collect()
}

/// Facts of the case that are known by the number of their paper.
fn bear_number(case: &mut Case, kind: DocumentKind, no: &str) {
    match kind {
        DocumentKind::Spn => {
            if let Some(run) =
                case.special.iter_mut().rev().find(|run| run.notice_no.as_deref().is_none_or(str::is_empty))
            {
                run.notice_no = Some(no.to_owned());
            }
        }
        DocumentKind::Gra | DocumentKind::Ref => {
            if let Some(decision) = case.decision.as_mut().filter(|decision| decision.result_no.is_none()) {
                decision.result_no = Some(no.to_owned());
            }
        }
        _ => {}
    }
}

fn correction(act: &Act) -> &str {
    match act {
        Act::DocumentCorrect(correction) => &correction.correction,
        _ => "",
    }
}
