//! Somebody who means harm at the other end of the line: whatever field of an answer can hold a text holds a text of
//! theirs. Which fields those are the types say; a new one is found by itself.

use std::{
    any::type_name,
    collections::{BTreeSet, HashMap},
    mem::{Discriminant, discriminant},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    app::{
        DeskEvent,
        carry::{Line, Parcel, Written},
        catalogue::{Heard, Sheet},
        doctor::Finding,
        effect::{Answer, DraftLine, DraftRecord, Failure, Fate, OriginalLine, SlipLine},
        outbox::{Difference, ParcelDetail, ParcelLine},
        scans::{Inbox, InboxFile, Scan},
        settings::SettingsView,
        sign_in::{FactorKey, Phone},
        staff,
    },
    contract::{CaseDetail, Me, RecoveryLine, Strange},
    desk::outbox::{AlikeHere, Clash, Names, Readable},
};

/// Puts texts into answers.
pub struct Spoiler {
    next: Box<dyn FnMut() -> String>,
    /// Also where a code, a number or a name of something stands, not only where people read.
    codes: bool,
    /// Fields that take no text: ids, days, words of a fixed list.
    refused: BTreeSet<String>,
    /// Texts that were put in.
    pub texts: usize,
    /// Kinds of answers that came by, with their names.
    pub met: HashMap<Discriminant<Answer>, String>,
}

/// Kinds of answers there are: as many as lines in [`Spoiler::answer`].
pub const KINDS: usize = 42;

impl Spoiler {
    /// Texts come from `next`; with `codes` they go where codes stand too, and little will fit together any more.
    pub fn new(codes: bool, next: impl FnMut() -> String + 'static) -> Self {
        Self { next: Box::new(next), codes, refused: BTreeSet::new(), texts: 0, met: HashMap::new() }
    }

    /// What is answered, or why nothing is.
    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    pub fn result(&mut self, result: Result<Answer, Failure>) -> Result<Answer, Failure> {
        result.map(|answer| self.answer(answer)).map_err(|failure| Failure {
            code: self.code(failure.code),
            title: self.text(),
            detail: Some(self.text()),
            basis: Some(self.text()),
            trace_id: Some(self.text()),
            offline: failure.offline,
            retry_after: failure.retry_after,
        })
    }

    /// News of the desk.
    pub fn event(&mut self, event: DeskEvent) -> DeskEvent {
        match event {
            DeskEvent::Report { .. } => DeskEvent::Report { title: self.text(), text: self.text() },
            DeskEvent::Settled { command_id, fate } => DeskEvent::Settled { command_id, fate: self.fate(fate) },
            DeskEvent::Died { part, number, goes_on } => {
                DeskEvent::Died { part, number: number.map(|number| self.code(number)), goes_on }
            }
            // Numbers, and words of the program's own.
            event @ (DeskEvent::Line(_)
            | DeskEvent::Parcels(_)
            | DeskEvent::Guides(_)
            | DeskEvent::Region(_)
            | DeskEvent::GuidesComing { .. }
            | DeskEvent::FileComing(_)
            | DeskEvent::Outage { .. }
            | DeskEvent::Standing(_)
            | DeskEvent::EnrolNeeded
            | DeskEvent::Differences(_)
            | DeskEvent::Restored
            | DeskEvent::Changed
            | DeskEvent::ReadOnly(_)
            | DeskEvent::Pin(_)
            | DeskEvent::StoreFailed(_)) => event,
        }
    }

