//! 窗台 (chuangtai): the desk of a comprehensive-window clerk, and the centre that it talks to.
//!
//! One house, eight floors. A room uses only rooms on floors below its own; `tests/house` reads every
//! `use crate::` line and refuses an upward or sideways one.
//!
//! | floor | room | lives there |
//! |---|---|---|
//! | 8 | `main.rs`, [`cli`] | the commands; each a small file; the only place that joins centre and desk |
//! | 7 | [`runtime`] | terminal guard, event loop, effect executor |
//! | 6 | [`ui`] | `draw(&Model)`: a file per screen, widgets, overlays |
//! | 5 | [`app`] | `Model`, `Msg`, `Effect`, `update`; the action registry; keymap |
//! | 4 | [`desk`] | the clerk's machine without a screen: API client, encrypted store, outbox, sync, vault |
//! | 4 | [`central`] | the central service: HTTP, commands, store, jobs, import, demo hall |
//! | 3 | [`documents`] | official papers: template and data become text |
//! | 3 | [`sqlite`] | opening, key, pragmas, migrations, integrity of an SQLite file |
//! | 2 | [`contract`] | what crosses the wire: commands, receipts, resources, problems; sealing |
//! | 2 | [`finder`] | names and readings become ranked results |
//! | 1 | [`domain`] | the law: a module per chapter of the rulebook, pure |
//! | 1 | [`text`] [`theme`] [`i18n`] | widths and safety of text / roles and glyphs / zh-CN and en |
//! | 1 | [`ports`] | clock, entropy, spawning: traits and their manual versions |
//!
//! How a key becomes an accepted case: `runtime` decodes the key, `app::keymap` names an action, `app::update`
//! changes the model and returns effects as data, the executor seals a command into `desk::outbox`, `desk::api`
//! posts it, `central::commands` applies it in one transaction by asking `domain::lifecycle`, and a signed receipt
//! comes back. The screen says 中心已受理 only when that receipt is in the store.

#![forbid(unsafe_code)]

pub mod app;
pub mod central;
pub mod cli;
pub mod contract;
pub mod desk;
pub mod documents;
pub mod domain;
pub mod finder;
pub mod i18n;
pub mod ports;
pub mod runtime;
pub mod sqlite;
pub mod text;
pub mod theme;
pub mod ui;
