//! One connection to the server, its compiled statements, and what became of its transaction.

use std::{
    borrow::Cow,
    cell::{Cell as Place, RefCell},
    collections::HashMap,
    future::{Future, poll_fn, ready},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use futures_util::{TryStreamExt as _, future::join};
use tokio::runtime::Handle;
use tokio_postgres::{Client, Error, Row, SimpleQueryMessage, Statement, types::ToSql};

use super::{
    super::value::{Params, Value},
    ServerError,
    ahead::{Ahead, Answer, Coming},
    secure::Way,
    statement,
    wait::{begin, wait},
};
use crate::central::store::StoreError;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(4);

/// How long an answer may take; the server gives up earlier by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// A transaction of a dead instance must not hold the centre's row for long, and a live one waits its turn, but not for
/// ever. Planning once per statement is enough: none of them depends much on its values.
const MANNERS: &str = "SET lock_timeout = '8s'; SET statement_timeout = '20s';
    SET idle_in_transaction_session_timeout = '20s'; SET standard_conforming_strings = on";

/// How a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// None is open.
    Idle,
    /// One is open and good.
    Open,
    /// A statement failed: nothing but going back is possible.
    Failed,
}

/// A statement that the server has compiled.
#[derive(Clone)]
struct Compiled {
    statement: Statement,
    names: Arc<[String]>,
}

/// A statement on its way.
type Sent = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A connection, used by one thread at a time.
///
/// A statement without rows is sent and not waited for: its answer comes before that of whatever is asked next, and an
/// error in it fails that. So a command costs as many ways to the server and back as it asks questions that it did not
/// foresee.
pub(in crate::central::store) struct Session {
    client: Arc<Client>,
    sent: RefCell<Vec<Sent>>,
    ahead: Ahead,
    compiled: RefCell<HashMap<String, Compiled>>,
    state: Place<State>,
    contended: Place<bool>,
    lost: Place<bool>,
}

impl Session {
    pub(super) fn connect(way: &Way, driver: &Handle) -> Result<Self, StoreError> {
        let Way { mut config, tls, .. } = way.clone();
        config.connect_timeout(CONNECT);
        let drive = driver.clone();
        let connecting = driver.spawn(async move {
            let (client, connection) = config.connect(tls).await?;
            drive.spawn(connection);
            Ok::<_, Error>(client)
        });
        let client = match wait(connecting, CONNECT * 2) {
            Some(Ok(Ok(client))) => client,
            Some(Ok(Err(error))) => return Err(ServerError::from(&error).into()),
            Some(Err(_)) | None => return Err(ServerError::Lost.into()),
        };
        let session = Self {
            client: Arc::new(client),
            sent: RefCell::default(),
            ahead: Ahead::default(),
            compiled: RefCell::default(),
            state: Place::new(State::Idle),
            contended: Place::new(false),
            lost: Place::new(false),
        };
        session.say(MANNERS)?;
        Ok(session)
    }

    /// Whether it can be used for a new transaction.
    pub(super) fn is_sound(&self) -> bool {
        !self.lost.get() && !self.client.is_closed() && self.state.get() == State::Idle
    }

    /// Whether a transaction is open on it that can go on.
    pub(super) fn is_open(&self) -> bool {
        !self.is_lost() && self.state.get() == State::Open
    }

