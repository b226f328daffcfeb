//! What can be asked of the centre, a function per resource. Personal numbers travel in bodies, never in a path.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    contract::{
        CalendarYear, CaseDetail, CaseQuery, CaseSummary, CatalogueChanges, CentreTime, ChangePassword, Changes,
        ClockForward, ClockView, DemoSignIn, DocumentView, EnrolRequest, Enrolled, EvidenceAnswered, EvidenceRequest,
        ExportRequest, ItemSummary, LookupAnswer, LookupRequest, MarkedMeta, Me, Meta, Page, Person, QueueCounts,
        QueueFilter, QueueTicket, ReconcileAnswer, ReconcileRequest, RegisterLine, RevealAnswer, RevealRequest,
        Session, SnapshotHead, TimelineEntry, WorklistName,
    },
    domain::guide::GuideRef,
};

use super::{ApiError, Client, Pieces};

/// Path segments and query, encoded.
pub(super) fn path(segments: &[&str], query: &[(&str, String)]) -> String {
    let Ok(mut url) = reqwest::Url::parse("http://desk.invalid/v1") else { return String::new() };
    if let Ok(mut path) = url.path_segments_mut() {
        path.extend(segments);
    }
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// A value as it stands in a query: its name on the wire.
fn wire<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

impl Client {
    /// The centre itself: realm, time, versions, keys.
    pub async fn meta(&self) -> Result<Meta, ApiError> {
        self.get(path(&["meta"], &[])).await
    }

    /// The centre, and the hashes of its chain at these places.
    pub async fn meta_at(&self, places: &[u64]) -> Result<MarkedMeta, ApiError> {
        let places: Vec<String> = places.iter().map(u64::to_string).collect();
        let query = (!places.is_empty()).then(|| ("at", places.join(",")));
        self.get(path(&["meta"], query.as_slice())).await
    }

    /// Who is signed in, and what waits for them.
    pub async fn me(&self) -> Result<Me, ApiError> {
        self.get(path(&["me"], &[])).await
    }

    /// The latest snapshot of the catalogue: what it is.
    pub async fn snapshot_head(&self) -> Result<SnapshotHead, ApiError> {
        self.get(path(&["catalogue", "snapshots", "latest"], &[])).await
    }

    /// One piece of a snapshot.
    pub async fn snapshot_piece(&self, sha256: &str, piece: u64) -> Result<Vec<u8>, ApiError> {
        self.bytes(path(&["catalogue", "snapshots", sha256, &piece.to_string()], &[])).await
    }

    /// What changed in the catalogue since a version of it as it was on a day.
    pub async fn catalogue_changes(&self, from: u64, day: Date) -> Result<CatalogueChanges, ApiError> {
        let query = [("from", from.to_string()), ("day", day.to_string())];
        self.get(path(&["catalogue", "changes"], &query)).await
    }

    /// What became of commands.
    pub async fn reconcile(&self, request: &ReconcileRequest) -> Result<ReconcileAnswer, ApiError> {
        self.post("/v1/reconcile", request).await
    }

    /// Hints that something changed after a place in the sequence, as they come.
    pub async fn events(&self, after: u64) -> Result<Pieces, ApiError> {
        self.stream(path(&["events"], &[]), after).await
    }

    /// Items as a list.
    pub async fn items(&self) -> Result<Page<ItemSummary>, ApiError> {
        self.get(path(&["items"], &[])).await
    }

    /// One guide version, also one no longer in force: a case pins it. As it came: whoever keeps it may understand more of
    /// it after the next update.
    pub async fn guide(&self, guide: &GuideRef) -> Result<Value, ApiError> {
        self.get(path(&["items", &guide.item_code, "versions", &guide.version.to_string()], &[])).await
    }

    /// The calendar of a year.
    pub async fn calendar(&self, year: i16) -> Result<CalendarYear, ApiError> {
        self.get(path(&["calendars", &year.to_string()], &[])).await
    }

    /// What the region decided, unless it is what is here already; with its tag. As it came: whoever keeps it understands
    /// more of it after the next update.
    pub async fn region_law(&self, tag: Option<&str>) -> Result<Option<(Value, Option<String>)>, ApiError> {
        self.get_unless(path(&["law"], &[]), tag).await
    }

    /// Cases by number, item, applicant, day or state.
    pub async fn cases(&self, query: &CaseQuery) -> Result<Page<CaseSummary>, ApiError> {
        let fields = [
            ("number", query.number.clone()),
            ("item", query.item.clone()),
            ("applicant_id", query.applicant_id.map(|id| id.to_string())),
            ("from", query.from.map(|day| day.to_string())),
            ("to", query.to.map(|day| day.to_string())),
            ("state", query.state.map(|state| wire(&state))),
            ("cursor", query.cursor.clone()),
            ("limit", query.limit.map(|limit| limit.to_string())),
        ];
        let stated: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        self.get(path(&["cases"], &stated)).await
    }

    /// One case, with what may be done.
    pub async fn case(&self, id: Uuid) -> Result<CaseDetail, ApiError> {
        self.get(path(&["cases", &id.to_string()], &[])).await
    }

    /// Its history.
    pub async fn timeline(&self, id: Uuid) -> Result<Vec<TimelineEntry>, ApiError> {
        self.get(path(&["cases", &id.to_string(), "timeline"], &[])).await
    }

    /// Its clocks.
    pub async fn clock(&self, id: Uuid) -> Result<ClockView, ApiError> {
        self.get(path(&["cases", &id.to_string(), "clock"], &[])).await
    }

    /// A worklist, narrowed.
    pub async fn worklist(
        &self,
        name: WorklistName,
        filter: QueueFilter,
        cursor: Option<String>,
    ) -> Result<Page<CaseSummary>, ApiError> {
        let narrowed = (filter != QueueFilter::All).then(|| ("filter", wire(&filter)));
        let query: Vec<_> = cursor.into_iter().map(|cursor| ("cursor", cursor)).chain(narrowed).collect();
        self.get(path(&["worklists", &wire(&name)], &query)).await
    }

    /// How many cases of a worklist each filter leaves.
    pub async fn queue_counts(&self, name: WorklistName) -> Result<QueueCounts, ApiError> {
        self.get(path(&["worklists", &wire(&name), "counts"], &[])).await
    }

    /// A list of cases as a table.
    pub async fn export_cases(&self, asked: &ExportRequest) -> Result<Vec<u8>, ApiError> {
        self.posted_bytes("/v1/exports/cases", asked, "text/csv").await
    }

    /// A document by its number.
    pub async fn document(&self, no: &str) -> Result<DocumentView, ApiError> {
        self.get(path(&["documents", no], &[])).await
    }

    /// What changed after a place in the sequence.
    pub async fn changes(&self, after: u64) -> Result<Changes, ApiError> {
        self.get(path(&["changes"], &[("after", after.to_string())])).await
    }

    /// An applicant by number.
    pub async fn lookup(&self, request: &LookupRequest) -> Result<LookupAnswer, ApiError> {
        self.post("/v1/applicants/lookup", request).await
    }

    /// Registers asked by the centre.
    pub async fn evidence(&self, request: &EvidenceRequest) -> Result<EvidenceAnswered, ApiError> {
        self.post("/v1/evidence", request).await
    }

    /// A clear value, with a reason.
    pub async fn reveal(&self, request: &RevealRequest) -> Result<RevealAnswer, ApiError> {
        self.post("/v1/reveals", request).await
    }

    /// Who waits in the hall.
    pub async fn queue(&self) -> Result<Vec<QueueTicket>, ApiError> {
        self.get(path(&["queue"], &[])).await
    }

    /// Calls the next ticket to this window; `None` = nobody waits.
    pub async fn call_next(&self) -> Result<Option<QueueTicket>, ApiError> {
        self.post("/v1/queue/calls", &serde_json::json!({})).await
    }

    /// The demo hall's people.
    pub async fn demo_people(&self) -> Result<Vec<Person>, ApiError> {
        self.get(path(&["demo", "people"], &[])).await
    }

    /// Becomes one of them.
    pub async fn demo_session(&self, person: Uuid) -> Result<Session, ApiError> {
        self.post("/v1/demo/session", &DemoSignIn { person }).await
    }

    /// Moves the demo clock ahead.
    pub async fn demo_clock(&self, days: u32) -> Result<CentreTime, ApiError> {
        self.post("/v1/demo/clock", &ClockForward { days }).await
    }

    /// The demo hall's registers: which answer.
    pub async fn demo_registers(&self) -> Result<Vec<RegisterLine>, ApiError> {
        self.get(path(&["demo", "registers"], &[])).await
    }

    /// Lets one of them fall silent, or answer again.
    pub async fn demo_switch(&self, line: &RegisterLine) -> Result<Vec<RegisterLine>, ApiError> {
        self.post("/v1/demo/registers", line).await
    }

    /// Makes this desk known; somebody must be signed in.
    pub async fn enrol(&self, request: &EnrolRequest) -> Result<Enrolled, ApiError> {
        self.post("/v1/devices", request).await
    }

    /// Changes one's own password.
    pub async fn change_password(&self, change: &ChangePassword) -> Result<(), ApiError> {
        self.tell("/v1/me/password", change).await
    }

    /// Ends the session at the centre.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        self.delete(path(&["sessions", "current"], &[])).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_by_segment() {
        assert_eq!(path(&["documents", "扬市监受〔2026〕00001号"], &[]).find('/'), Some(0));
        assert_eq!(path(&["documents", "a/b?c#d"], &[]), "/v1/documents/a%2Fb%3Fc%23d");
        assert_eq!(path(&["cases"], &[("item", "食品 & 经营".to_owned())]).matches('&').count(), 0);
        assert_eq!(wire(&WorklistName::Todo), "todo");
    }
}
