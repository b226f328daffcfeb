//! Issued papers: frozen text under its number, append-only (R0.8).

use uuid::Uuid;

use super::{Scope, StoreError, Tx, columns, engine::values};
use crate::contract::DocumentView;

/// A paper to be frozen.
#[derive(Debug)]
pub struct DocumentRow<'a> {
    /// What readers get.
    pub view: &'a DocumentView,
    /// Command that issued it.
    pub command_id: Uuid,
    /// Version of the template.
    pub template: &'a str,
    /// Number of the paper that it corrects.
    pub corrects: Option<&'a str>,
}

impl Tx<'_> {
    /// Freezes a paper.
    pub fn add_document(&self, row: &DocumentRow<'_>) -> Result<(), StoreError> {
        let view = row.view;
        self.execute(
            "INSERT INTO documents (no, kind, case_id, command_id, issued_at, template, sha256, corrects, text)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            values![
                view.no,
                columns::to_word(&view.kind)?,
                view.case_id,
                row.command_id,
                view.issued_at,
                row.template,
                view.sha256,
                row.corrects,
                view.text,
            ],
        )?;
        Ok(())
    }

    /// A paper of a case that this person may see.
    pub fn document(&self, no: &str, scope: &Scope) -> Result<Option<DocumentView>, StoreError> {
        let bound = scope.bound();
        let sql = format!(
            "SELECT d.* FROM documents AS d JOIN cases AS c ON c.id = d.case_id WHERE d.no = :no AND {}",
            Scope::CONDITION
        );
        self.one(&sql, &bound.with(&[(":no", &no)]), |row| {
            Ok(DocumentView {
                no: columns::get(row, "no")?,
                kind: columns::word(row, "kind")?,
                case_id: columns::id(row, "case_id")?,
                text: columns::get(row, "text")?,
                sha256: columns::get(row, "sha256")?,
                issued_at: columns::instant(row, "issued_at")?,
            })
        })
    }
}
