//! Floor 7. What makes the program run in a terminal.

pub mod burst;
pub mod decode;
pub mod crash;
pub mod execute;
pub mod finder;
pub mod guard;
pub mod input;
pub mod machine;
pub mod program;
pub mod screen;
