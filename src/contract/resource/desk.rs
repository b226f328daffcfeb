//! The centre itself, the person signed in, the catalogue, the queue, the feed.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::{
    case::State,
    guide::GuideRef,
    role::{Limits, Mandate, Role},
};

use super::{ChainMark, WorklistName};
use crate::contract::told::{Told, readable};

/// Written into a database at birth and into every receipt; nothing moves between databases (DECISIONS 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Realm {
    /// Real citizens.
    Live,
    /// Practice.
    Training,
    /// 演示·无效.
    Demo,
}

/// `GET /healthz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Health {
    /// The service runs and reads its database.
    pub ok: bool,
    /// Realm.
    pub realm: Realm,
}

/// `GET /readyz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Ready {
    /// A command that is sent now could take effect.
    pub ready: bool,
    /// Realm.
    pub realm: Realm,
}

/// `GET /v1/meta`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Meta {
    /// Product version of the centre.
    pub version: String,
    /// Realm.
    pub realm: Realm,
    /// Centre time.
    pub now: Timestamp,
    /// Hall name as printed.
    pub hall: String,
    /// Region profile in force.
    pub profile: String,
    /// Version of the catalogue.
    pub catalogue_version: u64,
    /// Version of the calendar.
    pub calendar_version: String,
    /// Keys that receipts are signed with.
    pub keys: Vec<PublicKey>,
    /// Names the database: another one is another centre, or one that was born anew.
    #[serde(default)]
    pub centre: String,
    /// Last number of the change sequence. If it went back, an older backup was restored (F62).
    #[serde(default)]
    pub change_seq: u64,
    /// Another one as soon as what `GET /v1/law` says may be another; a centre without that route says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

/// A public key of the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PublicKey {
    /// Name of the key.
    pub key_id: String,
    /// base64url.
    pub public_key: String,
}

/// A person of the staff, as `/v1/me` and the demo list show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Person {
    /// Person id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Staff number.
    pub staff_no: String,
    /// Role.
    pub role: Role,
    /// Department codes; empty = all.
    pub departments: Vec<String>,
    /// Window.
    pub window_id: Option<String>,
    /// Powers.
    pub mandate: Mandate,
    /// How far this person sees, where that is less than the role does.
    #[serde(default, skip_serializing_if = "Limits::is_none")]
    pub limits: Limits,
}

/// `GET /v1/me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Me {
    /// Who is signed in.
    pub person: Person,
    /// Cases this person received today.
    pub today: u64,
    /// Count per worklist that this role has; one that this program does not know cannot be opened here.
    #[serde(deserialize_with = "readable")]
    pub counts: Vec<(WorklistName, u64)>,
}

/// One change of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangeEntry {
    /// Place in the sequence, no holes.
    pub seq: u64,
    /// Case.
    pub case_id: Uuid,
    /// Its version.
    pub version: u64,
    /// Its state.
    #[schema(value_type = State)]
    pub state: Told<State>,
}

/// `GET /v1/changes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Changes {
    /// Changes after the cursor that the asker may see.
    #[serde(deserialize_with = "changes")]
    pub items: Vec<ChangeEntry>,
    /// Where to go on.
    pub cursor: u64,
    /// Where the centre's chain ended when this was read: a centre that lost any of this has another hash there.
    pub mark: ChainMark,
}

/// Reads changes. Of one that is of a kind that this program does not know, the case is what matters: it is fetched anew.
fn changes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ChangeEntry>, D::Error> {
    let unknown = |entry: &Value| {
        let number = |name: &str| entry.get(name).and_then(Value::as_u64).unwrap_or_default();
        Some(ChangeEntry {
            seq: number("seq"),
            case_id: Uuid::deserialize(entry.get("case_id")?).ok()?,
            version: number("version"),
            state: Told::Unknown(entry.get("state").or_else(|| entry.get("type")).cloned().unwrap_or_default()),
        })
    };
    let all = Vec::<Value>::deserialize(from)?;
    Ok(all.iter().filter_map(|entry| ChangeEntry::deserialize(entry).ok().or_else(|| unknown(entry))).collect())
}

/// A ticket in the queue of this hall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QueueTicket {
    /// A017.
    pub no: String,
    /// Name, masked at level P.
    pub name: String,
    /// Taken at.
    pub taken_at: Timestamp,
    /// Green channel (R3.19).
    pub green: bool,
    /// Wants this item, if said at the machine.
    pub item_name: Option<String>,
    /// Called by this window.
    pub called_by: Option<String>,
}

/// One line of `GET /v1/items` and of the catalogue snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ItemSummary {
    /// Item and version; `None` = only the name is known, no case can be opened.
    pub guide_version: Option<GuideRef>,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Department name.
    pub department: String,
    /// Words people use.
    pub plain_words: Vec<String>,
    /// A case can be opened: published, complete, in force.
    pub open: bool,
}