    /// Every answer has its line: one that is new does not compile until somebody has thought of its texts.
    fn answer(&mut self, answer: Answer) -> Answer {
        self.met.entry(discriminant(&answer)).or_insert_with(|| {
            let whole = format!("{answer:?}");
            whole.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_owned()
        });
        match answer {
            Answer::Meta(meta) => Answer::Meta(Box::new(self.spoil(&*meta))),
            // Lists that are not known are left out; those of this person stay.
            Answer::Me(me) => Answer::Me(Box::new(Me { counts: me.counts.clone(), ..self.spoil(&*me) })),
            Answer::Queue(queue) => Answer::Queue(self.spoil(&queue)),
            Answer::Called(ticket) => Answer::Called(self.spoil(&ticket)),
            Answer::Guide(guide) => Answer::Guide(Box::new(self.spoil(&*guide))),
            Answer::NewerGuide(guide) => Answer::NewerGuide(guide.map(|guide| Box::new(self.spoil(&*guide)))),
            Answer::Cases(page) => Answer::Cases(self.spoil(&page)),
            // Numbers, and words of a fixed list.
            Answer::QueueCounts(counts) => Answer::QueueCounts(counts),
            Answer::Case(case) => Answer::Case(Box::new(self.case(*case))),
            Answer::Timeline(timeline) => Answer::Timeline(self.spoil(&timeline)),
            Answer::Doctor(findings) => Answer::Doctor(
                findings
                    .into_iter()
                    .map(|finding| Finding {
                        text: self.text(),
                        advice: finding.advice.map(|_| self.text()),
                        ..finding
                    })
                    .collect(),
            ),
            Answer::Settings(view) => Answer::Settings(Box::new(self.settings(*view))),
            Answer::Document(document) => Answer::Document(Box::new(self.spoil(&*document))),
            Answer::Lookup(lookup) => Answer::Lookup(Box::new(self.spoil(&*lookup))),
            Answer::Alike(lines) => {
                Answer::Alike(lines.into_iter().map(|line| AlikeHere { title: self.text(), ..line }).collect())
            }
            Answer::Evidence(evidence) => Answer::Evidence(Box::new(self.spoil(&*evidence))),
            Answer::Revealed(revealed) => Answer::Revealed(self.spoil(&revealed)),
            Answer::Drafts(drafts) => {
                // The title of a draft is made of the item's and the applicant's names.
                Answer::Drafts(drafts.into_iter().map(|draft| DraftLine { title: self.text(), ..draft }).collect())
            }
            Answer::Draft(draft) => Answer::Draft(Box::new(self.draft(*draft))),
            Answer::Fate(fate) => Answer::Fate(self.fate(fate)),
            Answer::SlipNo(no) => Answer::SlipNo(self.code(no)),
            Answer::CarriedOut(written) => {
                Answer::CarriedOut(Written { place: self.text(), code: self.text(), ..written })
            }
            Answer::Carried(parcel) => Answer::Carried(Box::new(self.parcel(*parcel))),
            Answer::Originals(lines) => Answer::Originals(lines.into_iter().map(|line| self.original(line)).collect()),
            Answer::Outbox { lines, differences } => Answer::Outbox {
                lines: lines.into_iter().map(|line| self.line(line)).collect(),
                differences: differences.into_iter().map(|difference| self.difference(difference)).collect(),
            },
            Answer::Parcel(detail) => Answer::Parcel(Box::new(self.detail(*detail))),
            Answer::Slips(lines) => Answer::Slips(
                lines.into_iter().map(|line| SlipLine { no: self.code(line.no), title: self.text(), ..line }).collect(),
            ),
            Answer::Catalogue(heard) => Answer::Catalogue(Box::new(match *heard {
                Heard::Drafts(page) => Heard::Drafts(self.spoil(&page)),
                Heard::Draft(sheet) => {
                    let Sheet { detail, difference } = *sheet;
                    Heard::Draft(Box::new(Sheet { detail: self.spoil(&detail), difference: self.spoil(&difference) }))
                }
                Heard::Imported(import) => Heard::Imported(Box::new(self.spoil(&*import))),
                Heard::Done(draft) => Heard::Done(Box::new(self.spoil(&*draft))),
                Heard::Refused(problem) => Heard::Refused(Box::new(self.spoil(&*problem))),
            })),
            Answer::Staff(heard) => Answer::Staff(Box::new(match *heard {
                staff::Heard::List { waiting, people } => {
                    staff::Heard::List { waiting: self.spoil(&waiting), people: self.spoil(&people) }
                }
                staff::Heard::Decided(proposal) => staff::Heard::Decided(Box::new(self.spoil(&*proposal))),
                staff::Heard::Confirmed(done) => staff::Heard::Confirmed(Box::new(self.spoil(&*done))),
                staff::Heard::Refused(problem) => staff::Heard::Refused(Box::new(self.spoil(&*problem))),
            })),
            Answer::Clash(clash) => Answer::Clash(clash.map(|clash| Box::new(self.clash(*clash)))),
            Answer::ScanInbox(inbox) => Answer::ScanInbox(Inbox {
                folder: self.text(),
                files: inbox.files.into_iter().map(|file| InboxFile { name: self.text(), ..file }).collect(),
            }),
            Answer::Scan(scan) => Answer::Scan(Scan { name: self.text(), ..scan }),
            Answer::Exported(_) => Answer::Exported(self.text()),
            Answer::Folder(_) => Answer::Folder(self.text()),
            Answer::People(people) => Answer::People(self.spoil(&people)),
            Answer::Grant(phone) => Answer::Grant(Box::new(Phone {
                code: self.text(),
                address: self.text(),
                complete: self.text(),
                ..*phone
            })),
            Answer::Recoveries(lines) => Answer::Recoveries(
                lines.into_iter().map(|line| RecoveryLine { staff_no: self.text(), ..line }).collect(),
            ),
            Answer::Factor(_) => Answer::Factor(Box::new(FactorKey::new(self.text(), self.text()))),
            // No text in them.
            answer @ (Answer::SignedIn(_)
            | Answer::Granted(_)
            | Answer::Unlocked(_)
            | Answer::Pin(_)
            | Answer::Nothing) => answer,
        }
    }

