//! Where events come from: a thread that reads the terminal, and the signals of the system.

use std::{
    io::{self, IsTerminal as _},
    thread,
    time::{Duration, Instant},
};

use crossterm::event;
use tokio::sync::mpsc;

use super::{
    crash,
    decode::{self, Input},
    guard, ruler,
};
use crate::text::Measure;

/// Keys that may wait. A full queue stops the reading and not the program; the terminal keeps the rest.
const QUEUE: usize = 4096;

/// Between two looks whether the terminal is still there, while nothing comes from it.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Something from outside the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// From the terminal, read at that moment.
    Terminal(Input, Instant),
    /// The terminal showed how wide it draws what Unicode calls ambiguous.
    Measured(Measure),
    /// The program was stopped and goes on: the terminal has to be taken again.
    GoesOn,
    /// The system wants an end: SIGTERM, SIGHUP, a closed terminal.
    End,
    /// Nobody reads the terminal any more.
    Deaf(Deaf),
}

/// Why nobody reads the terminal any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deaf {
    /// The terminal gives nothing more: it was closed, or taken away.
    Closed,
    /// What reads it died.
    Died,
}

/// Starts listening. When it returns, no key and no change of size is lost any more. With `measure` the terminal is asked
/// how wide it draws an ambiguous character; its answer, if any, comes as an event, and nothing waits for it.
pub fn listen(measure: bool) -> io::Result<mpsc::Receiver<Event>> {
    let (tell, hear) = mpsc::channel(QUEUE);
    event::poll(Duration::ZERO)?;
    if measure {
        ruler::lay(&mut io::stdout())?;
    }
    let terminal = tell.clone();
    // Nobody joins it: it waits in a read for as long as the program lives.
    thread::Builder::new().name("terminal".to_owned()).spawn(move || {
        if measure && let Some(found) = ruler::read() {
            let _ = terminal.blocking_send(Event::Measured(found));
        }
        read(&terminal);
    })?;
    signals::listen(tell);
    Ok(hear)
}

/// Listens to the system's signals alone; keys are read another way.
pub fn signals(tell: mpsc::Sender<Event>) {
    signals::listen(tell);
}

/// However the reading ends, the program hears of it: it would be deaf and not know.
struct LastWord<'a>(&'a mpsc::Sender<Event>);

impl Drop for LastWord<'_> {
    fn drop(&mut self) {
        let why = if thread::panicking() { Deaf::Died } else { Deaf::Closed };
        let _ = self.0.blocking_send(Event::Deaf(why));
    }
}

/// The next event; `None` = the terminal is gone. The library does not tell: it would look at a terminal that was taken
/// away again and again, and find nothing (F19).
fn next() -> io::Result<Option<event::Event>> {
    while !event::poll(LOOK_EVERY)? {
        if !io::stdin().is_terminal() {
            return Ok(None);
        }
    }
    event::read().map(Some)
}

fn read(tell: &mpsc::Sender<Event>) {
    let _last = LastWord(tell);
    loop {
        let input = match next() {
            Ok(Some(event)) => decode::decode(event),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
            Ok(None) | Err(_) => return,
        };
        crash::point("read");
        if let Some(input) = input
            && tell.blocking_send(Event::Terminal(input, Instant::now())).is_err()
        {
            return;
        }
    }
}

#[cfg(unix)]
mod signals {
    use std::{process, time::Duration};

    use tokio::{
        signal::unix::{Signal, SignalKind, signal},
        sync::mpsc,
    };

    use super::{Event, guard};

    /// Longest time from the first signal to the end, whatever the program waits for (F16, F18).
    const PATIENCE: Duration = Duration::from_secs(3);
    /// The exit code that shells give to what a signal ended.
    const ENDED_BY_SIGNAL: i32 = 143;

    /// Stop and go on, by the numbers of this system.
    #[cfg(any(target_os = "macos", target_os = "ios", target_os = "freebsd"))]
    const STOP_AND_GO_ON: [i32; 2] = [18, 19];
    #[cfg(not(any(target_os = "macos", target_os = "ios", target_os = "freebsd")))]
    const STOP_AND_GO_ON: [i32; 2] = [20, 18];

    pub(super) fn listen(tell: mpsc::Sender<Event>) {
        tokio::spawn(ends(tell.clone()));
        tokio::spawn(stops(tell));
    }

    async fn ends(tell: mpsc::Sender<Event>) {
        let kinds = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt(), SignalKind::quit()];
        let Ok(mut signals) = kinds.into_iter().map(signal).collect::<Result<Vec<_>, _>>() else { return };
        any(&mut signals).await;
        let _ = tell.try_send(Event::End);
        // A terminal that takes no output can hold the program up; a second signal, or time, ends it all the same.
        let _ = tokio::time::timeout(PATIENCE, any(&mut signals)).await;
        guard::restore();
        process::exit(ENDED_BY_SIGNAL);
    }

    /// SIGTSTP gives the terminal back before the program stops, SIGCONT takes it again.
    async fn stops(tell: mpsc::Sender<Event>) {
        let [stop, go_on] = STOP_AND_GO_ON.map(SignalKind::from_raw);
        let (Ok(mut stop), Ok(mut go_on)) = (signal(stop), signal(go_on)) else { return };
        loop {
            tokio::select! {
                _ = stop.recv() => {
                    guard::restore();
                    // The program stops itself by the one means that needs no unsafe code.
                    let _ = process::Command::new("kill").args(["-STOP", &process::id().to_string()]).status();
                }
                heard = go_on.recv() => {
                    if heard.is_none() || tell.send(Event::GoesOn).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    async fn any(signals: &mut [Signal]) {
        let (heard, ..) =
            futures_util::future::select_all(signals.iter_mut().map(|signal| Box::pin(signal.recv()))).await;
        if heard.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
mod signals {
    use tokio::sync::mpsc;

    use super::Event;

    pub(super) fn listen(tell: mpsc::Sender<Event>) {
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                let _ = tell.send(Event::End).await;
            }
        });
    }
}
