//! Somebody who means harm at the other end of the line: whatever field of an answer can hold a text holds a text of
//! theirs. Which fields those are the types say; a new one is found by itself.

use std::{any::type_name, collections::BTreeSet};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::app::effect::{Answer, Failure, Fate};

/// Puts texts into answers.
pub struct Spoiler {
    next: Box<dyn FnMut() -> String>,
    /// Also where a code, a number or a name of something stands, not only where people read.
    codes: bool,
    /// Fields that take no text: ids, days, words of a fixed list.
    refused: BTreeSet<String>,
    /// Texts that were put in.
    pub texts: usize,
}

impl Spoiler {
    /// Texts come from `next`; with `codes` they go where codes stand too, and little will fit together any more.
    pub fn new(codes: bool, next: impl FnMut() -> String + 'static) -> Self {
        Self { next: Box::new(next), codes, refused: BTreeSet::new(), texts: 0 }
    }

    /// What the centre answers, or why it does not.
    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    pub fn result(&mut self, result: Result<Answer, Failure>) -> Result<Answer, Failure> {
        result.map(|answer| self.answer(answer)).map_err(|failure| Failure {
            code: failure.code,
            title: self.text(),
            detail: Some(self.text()),
            basis: Some(self.text()),
            trace_id: Some(self.text()),
            offline: failure.offline,
        })
    }

    fn answer(&mut self, answer: Answer) -> Answer {
        match answer {
            Answer::Meta(meta) => Answer::Meta(Box::new(self.spoil(&*meta))),
            Answer::Me(me) => Answer::Me(Box::new(self.spoil(&*me))),
            Answer::Queue(queue) => Answer::Queue(self.spoil(&queue)),
            Answer::Called(ticket) => Answer::Called(self.spoil(&ticket)),
            Answer::Guide(guide) => Answer::Guide(Box::new(self.spoil(&*guide))),
            Answer::Cases(page) => Answer::Cases(self.spoil(&page)),
            Answer::Case(case) => Answer::Case(Box::new(self.spoil(&*case))),
            Answer::Timeline(timeline) => Answer::Timeline(self.spoil(&timeline)),
            Answer::Document(document) => Answer::Document(Box::new(self.spoil(&*document))),
            Answer::Lookup(lookup) => Answer::Lookup(Box::new(self.spoil(&*lookup))),
            Answer::Evidence(evidence) => Answer::Evidence(Box::new(self.spoil(&*evidence))),
            Answer::Revealed(revealed) => Answer::Revealed(self.spoil(&revealed)),
            Answer::People(people) => Answer::People(self.spoil(&people)),
            Answer::Fate(Fate::Applied(receipt)) => Answer::Fate(Fate::Applied(Box::new(self.spoil(&*receipt)))),
            Answer::Fate(Fate::Rejected(problem)) => Answer::Fate(Fate::Rejected(Box::new(self.spoil(&*problem)))),
            Answer::Drafts(mut drafts) => {
                // The title of a draft is made of the item's and the applicant's names.
                for draft in &mut drafts {
                    draft.title = self.text();
                }
                Answer::Drafts(drafts)
            }
            // What this machine says by itself.
            own => own,
        }
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
