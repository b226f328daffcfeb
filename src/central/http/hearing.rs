//! What five hundred windows ask at the same moment, whether something moved that they may see, is asked of the database
//! together: whoever comes while a round is under way is answered by the next one.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use super::request::Token;
use crate::{
    central::{
        Centre,
        fault::Fault,
        store::{Reach, Scope, Tx},
    },
    contract::Person,
    domain::role::Limits,
};

/// One listener's question.
struct Question {
    token: Token,
    after: u64,
    until: u64,
    tell: oneshot::Sender<Result<bool, Fault>>,
}

/// The questions that wait, and whether a round is under way.
#[derive(Default)]
struct Asked {
    questions: Vec<Question>,
    at_work: bool,
}

/// The listeners of a centre.
#[derive(Default)]
pub(in crate::central) struct Hearing(Mutex<Asked>);

impl Hearing {
    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The questions of the next round; without any, none is under way.
    fn next_round(&self) -> Vec<Question> {
        let mut asked = self.lock();
        let questions = std::mem::take(&mut asked.questions);
        asked.at_work = !questions.is_empty();
        questions
    }
}

/// A round that panics is over all the same; those who asked in it are told that it failed.
struct UnderWay<'a>(&'a Hearing);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut asked = self.0.lock();
            asked.questions.clear();
            asked.at_work = false;
        }
    }
}

impl Centre {
    /// Whether something moved between two places of the change sequence that the holder of this token may see.
    pub(super) async fn hears(&self, token: Token, after: u64, until: u64) -> Result<bool, Fault> {
        let (tell, told) = oneshot::channel();
        let begins = {
            let mut asked = self.hearing().lock();
            asked.questions.push(Question { token, after, until, tell });
            !std::mem::replace(&mut asked.at_work, true)
        };
        if begins {
            let centre = self.clone();
            self.spawn().run(Box::new(move || centre.answer_listeners()));
        }
        told.await.unwrap_or_else(|_| Err(Fault::new(500, "storage.failed")))
    }

    fn answer_listeners(&self) {
        let _under_way = UnderWay(self.hearing());
        loop {
            let questions = self.hearing().next_round();
            if questions.is_empty() {
                return;
            }
            let answers = self.read(|tx, _| self.answers(tx, &questions));
            for (question, answer) in questions.into_iter().zip(answers.unwrap_or_default()) {
                // Whoever went away does not hear it; after a failed round nobody does, and their streams end.
                let _ = question.tell.send(answer);
            }
        }
    }

    /// An answer per question. Windows that see the same need one look.
    fn answers(&self, tx: &Tx<'_>, questions: &[Question]) -> Result<Vec<Result<bool, Fault>>, Fault> {
        let tokens: Vec<&str> = questions.iter().map(|question| question.token.text.as_str()).collect();
        let mut looked: HashMap<(u64, u64), Vec<(Scope, bool)>> = HashMap::new();
        let mut answers = Vec::with_capacity(questions.len());
        for (question, holder) in questions.iter().zip(self.holders(tx, &tokens)?) {
            let person = holder.and_then(|person| question.token.opens_for(self, person));
            let Ok(person) = person else {
                answers.push(person.map(|_| false));
                continue;
            };
            let eyes = shared(self.eyes(&person), &person);
            let known = looked.entry((question.after, question.until)).or_default();
            let looked = known.iter().find(|(scope, _)| *scope == eyes).map(|(_, seen)| *seen);
            let seen = match looked {
                Some(seen) => seen,
                None => tx.sees_change(question.after, question.until, &eyes)?,
            };
            if looked.is_none() {
                known.push((eyes, seen));
            }
            answers.push(Ok(seen));
        }
        Ok(answers)
    }
}

/// Eyes that see the whole hall are the same, whoever's they are.
fn shared(eyes: Scope, person: &Person) -> Scope {
    if eyes.reach == Reach::Hall && person.limits == Limits::default() {
        return Scope { person: uuid::Uuid::nil(), ..eyes };
    }
    eyes
}
