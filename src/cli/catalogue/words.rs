//! What the catalogue office answers, in lines.

use crate::{
    app::catalogue::{kind_name, state_name},
    contract::{
        DifferenceLine, NoteWeight, OfficeDetail, OfficeDifference, OfficeDraft, OfficeImport, OfficeNote, Problem,
    },
    i18n::{Lang, is_known, t, tf},
    text::SafeText,
};

/// Drafts that came of a file, and what was remarked.
pub(super) fn import(import: &OfficeImport) -> String {
    let mut lines = vec![tf(Lang::Zh, "catalogue.imported", &[&import.drafts.len().to_string()])];
    for one in &import.drafts {
        lines.push(draft(one));
        lines.extend(import.notes.get(&one.id).into_iter().flatten().map(note));
    }
    lines.join("\n")
}

/// A line per draft.
pub(super) fn drafts(drafts: &[OfficeDraft]) -> String {
    if drafts.is_empty() {
        return t(Lang::Zh, "catalogue.none").to_owned();
    }
    drafts.iter().map(draft).collect::<Vec<_>>().join("\n")
}

/// One draft.
pub(super) fn draft(draft: &OfficeDraft) -> String {
    let day = draft.effective.map_or_else(String::new, |day| tf(Lang::Zh, "catalogue.from", &[&day.to_string()]));
    let open = if draft.undecided == 0 {
        String::new()
    } else {
        tf(Lang::Zh, "catalogue.undecided", &[&draft.undecided.to_string()])
    };
    let parts = [
        safe(&state_name(Lang::Zh, &draft.state)),
        draft.id.to_string(),
        safe(&kind_name(Lang::Zh, &draft.kind)),
        safe(&draft.subject),
        safe(&draft.name),
        day,
        open,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// A draft with what stands in its way and what was done to it.
pub(super) fn detail(detail: &OfficeDetail) -> String {
    let mut lines = vec![draft(&detail.draft)];
    lines.extend(detail.notes.iter().map(note));
    for step in &detail.steps {
        let act = tf(Lang::Zh, &format!("catalogue.act.{}", step.act), &[]);
        let remark = step.remark.as_deref().map(safe).unwrap_or_default();
        lines.push(format!("  {} {act} {} {remark}", step.at, safe(&step.person)).trim_end().to_owned());
    }
    lines.join("\n")
}

/// Line by line.
pub(super) fn difference(difference: &OfficeDifference) -> String {
    let against = difference.against.as_deref().map_or_else(|| t(Lang::Zh, "catalogue.nothing_yet").to_owned(), safe);
    let mut lines = vec![tf(Lang::Zh, "catalogue.against", &[&against])];
    if difference.lines.is_empty() {
        lines.push(t(Lang::Zh, "catalogue.same").to_owned());
    }
    lines.extend(difference.lines.iter().map(difference_line));
    lines.join("\n")
}

fn difference_line(line: &DifferenceLine) -> String {
    let sign = match line.how.as_str() {
        "added" => "+",
        "dropped" => "-",
        _ => "~",
    };
    let what = format!("catalogue.what.{}", line.what);
    let what = if is_known(&what) { tf(Lang::Zh, &what, &[]) } else { safe(&line.what) };
    let item = line.item.as_deref().map(safe).unwrap_or_default();
    let sides = match (&line.before, &line.after) {
        (None, None) => String::new(),
        (before, after) => {
            let side = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), safe);
            format!("{} » {}", side(before), side(after))
        }
    };
    let parts = [format!("{sign} {what}"), item, safe(&line.name), sides];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

fn note(note: &OfficeNote) -> String {
    let key = match note.weight {
        NoteWeight::Open => "cli.import.left_open",
        NoteWeight::Decide => "cli.import.must_decide",
        NoteWeight::Refuse => "cli.import.item_refused",
    };
    let at = note.cell.as_deref().unwrap_or(&note.at);
    tf(Lang::Zh, key, &[&safe(at), &safe(&note.text), &note.rule])
}

/// Why not, and where.
pub(super) fn problem(problem: &Problem) -> String {
    let mut lines = vec![safe(&problem.title)];
    lines.extend(problem.errors.iter().map(|error| format!("  {} {}", safe(&error.pointer), safe(&error.detail))));
    lines.extend(problem.detail.as_deref().map(safe));
    lines.join("\n")
}

fn safe(text: &str) -> String {
    SafeText::new(text).into_string()
}
