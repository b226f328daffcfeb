//! app

pub mod keymap;
