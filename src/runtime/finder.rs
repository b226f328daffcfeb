//! The finder's worker: a thread that owns the index. Queries carry a generation; of several that wait only the newest
//! is answered, so that fast typing never queues up.

use std::{
    collections::HashMap,
    panic::{self, AssertUnwindSafe},
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Instant,
};

use tokio::sync::mpsc::UnboundedSender;

use crate::{
    app::{DeskEvent, Msg, effect::FoundItem, msg::Part},
    desk::store::{Items, Usage},
    finder::{Entry, Habit, Index},
};

use super::{crash, watch::Watch};

enum Order {
    Items(Items),
    Usage(Vec<Usage>),
    Pin { code: String, pinned: bool },
    Query { generation: u64, query: String, limit: usize },
}

/// The worker, as others see it.
#[derive(Debug, Clone)]
pub struct Finder(Sender<Order>);

impl Finder {
    /// Starts the worker; it answers through `tell`. Until it has items it answers nothing.
    pub fn start(tell: UnboundedSender<Msg>) -> std::io::Result<Self> {
        let (order, orders) = mpsc::channel();
        thread::Builder::new().name("finder".to_owned()).spawn(move || keep_working(&orders, &tell))?;
        Ok(Self(order))
    }

    /// The catalogue is another.
    pub fn items(&self, items: Items) {
        self.order(Order::Items(items));
    }

    /// This window has used items.
    pub fn usage(&self, usage: Vec<Usage>) {
        self.order(Order::Usage(usage));
    }

    /// This window has pinned an item, or no longer.
    pub fn pin(&self, code: String, pinned: bool) {
        self.order(Order::Pin { code, pinned });
    }

    /// Asks; the answer comes as `Msg::Found`.
    pub fn query(&self, generation: u64, query: String, limit: usize) {
        self.order(Order::Query { generation, query, limit });
    }

    fn order(&self, order: Order) {
        // The worker ends with the program; there is nobody to tell.
        let _ = self.0.send(order);
    }
}

/// Works, and begins anew with the same catalogue if something in it dies. The query at which it died is answered with
/// nothing: asked again it would die again.
fn keep_working(orders: &Receiver<Order>, tell: &UnboundedSender<Msg>) {
    let (mut worker, mut watch) = (Worker::default(), Watch::default());
    while panic::catch_unwind(AssertUnwindSafe(|| worker.work(orders, tell))).is_err() {
        let goes_on = watch.died(Instant::now());
        worker.index = None;
        if let Some((generation, ..)) = worker.answering.take() {
            let _ = tell.send(Msg::Found { generation, items: Vec::new() });
        }
        let died = DeskEvent::Died { part: Part::Finder, number: crash::last_number(), goes_on };
        if tell.send(Msg::Desk(died)).is_err() || !goes_on {
            return;
        }
    }
}

#[derive(Default)]
struct Worker {
    items: Items,
    index: Option<Index>,
    usage: Vec<Usage>,
    habits: Vec<Habit>,
    /// Asked and not answered yet.
    waiting: Option<(u64, String, usize)>,
    /// Being answered.
    answering: Option<(u64, String, usize)>,
}

impl Worker {
    fn work(&mut self, orders: &Receiver<Order>, tell: &UnboundedSender<Msg>) {
        while let Ok(order) = orders.recv() {
            self.take(order);
            for order in orders.try_iter() {
                self.take(order);
            }
            if let Some(found) = self.answer()
                && tell.send(found).is_err()
            {
                return;
            }
        }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Items(items) => {
                self.items = items;
                self.index = None;
                self.habits = habits(&self.items, &self.usage);
            }
            Order::Usage(usage) => {
                self.usage = usage;
                self.habits = habits(&self.items, &self.usage);
            }
            Order::Pin { code, pinned } => {
                match self.usage.iter_mut().find(|usage| usage.code == code) {
                    Some(usage) => usage.pinned = pinned,
                    None => self.usage.push(Usage { code, count: 0, last_used: None, pinned }),
                }
                self.habits = habits(&self.items, &self.usage);
            }
            Order::Query { generation, query, limit } => self.waiting = Some((generation, query, limit)),
        }
    }

    fn answer(&mut self) -> Option<Msg> {
        if self.index.is_none() && !self.items.is_empty() {
            self.index = Some(build(&self.items));
        }
        let index = self.index.as_ref()?;
        self.answering = self.waiting.take();
        let (generation, query, limit) = self.answering.clone()?;
        crash::point("finding");
        let hits = index.search(&query, limit, &self.habits);
        let mut found: Vec<usize> = hits.iter().map(|hit| hit.index).collect();
        if query.trim().is_empty() {
            self.add_open(&mut found, limit);
        } else if found.is_empty() {
            found = index.near(&query, limit).iter().map(|hit| hit.index).collect();
        }
        let items = found.into_iter().filter_map(|at| self.found(at)).collect();
        self.answering = None;
        Some(Msg::Found { generation, items })
    }

    /// Before a key is pressed: behind what this window uses comes what it can take at all.
    fn add_open(&self, found: &mut Vec<usize>, limit: usize) {
        for (at, _) in self.items.iter().enumerate().filter(|(_, item)| item.open) {
            if found.len() >= limit {
                return;
            }
            if !found.contains(&at) {
                found.push(at);
            }
        }
    }

    fn found(&self, at: usize) -> Option<FoundItem> {
        let habit = self.habits.iter().find(|habit| habit.index == at);
        let (used, pinned) = habit.map_or((0, false), |habit| (habit.uses, habit.pinned));
        Some(FoundItem { item: self.items.get(at)?, used, pinned })
    }
}

