//! RELIABILITY 4.3. An export of the chain: a file of lines that stands alone. The first line names the chain, the key
//! that signs and the last checkpoint; then the links, each checkpoint behind the last link that it covers. Everything in
//! the file is bound by a hash or a signature, and each line has one form only.

use serde::{Deserialize, Serialize};

use super::{Algorithm, AuditKey, Broken, Chain, Inquiry, Link, Note, SignatureCheck, Verifier, Whole};

/// The form of the file.
const FORM: &str = "chuangtai-audit/1";

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExportLine {
    /// The first one.
    Chain {
        /// The form of the file: `chuangtai-audit/1`.
        form: String,
        /// Region profile and realm.
        tenant: String,
        /// What the chain is hashed with.
        alg: Algorithm,
        /// The key of its checkpoints, as [`AuditKey::text`] writes it.
        key: String,
        /// The last checkpoint, which covers every line of the file.
        until: String,
    },
    /// A link.
    Link(Link),
    /// A signed checkpoint.
    Checkpoint(String),
}

impl ExportLine {
    /// The first line of an export that ends with the checkpoint `until`.
    pub fn opening(chain: &Chain, key: &AuditKey, until: &Note) -> Self {
        Self::Chain {
            form: FORM.to_owned(),
            tenant: chain.tenant.clone(),
            alg: chain.alg,
            key: key.text(),
            until: until.text(),
        }
    }

    /// The line, without its end.
    pub fn write(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    fn read(line: &str) -> Option<Self> {
        let read: Self = serde_json::from_str(line).ok()?;
        (read.write()? == line).then_some(read)
    }
}

/// Proves an export line by line. `key` is the key that the verifier knows from elsewhere; without one the file's own is
/// taken, which shows every change but that of somebody who signed the whole anew. `inquiry` is what is asked beside.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify_export(
    lines: impl IntoIterator<Item = String>,
    key: Option<&AuditKey>,
    inquiry: &Inquiry,
    holds: &SignatureCheck,
) -> Result<(Whole, AuditKey), Broken> {
    let mut lines = lines.into_iter();
    let Some(ExportLine::Chain { form, tenant, alg, key: own, until }) =
        lines.next().and_then(|l| ExportLine::read(&l))
    else {
        return Err(Broken::Unreadable(0));
    };
    let chain = Chain { tenant, alg };
    let (Some(own), Some(until)) = (AuditKey::read(&own), Note::read(&until)) else {
        return Err(Broken::Unreadable(0));
    };
    let last = until.checkpoint.head.seq;
    // The name of a key is that of its chain: a header with another key's name was put together by hand.
    if form != FORM || own != AuditKey::new(&chain, *own.public()) {
        return Err(Broken::Unreadable(0));
    }
    if key.is_some_and(|known| *known != own) {
        return Err(Broken::Forged(last));
    }
    let mut verifier = Verifier::new(chain, own.clone(), holds);
    verifier.checkpoint(&until)?;
    verifier.ask(inquiry)?;
    let mut place = 1;
    for line in lines {
        if verifier.is_done() {
            break;
        }
        match ExportLine::read(&line) {
            Some(ExportLine::Link(link)) => {
                if place > last {
                    return Err(Broken::Order(place));
                }
                verifier.link(&link)?;
                place += 1;
            }
            Some(ExportLine::Checkpoint(text)) => {
                let note = Note::read(&text).ok_or(Broken::Unreadable(place))?;
                if note.checkpoint.head.seq != place - 1 {
                    return Err(Broken::Order(place));
                }
                verifier.checkpoint(&note)?;
            }
            Some(ExportLine::Chain { .. }) | None => return Err(Broken::Unreadable(place)),
        }
    }
    verifier.finish().map(|whole| (whole, own))
}
