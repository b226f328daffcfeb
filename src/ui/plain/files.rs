//! Scans of a material and where an electronic file goes, as words.

use crate::{
    app::{Model, overlay::Overlay, scans::rows},
    i18n::{t, tf},
};

use super::{Page, joined, numbered, overlay::titled};
use crate::ui::{casework::files, scans};

/// The topmost overlay; `None` = it is another one.
pub fn page(model: &Model, overlay: &Overlay) -> Option<Page> {
    let lang = model.lang;
    Some(match overlay {
        Overlay::Scans(list) => {
            let mut page = titled(lang, "over.scans", &tf(lang, "scans.title", &[&list.name]));
            for (at, entry) in rows(model, list).into_iter().enumerate() {
                let (_, name, more) = scans::words(lang, entry);
                page.lines.push(joined(lang, &[numbered(at, &name), more]).into());
            }
            page.head.extend(scans::folder(lang, list));
            page
        }
        Overlay::ScanPath { .. } => {
            let mut page = titled(lang, "over.scan_path", t(lang, "scans.path.title"));
            page.ask = vec![t(lang, "scans.path.how").to_owned(), t(lang, "scans.path.label").to_owned()];
            page
        }
        Overlay::SaveFile(saving) => {
            let mut page = titled(lang, "over.save_file", t(lang, "files.save.title"));
            page.head.push(files::file_name(saving));
            if saving.there {
                page.head.push(t(lang, "files.there").to_owned());
                let choices = files::CHOICES.into_iter().enumerate();
                page.ask = choices.map(|(at, key)| numbered(at, t(lang, key))).collect();
            } else {
                let folder = tf(lang, "plain.files.folder", &[saving.folder.text()]);
                page.ask = vec![t(lang, "files.save.how").to_owned(), folder];
            }
            page
        }
        _ => return None,
    })
}
