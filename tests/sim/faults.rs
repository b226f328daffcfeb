//! What can go wrong in one seed: the dice, and how often each fault strikes. Every knob is off in half of the seeds
//! (swarm testing): a fault that is always there hides what only its absence allows.

/// A repeatable source of choices (`SplitMix64`), apart from the entropy that the program itself draws.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn seeded(seed: u64) -> Self {
        Self(seed ^ 0x5EED_5EED_5EED_5EED)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `0..span`; 0 for an empty span.
    pub fn below(&mut self, span: u64) -> u64 {
        if span == 0 { 0 } else { self.next() % span }
    }

    /// `from..=to`.
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    /// True in so many of a thousand throws.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    /// A place in a list of this length.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap()
    }
}

/// How often each fault strikes, per thousand chances (RELIABILITY 3.12).
#[derive(Debug, Clone, Default)]
pub struct Knobs {
    /// The request is lost on its way.
    pub lose_request: u64,
    /// The centre did its work, the answer is lost.
    pub lose_answer: u64,
    /// The request arrives a second time, seconds to hours later.
    pub duplicate: u64,
    /// Longest delay each way in milliseconds.
    pub delay: u64,
    /// No connection is made.
    pub not_sent: u64,
    /// Something in between answers: a login page, a proxy, a cache.
    pub portal: u64,
    /// 429, 503 and other honest troubles.
    pub busy: u64,
    /// The desk's program dies, at any store call or while it waits.
    pub desk_crash: u64,
    /// The centre's process dies before or after its work.
    pub centre_crash: u64,
    /// The centre is put back to an older copy, per turn of chaos.
    pub restore: u64,
    /// A desk's folder is put back to an older copy, per turn of chaos.
    pub rollback: u64,
    /// The token stops being valid, per turn of chaos.
    pub token: u64,
    /// A clock jumps, per turn of chaos.
    pub clock: u64,
    /// The machine sleeps some hours, per turn of chaos.
    pub sleep: u64,
    /// Another clerk takes the desk over, per turn of chaos.
    pub shift: u64,
    /// Turns of chaos.
    pub turns: u64,
    /// Acts per desk.
    pub acts: u64,
}

impl Knobs {
    pub fn draw(dice: &mut Dice) -> Self {
        let mut some = |most: u64| if dice.chance(500) { 0 } else { dice.between(1, most) };
        let mut knobs = Self {
            lose_request: some(300),
            lose_answer: some(300),
            duplicate: some(400),
            delay: some(40_000),
            not_sent: some(150),
            portal: some(150),
            busy: some(100),
            desk_crash: some(60),
            centre_crash: some(30),
            restore: 0,
            rollback: 0,
            token: some(120),
            clock: some(150),
            sleep: some(100),
            shift: some(150),
            turns: 0,
            acts: 0,
        };
        // Losing committed work is rare in a hall, and most of what is to be found is found without it.
        if dice.chance(150) {
            knobs.restore = 150;
        }
        if dice.chance(100) {
            knobs.rollback = 150;
        }
        knobs.turns = dice.between(2, 8);
        knobs.acts = dice.between(2, 5);
        knobs
    }
}

/// What becomes of one request on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It goes through after so many milliseconds, and the answer takes so many more.
    Through(u64, u64),
    /// No byte left.
    NotSent,
    /// It never arrives; the desk hears nothing after so long.
    RequestLost(u64),
    /// The centre works, the answer is lost; the desk hears so after so long.
    AnswerLost(u64, u64),
    /// Something else answers after so long.
    Stranger(u64),
    /// The centre's process dies: before the work, or after it.
    CentreDies { before: bool },
}

impl Fate {
    pub fn draw(dice: &mut Dice, knobs: &Knobs) -> Self {
        let there = dice.below(knobs.delay.max(20));
        let back = dice.below(knobs.delay.max(20));
        if dice.chance(knobs.not_sent) {
            Self::NotSent
        } else if dice.chance(knobs.lose_request) {
            Self::RequestLost(if dice.chance(500) { 60_000 } else { there })
        } else if dice.chance(knobs.lose_answer) {
            Self::AnswerLost(there, if dice.chance(500) { 60_000 } else { back })
        } else if dice.chance(knobs.portal + knobs.busy) {
            Self::Stranger(there)
        } else if dice.chance(knobs.centre_crash) {
            Self::CentreDies { before: dice.chance(400) }
        } else {
            Self::Through(there, back)
        }
    }
}

