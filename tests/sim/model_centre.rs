//! The model's centre: one transaction per command, or what the bugs make of it.

use super::{
    model::{Bug, COMMANDS, Label, Message, Model, State},
    model_desk::Heard,
};

impl Model {
    /// A request reaches any instance of the centre.
    pub(super) fn arrives(&self, state: &mut State, desk: usize, command: u8, id: u8) {
        let heard = match self.judged(state, desk, command, id) {
            Err(heard) => heard,
            Ok(heard) => {
                let half = Message::Request { desk, command, id };
                if self.has(Bug::CheckAndEffectApart) && heard == Heard::Applied {
                    // The effect is another transaction, which looks at nothing any more.
                    state.half.push(half);
                    state.half.sort_unstable();
                    return;
                }
                if self.has(Bug::AnswerBeforeCommit) && heard == Heard::Applied {
                    state.half.push(half);
                    state.half.sort_unstable();
                } else {
                    self.takes_effect(state, command, id, heard == Heard::Applied);
                }
                heard
            }
        };
        state.puts(Message::Answer { desk, command, heard });
    }

    /// `Err` = no verdict, or one that was given before.
    fn judged(&self, state: &State, desk: usize, command: u8, id: u8) -> Result<Heard, Heard> {
        let centre = &state.centre;
        let sealed = &COMMANDS[command as usize];
        if !centre.sessions[desk] {
            return Err(Heard::SignIn);
        }
        if let Some(applied) = centre.verdicts.get(&id) {
            return Err(if *applied { Heard::Applied } else { Heard::Rejected });
        }
        let decided = |before: u8| centre.verdicts.keys().any(|id| id % 4 == before);
        if sealed.after.is_some_and(|before| !decided(before)) && !self.has(Bug::NoPredecessorCheck) {
            return Err(Heard::Predecessor);
        }
        let version = centre.events[sealed.case].len();
        if version == 0 && !sealed.creates && !self.has(Bug::NoPredecessorCheck) {
            return Err(Heard::NotFound);
        }
        if sealed.file && !centre.file && !self.has(Bug::FilesNotAskedFor) {
            return Err(Heard::Files);
        }
        let outdated =
            version != sealed.sees && !self.has(Bug::NoVersionCheck) && !self.expects_nothing(sealed.creates);
        if outdated || (sealed.ruled && !centre.permission) {
            return Ok(Heard::Rejected);
        }
        Ok(Heard::Applied)
    }

    /// A bug that is about ids is looked at where nothing else stands in for the id.
    fn expects_nothing(&self, creates: bool) -> bool {
        creates && matches!(self.bug, Some(Bug::NewIdOnRetry | Bug::IdsExpireWithAnswers | Bug::CheckAndEffectApart))
    }

    fn takes_effect(&self, state: &mut State, command: u8, id: u8, applied: bool) {
        let sealed = &COMMANDS[command as usize];
        if applied {
            state.centre.events[sealed.case].push(id);
            state.without_file |= sealed.file && !state.centre.file;
        }
        let unrecorded = self.has(Bug::RejectionNotRecorded) || self.has(Bug::RejectionNotRecordedRulesFixed);
        if applied || !unrecorded {
            state.centre.verdicts.insert(id, applied);
        }
        if !self.has(Bug::AnswerBeforeSync) {
            state.disk = state.centre.clone();
        }
    }

    pub(super) fn centre_steps(&self, state: &State, steps: &mut Vec<(Label, State)>) {
        for (index, half) in state.half.iter().enumerate() {
            let Message::Request { desk, command, id } = *half else { continue };
            let mut next = state.clone();
            next.half.remove(index);
            self.takes_effect(&mut next, command, id, true);
            if self.has(Bug::CheckAndEffectApart) {
                next.puts(Message::Answer { desk, command, heard: Heard::Applied });
            }
            steps.push((Label::TakesEffect(command), next));
        }
        let mut with = |label: Label, change: &dyn Fn(&mut State)| {
            let mut next = state.clone();
            change(&mut next);
            steps.push((label, next));
        };
        if state.disk != state.centre {
            with(Label::Synced, &|next| next.disk = next.centre.clone());
        }
        if state.left.centre_deaths > 0 {
            with(Label::PowerCut, &|next| {
                next.left.centre_deaths -= 1;
                next.centre = next.disk.clone();
                next.half.clear();
            });
        }
        if state.left.purges > 0 {
            with(Label::Purged, &|next| {
                next.left.purges -= 1;
                if self.has(Bug::IdsExpireWithAnswers) {
                    next.centre.verdicts.clear();
                }
                if self.has(Bug::RejectionPurged) {
                    next.centre.verdicts.retain(|_, applied| *applied);
                }
                next.disk = next.centre.clone();
            });
        }
        if state.left.permissions > 0 {
            with(Label::Permission, &|next| {
                next.left.permissions -= 1;
                next.centre.permission = true;
                next.disk.permission = true;
            });
        }
        for desk in 0..2 {
            if state.left.expiries > 0 && state.centre.sessions[desk] {
                with(Label::SessionEnds(desk), &|next| {
                    next.left.expiries -= 1;
                    next.centre.sessions[desk] = false;
                    next.disk.sessions[desk] = false;
                });
            }
            if !state.desks[desk].signed_in {
                with(Label::SignsIn(desk), &|next| {
                    next.desks[desk].signed_in = true;
                    next.centre.sessions[desk] = true;
                    next.disk.sessions[desk] = true;
                });
            }
        }
        let lacks_file = state
            .desks
            .iter()
            .flat_map(|desk| &desk.parcels)
            .any(|parcel| parcel.why == Some(chuangtai::desk::outbox::Why::FilesMissing));
        if lacks_file && !state.centre.file {
            with(Label::Uploads, &|next| {
                next.centre.file = true;
                next.disk.file = true;
            });
        }
        if state.left.restores > 0 {
            match &state.copy {
                None => with(Label::Copied, &|next| next.copy = Some(Box::new(next.centre.clone()))),
                Some(copy) if **copy != state.centre => with(Label::Restored, &|next| {
                    next.left.restores -= 1;
                    next.centre = (**copy).clone();
                    // Sessions and files are the same machine's; what is lost is what was decided.
                    next.centre.sessions = state.centre.sessions;
                    next.centre.file = state.centre.file;
                    next.disk = next.centre.clone();
                    next.restored = true;
                }),
                Some(_) => {}
            }
        }
    }
}
