//! The small file in which the palette keeps what this window uses. It holds names of actions and nothing of anybody; if
//! it is lost the palette is in its first order again.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::mpsc::{self, Sender},
    thread,
};

use crate::app::habits::Habits;

/// Writes the file behind the screen; of several that wait only the newest counts.
#[derive(Debug)]
pub struct Keeper(Sender<String>);

impl Keeper {
    /// A keeper of this file. Without its thread, which no machine refuses, nothing is kept.
    pub fn start(file: PathBuf) -> Self {
        let (order, orders) = mpsc::channel::<String>();
        let work = move || {
            while let Ok(text) = orders.recv() {
                let newest = orders.try_iter().last().unwrap_or(text);
                // A full disk must not disturb a clerk over the order of a menu.
                let _ = write(&file, &newest);
            }
        };
        let _ = thread::Builder::new().name("habits".to_owned()).spawn(work);
        Self(order)
    }

    /// Keeps it from now on.
    pub fn keep(&self, text: String) {
        let _ = self.0.send(text);
    }
}

/// What was kept, or nothing.
pub fn read(file: &Path) -> Habits {
    fs::read_to_string(file).map(|text| Habits::read(&text)).unwrap_or_default()
}

/// Whole or not at all, so that a file cut short never comes about.
fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let new = file.with_extension("new");
    fs::write(&new, text)?;
    fs::rename(new, file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state").join("palette");
        assert_eq!(read(&file), Habits::default());
        write(&file, "pinned place.query\n").unwrap();
        write(&file, "pinned place.todo\nrecent place.query\n").unwrap();
        assert_eq!(read(&file).write(), "pinned place.todo\nrecent place.query\n");
    }
}