    fn fate(&mut self, fate: Fate) -> Fate {
        match fate {
            Fate::Applied(receipt) => Fate::Applied(Box::new(self.spoil(&*receipt))),
            Fate::Rejected(problem) => Fate::Rejected(Box::new(self.spoil(&*problem))),
            Fate::Waiting { command_id } => Fate::Waiting { command_id },
        }
    }

    /// Part by part: as a whole it is read without what cannot be read in it.
    fn case(&mut self, detail: CaseDetail) -> CaseDetail {
        let CaseDetail { case, allowed_acts, evidence, clocks, files, similar, strange } = detail;
        CaseDetail {
            case: self.spoil(&case),
            allowed_acts: self.spoil(&allowed_acts),
            evidence: self.spoil(&evidence),
            clocks: self.spoil(&clocks),
            files: self.spoil(&files),
            similar: self.spoil(&similar),
            strange: strange.into_iter().map(|one| Strange { value: Value::String(self.text()), ..one }).collect(),
        }
    }

    fn settings(&mut self, view: SettingsView) -> SettingsView {
        let SettingsView { values, path: _, themes, keymaps, wrong: _ } = view;
        let mut names = |names: Vec<String>| names.into_iter().map(|name| self.code(name)).collect();
        let (themes, keymaps) = (names(themes), names(keymaps));
        SettingsView { values, path: self.text(), themes, keymaps, wrong: vec![self.text(), self.text()] }
    }

    /// A draft holds what was typed, and what the centre had said when it was saved.
    fn draft(&mut self, draft: DraftRecord) -> DraftRecord {
        let DraftRecord { case_id, title: _, saved_at, body, set_aside } = draft;
        let mut json: Value = serde_json::from_str(&body).unwrap();
        let mut fields = Vec::new();
        texts(&json, String::new(), false, &mut fields);
        for field in fields {
            *json.pointer_mut(&field).unwrap() = Value::String(self.text());
        }
        DraftRecord { case_id, title: self.text(), saved_at, body: json.to_string(), set_aside }
    }

    fn original(&mut self, line: OriginalLine) -> OriginalLine {
        let OriginalLine { case_id, material_code, name: _, taken_at, title: _, slip_no } = line;
        let (material_code, slip_no) = (self.code(material_code), self.code(slip_no));
        OriginalLine { case_id, material_code, name: self.text(), taken_at, title: self.text(), slip_no }
    }

    fn parcel(&mut self, parcel: Parcel) -> Parcel {
        let Parcel { person: _, staff_no: _, made_at, device: _, lines, scans, slips, originals } = parcel;
        let line = |line: Line| Line { title: self.text(), kind: line.kind.map(|kind| self.code(kind)), ..line };
        let lines = lines.into_iter().map(line).collect();
        let originals = originals.into_iter().map(|_| self.text()).collect();
        let (person, staff_no, device) = (self.text(), self.text(), self.text());
        Parcel { person, staff_no, made_at, device, lines, scans, slips, originals }
    }

