//! Whether a register can be reached, settable while the hall is open, so that a demonstration or a lesson can show
//! what the desk does when one falls silent (R2.12, R6.7).

use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

/// The registers the centre asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// 电子证照库
    Certificates,
    /// 数据共享平台
    SharedData,
    /// 信用信息平台
    Credit,
    /// 部门核验
    Departments,
}

impl Register {
    /// Every register.
    pub const ALL: [Self; 4] = [Self::Certificates, Self::SharedData, Self::Credit, Self::Departments];

    /// What documents and evidence call it.
    pub fn source(self) -> &'static str {
        match self {
            Self::Certificates => "电子证照库(演示)",
            Self::SharedData => "数据共享平台(演示)",
            Self::Credit => "公共信用信息平台(演示)",
            Self::Departments => "部门核验通道(演示)",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Self::Certificates => 0,
            Self::SharedData => 2,
            Self::Credit => 4,
            Self::Departments => 6,
        }
    }

    fn mask(self) -> u8 {
        0b11 << self.bit()
    }
}

/// State of the line to a register.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// It answers.
    #[default]
    Up,
    /// It answers that it is out of service.
    Down,
    /// Nothing comes back.
    Unreachable,
}

impl Line {
    /// The bits of this state in the place of `register`.
    fn at(self, register: Register) -> u8 {
        let bits: u8 = match self {
            Self::Up => 0,
            Self::Down => 1,
            Self::Unreachable => 2,
        };
        bits << register.bit()
    }
}

/// The lines to all registers, two bits each in one atomic word: a reader never sees half of a change. Shared by the demo registers
/// and by whoever may cut them.
#[derive(Debug, Default)]
pub struct Switches {
    word: AtomicU8,
}

impl Switches {
    /// All lines up.
    pub fn all_up() -> Self {
        Self::default()
    }

    /// State of one line.
    pub fn line(&self, register: Register) -> Line {
        match (self.word.load(Ordering::SeqCst) >> register.bit()) & 0b11 {
            0 => Line::Up,
            1 => Line::Down,
            _ => Line::Unreachable,
        }
    }

    /// Sets one line and leaves the others as they are.
    pub fn set(&self, register: Register, line: Line) {
        let change = |word: u8| Some((word & !register.mask()) | line.at(register));
        let _ = self.word.fetch_update(Ordering::SeqCst, Ordering::SeqCst, change);
    }

    /// Sets every line at once.
    pub fn set_all(&self, line: Line) {
        let word = Register::ALL.iter().fold(0, |word, register| word | line.at(*register));
        self.word.store(word, Ordering::SeqCst);
    }
}