/// The interesting moments: in a run of many seeds each must have come about, or the simulation is too tame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    AnswerLostThenReplayed,
    RequestLost,
    NoConnection,
    DuplicateArrived,
    DuplicateAfterVerdict,
    CopyOfARejectedArrivedLater,
    LoginPage,
    Redirect,
    BareSuccess,
    ReceiptOfAnotherCommand,
    ForgedReceipt,
    ProxyTrouble,
    CentreBusy,
    RetryAfterHonoured,
    DeskDiedBeforeACommit,
    DeskDiedAfterACommit,
    DeskDiedWhileWaiting,
    DeskDiedWithUnsentWork,
    CentreDiedBeforeItsWork,
    CentreDiedAfterItsWork,
    CentreRestored,
    RestoredCentreLackedAVerdict,
    LostVerdictOfferedAgain,
    DeskRolledBack,
    CopiedStoreNoticed,
    TokenEnded,
    SignedInAgain,
    OtherPersonsWorkWaited,
    ClockWentBack,
    ClockWentFarBack,
    ClockWentAhead,
    MachineSlept,
    SealedOffline,
    BlockedBehind,
    SealedAsSent,
    WithdrawnUnsent,
    DraftCameBack,
    Conflict,
    RejectedByRule,
    Accepted,
    TwoDesksOneCase,
    ParkedForAPerson,
    TimeActedOnACase,
    PredecessorAskedFor,
    PredecessorLostForGood,
    RestoreNoticed,
    RestoreNoticedInAGrownCentre,
    DifferenceForAPerson,
    ToleranceGranted,
    ToleranceFulfilled,
    ToleranceDayPassed,
    AcceptedByTime,
    GuidePublished,
    GuideSuperseded,
    NewGuideReachedADesk,
    UploadTakenUpAgain,
    FilesAskedFor,
}

impl Moment {
    pub const ALL: [Self; 57] = [
        Self::AnswerLostThenReplayed,
        Self::RequestLost,
        Self::NoConnection,
        Self::DuplicateArrived,
        Self::DuplicateAfterVerdict,
        Self::CopyOfARejectedArrivedLater,
        Self::LoginPage,
        Self::Redirect,
        Self::BareSuccess,
        Self::ReceiptOfAnotherCommand,
        Self::ForgedReceipt,
        Self::ProxyTrouble,
        Self::CentreBusy,
        Self::RetryAfterHonoured,
        Self::DeskDiedBeforeACommit,
        Self::DeskDiedAfterACommit,
        Self::DeskDiedWhileWaiting,
        Self::DeskDiedWithUnsentWork,
        Self::CentreDiedBeforeItsWork,
        Self::CentreDiedAfterItsWork,
        Self::CentreRestored,
        Self::RestoredCentreLackedAVerdict,
        Self::LostVerdictOfferedAgain,
        Self::DeskRolledBack,
        Self::CopiedStoreNoticed,
        Self::TokenEnded,
        Self::SignedInAgain,
        Self::OtherPersonsWorkWaited,
        Self::ClockWentBack,
        Self::ClockWentFarBack,
        Self::ClockWentAhead,
        Self::MachineSlept,
        Self::SealedOffline,
        Self::BlockedBehind,
        Self::SealedAsSent,
        Self::WithdrawnUnsent,
        Self::DraftCameBack,
        Self::Conflict,
        Self::RejectedByRule,
        Self::Accepted,
        Self::TwoDesksOneCase,
        Self::ParkedForAPerson,
        Self::TimeActedOnACase,
        Self::PredecessorAskedFor,
        Self::PredecessorLostForGood,
        Self::RestoreNoticed,
        Self::RestoreNoticedInAGrownCentre,
        Self::DifferenceForAPerson,
        Self::ToleranceGranted,
        Self::ToleranceFulfilled,
        Self::ToleranceDayPassed,
        Self::AcceptedByTime,
        Self::GuidePublished,
        Self::GuideSuperseded,
        Self::NewGuideReachedADesk,
        Self::UploadTakenUpAgain,
        Self::FilesAskedFor,
    ];
}
