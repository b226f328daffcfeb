//! `chuangtai find QUERY`: the item finder without a screen.

use std::{fs, path::PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{Answer, Outcome};
use crate::{
    finder::{Entry, Index},
    i18n::{Lang, t, tf},
    text::{Align, SafeText, pad, width},
};

/// The catalogue that is compiled in: names and codes of one district, as its portal publishes them.
const CATALOGUE: &str = include_str!("../central/import/catalogue.json");
/// How many of the nearest items are named when nothing is found.
const NEAREST: usize = 5;

/// Command line of `find`.
#[derive(Debug, Args)]
pub(super) struct FindArgs {
    #[arg(required = true, value_name = "QUERY", help = t(Lang::Zh, "find.query"))]
    query: Vec<String>,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "find.catalogue"))]
    catalogue: Option<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 20, help = t(Lang::Zh, "find.limit"))]
    limit: usize,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

#[derive(Deserialize)]
struct Catalogue {
    items: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
    item_code: String,
    #[serde(default)]
    department: Option<String>,
}

/// One item of the answer, as it stands in the catalogue.
#[derive(Clone, Copy, Serialize)]
struct Found<'a> {
    name: &'a str,
    code: &'a str,
    department: &'a str,
}

/// Answers the best items, best first. Finding nothing is an answer too: an empty list, with the nearest names as
/// the complaint.
pub(super) fn run(args: &FindArgs) -> Answer {
    let catalogue = match catalogue(args.catalogue.as_ref()) {
        Ok(catalogue) => catalogue,
        Err(message) => return Answer::complaint(Outcome::Usage, SafeText::new(&message).into_string()),
    };
    let items: Vec<Found> = catalogue
        .items
        .iter()
        .map(|item| Found {
            name: &item.name,
            code: &item.item_code,
            department: item.department.as_deref().unwrap_or_default(),
        })
        .collect();
    let index = Index::build(items.iter().map(|item| Entry {
        name: item.name,
        code: item.code,
        department: item.department,
        words: &[],
    }));
    let query = args.query.join(" ");
    let hits = index.search(&query, args.limit, &[]);
    let found: Vec<Found> = hits.iter().filter_map(|hit| items.get(hit.index).copied()).collect();
    let err = if found.is_empty() {
        let near = index.near(&query, NEAREST);
        let near = near.iter().filter_map(|hit| items.get(hit.index));
        let near = near.map(|item| tf(Lang::Zh, "find.nearest", &[SafeText::new(item.name).as_str()]));
        [t(Lang::Zh, "find.nothing").to_owned()].into_iter().chain(near).collect::<Vec<_>>().join("\n")
    } else {
        String::new()
    };
    let answer = if args.json { Answer::json(&found) } else { Answer::done(lines(&found)) };
    Answer { err, ..answer }
}

fn catalogue(path: Option<&PathBuf>) -> Result<Catalogue, String> {
    let (text, shown) = match path {
        None => (CATALOGUE.to_owned(), String::new()),
        Some(path) => {
            let shown = path.display().to_string();
            let text = fs::read_to_string(path)
                .map_err(|error| tf(Lang::Zh, "find.unreadable", &[&shown, &error.to_string()]))?;
            (text, shown)
        }
    };
    serde_json::from_str(&text).map_err(|error| tf(Lang::Zh, "find.no_catalogue", &[&shown, &error.to_string()]))
}

/// Name, code and department in columns; nothing is cut.
fn lines(found: &[Found]) -> String {
    let safe: Vec<[String; 3]> = found
        .iter()
        .map(|item| [item.name, item.code, item.department].map(|text| SafeText::new(text).into_string()))
        .collect();
    let widest =
        |column: fn(&[String; 3]) -> &String| safe.iter().map(|row| width(column(row))).max().unwrap_or_default();
    let (names, codes) = (widest(|[name, ..]| name), widest(|[_, code, _]| code));
    let rows = safe.iter().map(|[name, code, department]| {
        let row = format!("{}  {}  {department}", pad(name, names, Align::Left), pad(code, codes, Align::Left));
        row.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn args(query: &str, json: bool) -> FindArgs {
        FindArgs { query: query.split(' ').map(str::to_owned).collect(), catalogue: None, limit: 3, json }
    }

    #[test]
    fn the_compiled_in_catalogue_is_searched() {
        for (query, name) in [
            ("中职和本专科", "中职和本专科建档立卡特别资助项目"),
            ("xszzzczx", "学生资助政策咨询"),
            ("备案 jishugz", "技术改造"),
        ] {
            let answer = run(&args(query, true));
            let found: Vec<serde_json::Value> = serde_json::from_str(&answer.out).unwrap();
            assert_eq!((answer.outcome, answer.err.as_str()), (Outcome::Done, ""));
            assert!((1..=3).contains(&found.len()), "{query}");
            assert!(found[0]["name"].as_str().unwrap().contains(name), "{query}: {}", answer.out);
            let keys: Vec<&String> = found[0].as_object().unwrap().keys().collect();
            assert_eq!(keys, ["code", "department", "name"]);
        }
        let answer = run(&args("G-000007-001", false));
        assert!(answer.out.starts_with("中职和本专科建档立卡特别资助项目  G-000007-001-"), "{}", answer.out);
    }

    #[test]
    fn finding_nothing_names_the_nearest() {
        let answer = run(&args("学生资助正策咨询", true));
        assert_eq!((answer.outcome, answer.out.as_str()), (Outcome::Done, "[]"));
        assert!(answer.err.contains("学生资助政策咨询"), "{}", answer.err);
    }

    #[test]
    fn a_file_that_is_no_catalogue_is_refused_in_words() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let at = |path: PathBuf, json| run(&FindArgs { catalogue: Some(path), ..args("食品", json) });
        fs::write(file.path(), "{\"items\": 3}").unwrap();
        let answer = at(file.path().to_owned(), true);
        assert_eq!((answer.outcome, answer.out.as_str()), (Outcome::Usage, ""));
        assert!(answer.err.contains("不是事项目录"), "{}", answer.err);
        assert_eq!(at(file.path().join("none"), true).outcome, Outcome::Usage);
        fs::write(file.path(), r#"{"items":[{"name":"食品\u001b[31m许可","item_code":"1"}]}"#).unwrap();
        assert_eq!(at(file.path().to_owned(), false).out, "食品␛[31m许可  1");
    }
}
