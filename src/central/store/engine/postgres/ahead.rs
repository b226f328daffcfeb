//! Questions that were asked before anybody needs their answers, so that several of them go to the server and back
//! together. What was asked ahead holds until something is written.

use std::{
    cell::{Cell, RefCell},
    future::{Future, ready},
    pin::Pin,
    task::{Context, Poll},
};

use tokio_postgres::{Error, Row};

use super::super::value::Value;

/// An answer on its way.
pub(super) type Coming = Pin<Box<dyn Future<Output = Result<Vec<Row>, Error>> + Send>>;

/// An answer to a question that was asked ahead.
pub(super) enum Answer {
    /// It is on its way.
    Coming(Coming),
    /// It was taken in.
    Here(Result<Vec<Row>, Error>),
}

impl Answer {
    fn wanted(self) -> Coming {
        match self {
            Self::Coming(answer) => answer,
            Self::Here(answer) => Box::pin(ready(answer)),
        }
    }
}

struct Question {
    sql: String,
    values: Vec<Value<'static>>,
    answer: Answer,
}

/// What was asked ahead on a connection.
#[derive(Default)]
pub(super) struct Ahead {
    foreseeing: Cell<bool>,
    asked: RefCell<Vec<Question>>,
}

impl Ahead {
    /// Everything that `ask` asks is asked ahead.
    pub(super) fn during<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.foreseeing.set(true);
        let done = ask();
        self.foreseeing.set(false);
        done
    }

    /// Whether what is asked now is asked ahead.
    pub(super) fn is_asked(&self) -> bool {
        self.foreseeing.get()
    }

    pub(super) fn add(&self, sql: &str, values: Vec<Value<'static>>, answer: Answer) {
        self.asked.borrow_mut().push(Question { sql: sql.to_owned(), values, answer });
    }

    /// The answer to a question in these very words, if it was asked ahead.
    pub(super) fn take(&self, sql: &str, values: &[Value<'_>]) -> Option<Coming> {
        let mut asked = self.asked.borrow_mut();
        let at = asked.iter().position(|question| question.sql == sql && question.values == values)?;
        Some(asked.remove(at).answer.wanted())
    }

    /// Takes in what has come. Answers come in the order of their questions, and one that nobody takes in holds up those
    /// behind it.
    pub(super) fn take_in(&self, cx: &mut Context<'_>) {
        for question in self.asked.borrow_mut().iter_mut() {
            if let Answer::Coming(coming) = &mut question.answer
                && let Poll::Ready(answer) = coming.as_mut().poll(cx)
            {
                question.answer = Answer::Here(answer);
            }
        }
    }

    /// What nobody wanted to know, or may know any more.
    pub(super) fn rest(&self) -> Vec<Coming> {
        self.asked.take().into_iter().map(|question| question.answer.wanted()).collect()
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use std::{borrow::Cow, future::poll_fn, task::Waker};

    use super::*;

    fn text(text: &str) -> Vec<Value<'static>> {
        vec![Value::Text(Cow::Owned(text.to_owned()))]
    }

    #[test]
    fn an_answer_is_given_once_and_to_the_same_question_only() {
        let ahead = Ahead::default();
        assert!(ahead.during(|| ahead.is_asked()) && !ahead.is_asked());
        ahead.add("SELECT 1", text("a"), Answer::Here(Ok(Vec::new())));
        ahead.add("SELECT 2", text("a"), Answer::Coming(Box::pin(ready(Ok(Vec::new())))));
        assert!(ahead.take("SELECT 1", &text("b")).is_none() && ahead.take("SELECT 3", &text("a")).is_none());
        assert!(ahead.take("SELECT 1", &text("a")).is_some());
        assert!(ahead.take("SELECT 1", &text("a")).is_none());
        assert_eq!(ahead.rest().len(), 1);
        assert!(ahead.take("SELECT 2", &text("a")).is_none());
    }

    /// The connection holds an answer back until the one before it is taken in, whoever wants it.
    #[test]
    fn what_comes_is_taken_in_though_nobody_wants_it_yet() {
        let ahead = Ahead::default();
        let mut looks = 0;
        let coming = poll_fn(move |_| {
            looks += 1;
            if looks < 3 { Poll::Pending } else { Poll::Ready(Ok(Vec::new())) }
        });
        ahead.add("SELECT 1", text("a"), Answer::Coming(Box::pin(coming)));
        for _ in 0..5 {
            ahead.take_in(&mut Context::from_waker(Waker::noop()));
        }
        assert!(matches!(ahead.asked.borrow()[0].answer, Answer::Here(Ok(_))));
    }
}
