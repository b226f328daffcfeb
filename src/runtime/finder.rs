//! The finder's worker: owns the index, answers the newest query only, so that a key's frame never waits for a search.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

use crate::{
    app::{Msg, effect::FoundItem},
    contract::ItemSummary,
    desk::store::Usage,
    finder::{Entry, Habit, Index},
};

use super::Input;

enum Job {
    Catalogue(Vec<ItemSummary>, Vec<Usage>),
    Query { generation: u64, query: String, limit: usize },
}

/// The worker. Clones speak to the same one.
#[derive(Clone)]
pub(super) struct Worker {
    jobs: mpsc::Sender<Job>,
    asked: Arc<AtomicU64>,
    answered: Arc<AtomicU64>,
}

impl Worker {
    /// Starts it.
    pub(super) fn start(tell: mpsc::Sender<Input>) -> Self {
        let (jobs, hear) = mpsc::channel();
        let asked = Arc::new(AtomicU64::new(0));
        let answered = Arc::new(AtomicU64::new(0));
        let done = Arc::clone(&answered);
        thread::spawn(move || work(&hear, &tell, &done));
        Self { jobs, asked, answered }
    }

    /// A newer catalogue, with what this window uses.
    pub(super) fn catalogue(&self, items: Vec<ItemSummary>, usage: Vec<Usage>) {
        let _ = self.jobs.send(Job::Catalogue(items, usage));
    }

    /// A query.
    pub(super) fn find(&self, generation: u64, query: String, limit: usize) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let _ = self.jobs.send(Job::Query { generation, query, limit });
    }

    /// Every query has its answer.
    pub(super) fn is_idle(&self) -> bool {
        self.asked.load(Ordering::SeqCst) == self.answered.load(Ordering::SeqCst)
    }
}

fn work(hear: &mpsc::Receiver<Job>, tell: &mpsc::Sender<Input>, answered: &AtomicU64) {
    let mut shelf = Shelf::default();
    let mut last: Option<(u64, String, usize)> = None;
    while let Ok(first) = hear.recv() {
        let mut queries = 0;
        let mut renewed = false;
        for job in std::iter::once(first).chain(std::iter::from_fn(|| hear.try_recv().ok())) {
            match job {
                Job::Catalogue(items, usage) => {
                    shelf = Shelf::new(items, usage);
                    renewed = true;
                }
                Job::Query { generation, query, limit } => {
                    queries += 1;
                    last = Some((generation, query, limit));
                }
            }
        }
        let Some((generation, query, limit)) = &last else { continue };
        if queries > 0 || renewed {
            let found = Msg::Found { generation: *generation, items: shelf.find(query, *limit) };
            let gone = tell.send(Input::Msg(Box::new(found))).is_err();
            answered.fetch_add(queries, Ordering::SeqCst);
            if gone {
                return;
            }
        }
    }
}

/// The catalogue with its index.
#[derive(Default)]
struct Shelf {
    items: Vec<ItemSummary>,
    habits: Vec<Habit>,
    index: Option<Index>,
}

impl Shelf {
    fn new(items: Vec<ItemSummary>, usage: Vec<Usage>) -> Self {
        let words: Vec<Vec<&str>> =
            items.iter().map(|item| item.plain_words.iter().map(String::as_str).collect()).collect();
        let entries = items.iter().zip(&words).map(|(item, words)| Entry {
            name: &item.name,
            code: &item.code,
            department: &item.department,
            words,
        });
        let index = Index::build(entries);
        let place = |code: &str| items.iter().position(|item| item_code(item) == code);
        let habits = usage
            .into_iter()
            .filter_map(|usage| {
                Some(Habit {
                    index: place(&usage.code)?,
                    pinned: usage.pinned,
                    uses: u32::try_from(usage.count).unwrap_or(u32::MAX),
                    last: usage.last_used.map_or(0, |at| at.as_millisecond()),
                })
            })
            .collect();
        Self { items, habits, index: Some(index) }
    }

    fn find(&self, query: &str, limit: usize) -> Vec<FoundItem> {
        let Some(index) = &self.index else { return Vec::new() };
        let mut hits: Vec<usize> = index.search(query, limit, &self.habits).into_iter().map(|hit| hit.index).collect();
        if query.is_empty() {
            // Behind what this window uses: everything that can be opened, so that the first day has a list too.
            let open = (0..self.items.len()).filter(|at| self.items.get(*at).is_some_and(|item| item.open));
            let rest: Vec<usize> = open.filter(|at| !hits.contains(at)).take(limit.saturating_sub(hits.len())).collect();
            hits.extend(rest);
        } else if hits.is_empty() {
            hits = index.near(query, limit).into_iter().map(|hit| hit.index).collect();
        }
        hits.into_iter()
            .filter_map(|at| {
                let used = self.habits.iter().find(|habit| habit.index == at).map_or(0, |habit| habit.uses);
                Some(FoundItem { item: self.items.get(at)?.clone(), used })
            })
            .collect()
    }
}

/// The code under which use is counted.
fn item_code(item: &ItemSummary) -> &str {
    item.guide_version.as_ref().map_or(&item.code, |guide| &guide.item_code)
}