    /// Whether the connection is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.get() || self.client.is_closed()
    }

    /// Whether another transaction got in the way of this one.
    pub(super) fn is_contended(&self) -> bool {
        self.contended.get()
    }

    /// Begins a transaction; whether it could be begun is known with its first answer.
    pub(super) fn begin(&self, words: &'static str) -> Result<(), StoreError> {
        self.contended.set(false);
        self.state.set(State::Open);
        self.mark(words)
    }

    /// Gives up the transaction, whatever became of it.
    pub(super) fn roll_back(&self) {
        // What is still on its way is undone whether it fails or not.
        self.forget();
        if !self.is_lost() && self.say("ROLLBACK").is_ok() {
            self.state.set(State::Idle);
        }
    }

    /// Ends a transaction that only looked. Nobody waits for that: whatever is wrong shows when the next one begins.
    pub(super) fn leave(&self) {
        self.ahead.rest();
        let client = self.client.clone();
        if self.is_open() && self.send(Box::pin(async move { client.batch_execute("ROLLBACK").await })).is_ok() {
            self.state.set(State::Idle);
        } else {
            self.roll_back();
        }
    }

    /// Commits. A failed transaction is never taken for a committed one: the server would only say that it ended.
    pub(super) fn commit(&self) -> Result<(), StoreError> {
        if self.state.get() != State::Open {
            self.roll_back();
            return Err(ServerError::Statement("failed transaction".to_owned()).into());
        }
        match self.say("COMMIT") {
            Ok(()) => {
                self.state.set(State::Idle);
                Ok(())
            }
            Err(_) if self.is_lost() => Err(ServerError::Unsure.into()),
            Err(error) => {
                // What fails at the very end, a deferred constraint, has been rolled back by the server.
                self.state.set(State::Idle);
                Err(error)
            }
        }
    }

    /// Runs words that ask for nothing.
    pub(super) fn say(&self, words: &str) -> Result<(), StoreError> {
        self.give_up_foresight();
        self.run(self.client.batch_execute(words))
    }

    /// Marks a part of the transaction, keeps it, or undoes it.
    pub(in crate::central::store::engine) fn mark(&self, words: &'static str) -> Result<(), StoreError> {
        if words.starts_with("ROLLBACK TO") {
            return self.back_to_mark(words);
        }
        let client = self.client.clone();
        self.send(Box::pin(async move { client.batch_execute(words).await }))
    }

    /// Undoes what came after a mark; what was sent since is undone whether it failed or not.
    pub(super) fn back_to_mark(&self, words: &'static str) -> Result<(), StoreError> {
        self.forget();
        self.say(words)?;
        self.contended.set(false);
        self.state.set(State::Open);
        Ok(())
    }

    /// Waits for all that was sent.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        self.give_up_foresight();
        if self.sent.borrow().is_empty() { Ok(()) } else { self.run(async { Ok(()) }) }
    }

    /// The one value that a plain question has for an answer.
    pub(super) fn ask(&self, question: &str) -> Result<Option<String>, StoreError> {
        let answer = self.run(self.client.simple_query(question))?;
        let row = answer.iter().find_map(|part| if let SimpleQueryMessage::Row(row) = part { Some(row) } else { None });
        Ok(row.and_then(|row| row.try_get(0).ok().flatten()).map(str::to_owned))
    }

    pub(in crate::central::store::engine) fn execute(&self, sql: &str, params: Params<'_>) -> Result<(), StoreError> {
        self.give_up_foresight();
        let (compiled, values) = self.compiled(sql, params)?;
        let values: Vec<Value<'static>> = values.iter().map(Value::owned).collect();
        let client = self.client.clone();
        self.send(Box::pin(async move { client.execute_raw(&compiled.statement, &values).await.map(drop) }))
    }

    pub(in crate::central::store::engine) fn query(
        &self,
        sql: &str,
        params: Params<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        let (compiled, values) = self.compiled(sql, params)?;
        if self.ahead.is_asked() {
            self.ask_ahead(sql, compiled, &values);
            return Ok(Vec::new());
        }
        match self.ahead.take(sql, &values) {
            Some(answer) => self.run(answer),
            None => self.run(self.client.query(&compiled.statement, &lent(&values))),
        }
    }

    /// Every question of `ask` is sent, and answered with nothing for now.
    pub(in crate::central::store::engine) fn foreseeing<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.ahead.during(ask)
    }

    fn ask_ahead(&self, sql: &str, compiled: Compiled, values: &[Value<'_>]) {
        let values: Vec<Value<'static>> = values.iter().map(Value::owned).collect();
        let (client, given) = (self.client.clone(), values.clone());
        let mut answer: Coming =
            Box::pin(async move { client.query_raw(&compiled.statement, &given).await?.try_collect().await });
        let answer = match begin(&mut answer) {
            Poll::Ready(answered) => Answer::Here(answered),
            Poll::Pending => Answer::Coming(answer),
        };
        self.ahead.add(sql, values, answer);
    }

    /// What was asked ahead may not be true any more, but that it failed still counts.
    fn give_up_foresight(&self) {
        let rest = self.ahead.rest().into_iter();
        self.sent.borrow_mut().extend(rest.map(|answer| -> Sent { Box::pin(async { answer.await.map(drop) }) }));
    }

    /// Whatever is on its way does not matter any more.
    fn forget(&self) {
        self.ahead.rest();
        self.sent.take();
    }

    fn compiled<'p>(&self, sql: &str, params: Params<'p>) -> Result<(Compiled, Cow<'p, [Value<'p>]>), StoreError> {
        if let Some(known) = self.compiled.borrow().get(sql).cloned() {
            let values = statement::ordered(params, &known.names)?;
            return Ok((known, values));
        }
        let (text, names) = statement::numbered(sql);
        let values = statement::ordered(params, &names)?;
        let types: Vec<_> = values.iter().map(statement::type_of).collect();
        let statement = self.run(self.client.prepare_typed(&text, &types))?;
        let new = Compiled { statement, names: names.into() };
        self.compiled.borrow_mut().insert(sql.to_owned(), new.clone());
        Ok((new, values))
    }

    /// Sends a statement whose answer is looked at together with the next one.
    fn send(&self, mut statement: Sent) -> Result<(), StoreError> {
        match begin(&mut statement) {
            Poll::Pending => {
                self.sent.borrow_mut().push(statement);
                Ok(())
            }
            Poll::Ready(Ok(())) => Ok(()),
            // One sent earlier may be what is really wrong, and this one only says that the transaction is over.
            Poll::Ready(failed) => {
                self.sent.borrow_mut().push(Box::pin(ready(failed)));
                self.settle()
            }
        }
    }

    /// Waits for the answer, and for those of all that was sent before; the first error counts.
    fn run<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
        let sent = self.sent.take();
        let before = async {
            for statement in sent {
                statement.await?;
            }
            Ok::<_, Error>(())
        };
        let mut all = pin!(async {
            let (before, answer) = join(before, work).await;
            before.and(answer)
        });
        let all_that_comes = poll_fn(|cx| {
            self.ahead.take_in(cx);
            all.as_mut().poll(cx)
        });
        match wait(all_that_comes, PATIENCE) {
            Some(Ok(answer)) => Ok(answer),
            Some(Err(error)) => Err(self.failed(ServerError::from(&error))),
            None => Err(self.failed(ServerError::Lost)),
        }
    }

    fn failed(&self, error: ServerError) -> StoreError {
        match error {
            ServerError::Lost => self.lost.set(true),
            ServerError::Contended => self.contended.set(true),
            _ => {}
        }
        if self.state.get() == State::Open {
            self.state.set(State::Failed);
        }
        error.into()
    }
}

/// Values as the library takes them.
fn lent<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    let mut lent: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(values.len());
    for value in values {
        lent.push(value);
    }
    lent
}
