//! Floor 7. What makes the program run in a terminal.

pub mod burst;
pub mod decode;
pub mod guard;
pub mod machine;
