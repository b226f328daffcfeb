//! Templates: text with `{field}` marks and a few line commands, compiled in.
//!
//! `%title`, `%version`, `%copies N holders` head a template; `%table f`, `%list f`, `%centre …`, `%right …` and
//! `%rule` are lines of their own. A line whose every field is empty is left out.

use crate::domain::case::DocumentKind;

/// One line of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Running text with marks.
    Text(&'static str),
    /// The same, centred.
    Centre(&'static str),
    /// The same, at the right edge.
    Right(&'static str),
    /// A table field.
    Table(&'static str),
    /// A list field, numbered.
    List(&'static str),
    /// A rule across the page.
    Rule,
}

/// A template as written.
#[derive(Debug, Clone)]
pub(super) struct Template {
    /// Title, possibly itself a mark.
    pub title: &'static str,
    /// Version, printed on the paper (1.7).
    pub version: &'static str,
    /// Number of copies.
    pub copies: &'static str,
    /// Who holds them.
    pub holders: &'static str,
    /// Lines of the body.
    pub body: Vec<Line>,
}

/// Head common to all papers.
pub(super) const HEAD: &str = include_str!("templates/head.txt");
/// Foot common to all papers.
pub(super) const FOOT: &str = include_str!("templates/foot.txt");

/// The source of a kind's template.
pub(super) const fn source(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Rcv => include_str!("templates/rcv.txt"),
        DocumentKind::Acc => include_str!("templates/acc.txt"),
        DocumentKind::Nac => include_str!("templates/nac.txt"),
        DocumentKind::Sup => include_str!("templates/sup.txt"),
        DocumentKind::Src => include_str!("templates/src.txt"),
        DocumentKind::Tol => include_str!("templates/tol.txt"),
        DocumentKind::Tcm => include_str!("templates/tcm.txt"),
        DocumentKind::Com => include_str!("templates/com.txt"),
        DocumentKind::Spn => include_str!("templates/spn.txt"),
        DocumentKind::Spe => include_str!("templates/spe.txt"),
        DocumentKind::Ext => include_str!("templates/ext.txt"),
        DocumentKind::Sus => include_str!("templates/sus.txt"),
        DocumentKind::Res => include_str!("templates/res.txt"),
        DocumentKind::Ter => include_str!("templates/ter.txt"),
        DocumentKind::Wda => include_str!("templates/wda.txt"),
        DocumentKind::Wdn => include_str!("templates/wdn.txt"),
        DocumentKind::Rtn => include_str!("templates/rtn.txt"),
        DocumentKind::Gra => include_str!("templates/gra.txt"),
        DocumentKind::Ref => include_str!("templates/ref.txt"),
        DocumentKind::Dlv => include_str!("templates/dlv.txt"),
        DocumentKind::Trf => include_str!("templates/trf.txt"),
        DocumentKind::Aut => include_str!("templates/aut.txt"),
        DocumentKind::Frb => include_str!("templates/frb.txt"),
        DocumentKind::Inq => include_str!("templates/inq.txt"),
        DocumentKind::Rvk => include_str!("templates/rvk.txt"),
    }
}

/// The template of a kind.
pub(super) fn template(kind: DocumentKind) -> Template {
    read(source(kind))
}

/// A template from its source.
pub(super) fn read(source: &'static str) -> Template {
    let mut found = Template { title: "", version: "", copies: "", holders: "", body: Vec::new() };
    for line in source.lines() {
        if let Some(title) = line.strip_prefix("%title ") {
            found.title = title;
        } else if let Some(version) = line.strip_prefix("%version ") {
            found.version = version;
        } else if let Some(copies) = line.strip_prefix("%copies ") {
            (found.copies, found.holders) = copies.split_once(' ').unwrap_or((copies, ""));
        } else {
            found.body.push(parse(line));
        }
    }
    found
}

/// One line of a template's source.
pub(super) fn parse(line: &'static str) -> Line {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("%table", name) => Line::Table(name),
        ("%list", name) => Line::List(name),
        ("%centre", text) => Line::Centre(text),
        ("%right", text) => Line::Right(text),
        ("%rule", _) => Line::Rule,
        _ => Line::Text(line),
    }
}

/// The names of the marks in a line of text.
pub(super) fn marks(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}
