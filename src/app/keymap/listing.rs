//! All keys of a keymap as a table: for the README, the man page and `chuangtai keys list`. Made from the keymap and the
//! registry alone, so that none of them can say something else than the program does.

use crate::{
    i18n::{Lang, t},
    text::{self, Align},
};

use super::{Keymap, label};
use crate::app::actions::{Action, Context};

/// One action in one context, with its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where the keys hold.
    pub context: Context,
    /// The keys, as a person reads them, the best first.
    pub keys: Vec<String>,
    /// What they do.
    pub action: Action,
    /// Key of its words.
    pub words: &'static str,
}

/// Everything that is bound, context by context, in the order of the registry. The nine digits of a choice are one row.
pub fn rows(keymap: &Keymap) -> Vec<Row> {
    let mut rows = Vec::new();
    for context in Context::ALL {
        for action in Action::ALL {
            let keys = keys_in(keymap, context, *action);
            match action.digit() {
                _ if keys.is_empty() => {}
                None => rows.push(Row { context, keys, action: *action, words: action.key() }),
                Some(1) => {
                    let last = keys_in(keymap, context, Action::Choose9);
                    let keys = match (keys.first(), last.first()) {
                        (Some(first), Some(last)) => vec![format!("{first}-{last}")],
                        _ => keys,
                    };
                    rows.push(Row { context, keys, action: *action, words: "keymap.take" });
                }
                Some(_) => {}
            }
        }
    }
    rows
}

fn keys_in(keymap: &Keymap, context: Context, action: Action) -> Vec<String> {
    let (name, arg) = action.bound_as();
    let keys = keymap.keys_of(&[super::Context::keys(context.name())], name, arg);
    keys.iter().map(|keys| label(keys)).collect()
}

/// The table for the README.
pub fn markdown(keymap: &Keymap, lang: Lang) -> String {
    let head = ["keymap.column.context", "keymap.column.keys", "keymap.column.action"].map(|key| t(lang, key));
    let mut lines = vec![format!("| {} |", head.join(" | ")), "|---|---|---|".to_owned()];
    lines.extend(rows(keymap).iter().map(|row| {
        let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
        format!("| {} | {} | {} |", t(lang, row.context.key()), keys.join(" "), t(lang, row.words))
    }));
    lines.join("\n")
}

/// The table for a terminal, its columns in line; with `only`, that context alone.
pub fn plain(keymap: &Keymap, lang: Lang, only: Option<Context>) -> String {
    let rows: Vec<Row> = rows(keymap).into_iter().filter(|row| only.is_none_or(|only| row.context == only)).collect();
    let cells: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            let context = format!("[{}] {}", row.context.name(), t(lang, row.context.key()));
            [context, row.keys.join("  "), t(lang, row.words).to_owned(), row.action.bound_as().0.to_owned()]
        })
        .collect();
    let widest = |at: usize| {
        cells.iter().filter_map(|cells| cells.get(at)).map(|cell| text::width(cell)).max().unwrap_or_default()
    };
    let widths = [widest(0), widest(1), widest(2)];
    let line = |cells: &[String; 4]| {
        let [context, keys, words, name] = cells;
        let fixed = [context, keys, words].into_iter().zip(widths);
        let mut line: String = fixed.map(|(cell, width)| text::pad(cell, width, Align::Left) + "  ").collect();
        line.push_str(name);
        line
    };
    cells.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The section of the man page, in its language of macros.
pub fn man(keymap: &Keymap, lang: Lang) -> String {
    let escaped = |text: &str| text.replace('\\', "\\e").replace('-', "\\-");
    let mut lines = vec![format!(".SH {}", escaped(t(lang, "keymap.column.keys")))];
    let mut context = None;
    for row in rows(keymap) {
        if context != Some(row.context) {
            context = Some(row.context);
            lines.push(format!(".SS {}", escaped(t(lang, row.context.key()))));
        }
        lines.push(".TP".to_owned());
        lines.push(format!("\\fB{}\\fR", escaped(&row.keys.join("  "))));
        // A line that begins with a point or a quote would be a macro.
        lines.push(format!("\\&{}", escaped(t(lang, row.words))));
    }
    lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::{env, fs, path::Path};

    use super::*;

    const BEGIN: &str = "<!-- keys: begin -->";
    const END: &str = "<!-- keys: end -->";

    /// The table in the README is this one. `UPDATE=1` writes it anew.
    #[test]
    fn the_readme_shows_the_keys_in_force() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let readme = fs::read_to_string(&path).unwrap();
        let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for the keys");
        let (shown, after) = rest.split_once(END).expect("the place for the keys ends");
        let table = markdown(&Keymap::built_in(), Lang::Zh);
        if shown.trim() != table && env::var_os("UPDATE").is_some() {
            fs::write(&path, format!("{before}{BEGIN}\n{table}\n{END}{after}")).unwrap();
            return;
        }
        assert_eq!(shown.trim(), table, "run this test with UPDATE=1");
    }

    #[test]
    fn every_binding_is_in_the_table_and_the_table_in_every_form() {
        let keymap = Keymap::built_in();
        let rows = rows(&keymap);
        for context in keymap.contexts() {
            for (keys, command) in keymap.bindings(context) {
                let listed = rows.iter().any(|row| {
                    let (name, arg) = row.action.bound_as();
                    row.context.name() == context
                        && name == command.action
                        && (row.keys.contains(&label(keys)) || arg.is_some())
                });
                assert!(listed, "[{context}] {} is not in the table", label(keys));
            }
        }
        let (markdown, plain, man) =
            (markdown(&keymap, Lang::Zh), plain(&keymap, Lang::Zh, None), man(&keymap, Lang::Zh));
        assert_eq!(markdown.lines().count(), rows.len() + 2);
        assert_eq!(plain.lines().count(), rows.len());
        assert_eq!(man.matches(".TP").count(), rows.len());
        let one = super::plain(&keymap, Lang::En, Some(Context::Materials));
        assert!(one.lines().all(|line| line.starts_with("[materials]")) && one.contains("Tolerate"), "{one}");
    }
}