    fn line(&mut self, line: ParcelLine) -> ParcelLine {
        let verdict = line.verdict.as_ref().map(|verdict| self.spoil(verdict));
        ParcelLine { kind: self.code(line.kind), title: self.text(), verdict, ..line }
    }

    fn difference(&mut self, difference: Difference) -> Difference {
        let [here, there] =
            [&difference.here, &difference.there].map(|verdict| verdict.as_ref().map(|v| self.spoil(v)));
        Difference { act: self.code(difference.act), title: self.text(), here, there, ..difference }
    }

    fn detail(&mut self, detail: ParcelDetail) -> ParcelDetail {
        let content = detail.content.iter().map(|_| Readable { path: self.text(), value: self.text() }).collect();
        ParcelDetail {
            line: self.line(detail.line),
            fingerprint: self.text(),
            content,
            receipt: detail.receipt.as_ref().map(|receipt| self.spoil(receipt)),
            problem: detail.problem.as_ref().map(|problem| self.spoil(problem)),
            ..detail
        }
    }

    /// Names, values and what happened; the acts themselves are the program's own.
    fn clash(&mut self, clash: Clash) -> Clash {
        let Clash { line, mut conflict, since, version, state, guide_version, names } = clash;
        let sides = &mut conflict.sides;
        for facts in sides.base.iter_mut().chain([&mut sides.mine, &mut sides.theirs]) {
            for value in facts.values_mut() {
                *value = self.spoil(value);
            }
        }
        let materials = names.materials.into_iter().map(|(code, _)| (code, self.text())).collect();
        let names = Names { materials, form: self.spoil(&names.form), questions: self.spoil(&names.questions) };
        Clash { line: self.line(line), conflict, since: self.spoil(&since), version, state, guide_version, names }
    }

    /// A text where only codes stand, if those are spoilt too.
    fn code(&mut self, code: String) -> String {
        if self.codes { self.text() } else { code }
    }

    /// The same value with a text wherever one fits.
    pub fn spoil<T: Serialize + DeserializeOwned>(&mut self, value: &T) -> T {
        let mut json = serde_json::to_value(value).unwrap();
        let mut fields = Vec::new();
        texts(&json, String::new(), self.codes, &mut fields);
        fields.retain(|field| !self.refused.contains(&kind::<T>(field)));
        self.put::<T>(&mut json, &fields);
        serde_json::from_value(json).unwrap()
    }

    fn put<T: DeserializeOwned>(&mut self, json: &mut Value, fields: &[String]) {
        let mut tried = json.clone();
        for field in fields {
            *tried.pointer_mut(field).unwrap() = Value::String(self.text());
        }
        match (serde_json::from_value::<T>(tried.clone()), fields) {
            (Ok(_), _) => *json = tried,
            (Err(_), [field]) => drop(self.refused.insert(kind::<T>(field))),
            (Err(_), _) => {
                let (first, second) = fields.split_at(fields.len() / 2);
                self.put::<T>(json, first);
                self.put::<T>(json, second);
            }
        }
    }

    fn text(&mut self) -> String {
        self.texts += 1;
        (self.next)()
    }
}

/// Where texts stand, as JSON pointers.
fn texts(json: &Value, at: String, codes: bool, into: &mut Vec<String>) {
    match json {
        Value::String(text) if codes || !text.is_ascii() => into.push(at),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                texts(value, format!("{at}/{index}"), codes, into);
            }
        }
        Value::Object(values) => {
            for (name, value) in values {
                let name = name.replace('~', "~0").replace('/', "~1");
                texts(value, format!("{at}/{name}"), codes, into);
            }
        }
        _ => {}
    }
}

/// The field, whichever row of a list it stands in.
fn kind<T>(field: &str) -> String {
    let parts = field.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
    format!("{}{}", type_name::<T>(), parts.collect::<Vec<_>>().join("/"))
}