fn build(items: &Items) -> Index {
    let words: Vec<Vec<&str>> = items.iter().map(|item| item.words().collect()).collect();
    Index::build(items.iter().zip(&words).map(|(item, words)| Entry {
        name: item.name,
        code: item.code,
        department: item.department,
        words,
    }))
}

fn habits(items: &Items, usage: &[Usage]) -> Vec<Habit> {
    let used: HashMap<&str, &Usage> = usage.iter().map(|usage| (usage.code.as_str(), usage)).collect();
    let habit = |(index, usage): (usize, &&Usage)| Habit {
        index,
        pinned: usage.pinned,
        uses: u32::try_from(usage.count).unwrap_or(u32::MAX),
        last: usage.last_used.map_or(0, jiff::Timestamp::as_second),
    };
    items.iter().enumerate().filter_map(|(at, item)| used.get(item.code).map(|usage| (at, usage))).map(habit).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::contract::ItemSummary;

    fn item(code: &str, name: &str, word: &str) -> ItemSummary {
        ItemSummary {
            guide_version: None,
            code: code.to_owned(),
            name: name.to_owned(),
            department: "市场监督管理局".to_owned(),
            plain_words: vec![word.to_owned()],
            open: true,
        }
    }

    fn used(code: &str, count: u64) -> Usage {
        Usage { code: code.to_owned(), count, last_used: None, pinned: false }
    }

    fn names(found: Option<Msg>) -> (u64, Vec<String>) {
        match found.unwrap() {
            Msg::Found { generation, items } => {
                (generation, items.into_iter().map(|found| format!("{} {}", found.item.name, found.used)).collect())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_query_waits_for_the_items_and_only_the_newest_is_answered() {
        let mut worker = Worker::default();
        worker.take(Order::Query { generation: 1, query: "s".into(), limit: 9 });
        assert_eq!(worker.answer(), None);
        worker.take(Order::Query { generation: 2, query: "spjy".into(), limit: 9 });
        worker.take(Order::Items(
            [item("a", "食品经营许可", "开饭店"), item("b", "食品经营许可变更", "改名")].iter().collect(),
        ));
        worker.take(Order::Usage(vec![used("b", 3), used("gone", 9)]));
        let expected = (2, vec!["食品经营许可变更 3".to_owned(), "食品经营许可 0".to_owned()]);
        assert_eq!(names(worker.answer()), expected);
        assert_eq!(worker.answer(), None);
        worker.take(Order::Query { generation: 3, query: " ".into(), limit: 9 });
        assert_eq!(names(worker.answer()).1, ["食品经营许可变更 3", "食品经营许可 0"]);
        // What is pinned stands on top from then on.
        worker.take(Order::Pin { code: "a".into(), pinned: true });
        worker.take(Order::Query { generation: 4, query: String::new(), limit: 9 });
        assert_eq!(names(worker.answer()).1, ["食品经营许可 0", "食品经营许可变更 3"]);
        worker.take(Order::Pin { code: "a".into(), pinned: false });
        // The words of the street find it as well; a query that is nowhere finds what is nearest.
        worker.take(Order::Query { generation: 3, query: "开饭店".into(), limit: 9 });
        assert_eq!(names(worker.answer()).1, ["食品经营许可 0"]);
    }
}
