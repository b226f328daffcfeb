//! The demo hall as it opens.

use std::time::Instant;

use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::Me,
    domain::role::Role,
};

use super::world::{MORNING, World, clock_at, config};

/// Every worklist has something on it, whatever day the demo is opened first.
#[test]
fn the_demo_hall_opens_with_work_on_every_list() {
    for morning in [MORNING, "2026-02-27T08:10:00+08:00", "2026-10-03T20:00:00+08:00", "2027-05-10T12:00:00+08:00"] {
        let clock = clock_at(morning);
        let begun = Instant::now();
        let centre = Centre::open_demo(config(&clock, Location::Memory, KeyPlace::Memory)).unwrap();
        println!("{morning}: {:?}", begun.elapsed());
        let world = World::around(centre, clock);
        let mut seen = std::collections::BTreeMap::new();
        for person in &world.people {
            let me: Me = world.get(person, "/v1/me").json();
            for (list, count) in me.counts {
                *seen.entry(list).or_insert(0) += count;
            }
        }
        println!("{seen:?}");
        assert_eq!(seen.len(), 8);
        assert!(seen.values().all(|count| *count > 0), "{morning}: {seen:?}");
        let queue: Vec<chuangtai::contract::QueueTicket> = world.get(&world.role(Role::Clerk), "/v1/queue").json();
        assert!(queue.len() >= 5);
    }
}
