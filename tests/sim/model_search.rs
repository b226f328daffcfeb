//! Breadth first through every state of the model, and a test per deliberate bug.

use std::{
    collections::{HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::model::{Budget, Bug, Label, Model, State};

/// What a search came to.
#[derive(Debug)]
struct Found {
    states: usize,
    steps: usize,
    /// Invariant and the shortest way to its breach.
    breach: Option<(&'static str, Vec<Label>)>,
}

/// States of a search that is still exhaustive; more means that the model grew.
const MOST: usize = 20_000_000;

fn mark(state: &State) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    hasher.finish()
}

/// Searches every state within the budget; from one in so many it also lets everything drain.
fn search(model: &Model, budget: Budget, drain_one_in: u64) -> Found {
    let begin = Model::begin(budget);
    let mut seen = HashSet::from([mark(&begin)]);
    let mut ways: Vec<(usize, Label)> = vec![(0, Label::Begin)];
    let mut open = VecDeque::from([(0usize, begin)]);
    let mut steps = 0;
    while let Some((at, state)) = open.pop_front() {
        let drained = if mark(&state).is_multiple_of(drain_one_in) { model.drains(&state) } else { None };
        if let Some(breach) = Model::broken(&state).or(drained) {
            return Found { states: seen.len(), steps, breach: Some((breach, way(&ways, at))) };
        }
        for (label, next) in model.steps(&state) {
            steps += 1;
            if seen.insert(mark(&next)) {
                ways.push((at, label));
                open.push_back((ways.len() - 1, next));
            }
        }
        assert!(seen.len() < MOST, "the search does not end");
    }
    Found { states: seen.len(), steps, breach: None }
}

fn way(ways: &[(usize, Label)], mut at: usize) -> Vec<Label> {
    let mut labels = Vec::new();
    while at > 0 {
        labels.push(ways[at].1);
        at = ways[at].0;
    }
    labels.reverse();
    labels
}

fn large() -> bool {
    std::env::var("CHUANGTAI_MODEL").is_ok_and(|text| text == "1")
}

/// No breach in any state.
fn holds(name: &str, bug: Option<Bug>, budget: Budget, drain_one_in: u64) {
    let found = search(&Model::new(bug), budget, drain_one_in);
    println!("{name}: {} states, {} steps, exhaustive", found.states, found.steps);
    assert!(found.breach.is_none(), "{name}: {:?}", found.breach);
}

/// The bug breaks one of these invariants; one of liveness only if nothing else is named.
fn caught(bug: Bug, budget: Budget, invariants: &[&str]) {
    let drains = invariants.contains(&"L1");
    let found = search(&Model::new(Some(bug)), budget, if drains { 1 } else { u64::MAX });
    let Some((invariant, way)) = found.breach else { panic!("{bug:?} was not caught in {} states", found.states) };
    println!("{bug:?}: {invariant} after {} steps, {} states: {way:?}", way.len(), found.states);
    assert!(invariants.contains(&invariant), "{bug:?} broke {invariant}: {way:?}");
}

const NONE: Budget = Budget {
    drops: 0,
    copies: 0,
    desk_deaths: 0,
    centre_deaths: 0,
    purges: 0,
    expiries: 0,
    strangers: 0,
    timeouts: 0,
    permissions: 0,
    restores: 0,
};

/// The small budgets one after the other, or all of them at once.
fn holds_for(name: &str, one_by_one: &[Budget], at_once: Budget) {
    if large() {
        return holds(name, None, at_once, 5);
    }
    for budget in one_by_one {
        holds(name, None, *budget, 97);
    }
}

#[test]
fn f29_f30_f31_the_protocol_holds_in_every_order_of_a_lossy_line() {
    let small = [Budget { drops: 1, ..NONE }, Budget { copies: 1, ..NONE }, Budget { timeouts: 1, ..NONE }];
    holds_for("lossy line", &small, Budget { drops: 2, copies: 1, timeouts: 1, ..NONE });
}

#[test]
fn the_protocol_holds_when_desks_and_centre_die() {
    let small = [Budget { desk_deaths: 1, ..NONE }, Budget { centre_deaths: 1, ..NONE }];
    holds_for("deaths", &small, Budget { drops: 1, copies: 1, desk_deaths: 1, centre_deaths: 1, purges: 1, ..NONE });
}

#[test]
fn the_protocol_holds_behind_portals_and_ended_sessions() {
    let small = [Budget { strangers: 1, ..NONE }, Budget { expiries: 1, ..NONE }];
    holds_for("strangers", &small, Budget { strangers: 2, expiries: 1, drops: 1, ..NONE });
}

#[test]
fn the_protocol_holds_while_a_rule_changes_its_mind() {
    let small = [Budget { permissions: 1, copies: 1, ..NONE }];
    holds_for(
        "changing rule",
        &small,
        Budget { permissions: 1, copies: 1, drops: 1, purges: 1, desk_deaths: 1, ..NONE },
    );
}

#[test]
fn f62_what_a_restored_centre_lost_is_offered_again() {
    holds_for("restore", &[Budget { restores: 1, ..NONE }], Budget { restores: 1, drops: 1, copies: 1, ..NONE });
}

#[test]
fn bug_id_check_and_effect_in_two_transactions_is_caught() {
    caught(Bug::CheckAndEffectApart, Budget { copies: 1, ..NONE }, &["S2"]);
}

#[test]
fn bug_a_new_id_on_retry_is_caught() {
    caught(Bug::NewIdOnRetry, Budget { drops: 1, ..NONE }, &["S2"]);
}

#[test]
fn bug_an_item_dropped_on_a_4xx_is_caught() {
    caught(Bug::DroppedOnA4xx, Budget { strangers: 1, ..NONE }, &["S1"]);
}

#[test]
fn bug_trusting_any_2xx_is_caught() {
    caught(Bug::AnySuccessTrusted, Budget { strangers: 1, ..NONE }, &["S3"]);
}

#[test]
fn bug_ids_that_expire_with_cached_answers_are_caught() {
    caught(Bug::IdsExpireWithAnswers, Budget { copies: 1, purges: 1, ..NONE }, &["S2"]);
}

#[test]
fn bug_an_answer_before_fsync_is_caught() {
    caught(Bug::AnswerBeforeSync, Budget { centre_deaths: 1, ..NONE }, &["S3"]);
}

#[test]
fn bug_an_answer_before_commit_is_caught() {
    caught(Bug::AnswerBeforeCommit, Budget { centre_deaths: 1, ..NONE }, &["S3"]);
}

#[test]
fn bug_no_version_check_is_caught() {
    caught(Bug::NoVersionCheck, NONE, &["S6"]);
}

#[test]
fn bug_an_outbox_in_memory_is_caught() {
    caught(Bug::OutboxInMemory, Budget { desk_deaths: 1, ..NONE }, &["S1"]);
}

#[test]
fn bug_a_rejection_that_is_not_recorded_is_caught_when_a_rule_changes() {
    caught(Bug::RejectionNotRecorded, Budget { copies: 1, permissions: 1, ..NONE }, &["S4"]);
}

#[test]
fn bug_a_rejection_purged_with_the_cache_is_caught() {
    caught(Bug::RejectionPurged, Budget { copies: 1, permissions: 1, purges: 1, ..NONE }, &["S4"]);
}

#[test]
fn bug_files_that_nobody_asks_for_are_caught() {
    caught(Bug::FilesNotAskedFor, NONE, &["S9"]);
}

#[test]
fn bug_no_reconciliation_after_a_restore_is_caught() {
    caught(Bug::NoReconcile, Budget { restores: 1, ..NONE }, &["S3", "L1"]);
}

/// The version check at the centre orders a case by itself; lane and predecessor spare requests and clear the words.
#[test]
fn survivor_without_a_client_lane_the_centre_keeps_the_order() {
    holds("no client lane", Some(Bug::NoClientLane), Budget { drops: 1, ..NONE }, 97);
}

/// A copy of a refused command is judged by the same rules again, and they say the same.
#[test]
fn survivor_rejections_need_no_record_while_rules_cannot_change() {
    let budget = Budget { copies: 1, ..NONE };
    holds("rejections unrecorded, rules fixed", Some(Bug::RejectionNotRecordedRulesFixed), budget, 97);
}

/// The id makes sending twice harmless; the record is for the person, who may take back only what never left.
#[test]
fn survivor_an_unrecorded_attempt_breaks_nothing_but_the_word_on_the_screen() {
    holds("attempt not recorded", Some(Bug::SentNotRecorded), Budget { desk_deaths: 1, ..NONE }, 97);
}
