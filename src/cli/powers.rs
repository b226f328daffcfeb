//! What `staff add` and `staff change` say of a person's letter of authorisation (R3.12–R3.14, R5.3, R5.4) and of how far
//! they see (RELIABILITY 5.4). What is not said stays as it was.

use clap::{Args, ValueEnum};

use crate::{
    domain::role::{Limits, Mandate, Role},
    i18n::{Lang, t},
};

/// One tick of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Power {
    /// May take in applications for the organ.
    Receive,
    /// May accept.
    Accept,
    /// May only collect, for another region or as an agent.
    Collect,
    /// May tolerate outside the list.
    Tolerate,
    /// May extend the limit in place of the head of the organ.
    Extend,
    /// May take lists out of the system in clear.
    Export,
    /// Nothing of it.
    None,
}

/// Part of a command line.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Powers {
    #[arg(long, value_name = "POWERS", value_delimiter = ',', help = t(Lang::Zh, "staff.arg.may"))]
    may: Option<Vec<Power>>,
    #[arg(long, value_name = "NO", help = t(Lang::Zh, "staff.arg.letter"))]
    letter: Option<String>,
    #[arg(long, value_name = "CODES", value_delimiter = ',', help = t(Lang::Zh, "staff.arg.regions"))]
    regions: Option<Vec<String>>,
    #[arg(long, value_name = "CODES", value_delimiter = ',', help = t(Lang::Zh, "staff.arg.items"))]
    items: Option<Vec<String>>,
    #[arg(long, value_name = "WINDOWS", value_delimiter = ',', help = t(Lang::Zh, "staff.arg.windows"))]
    windows: Option<Vec<String>>,
}

impl Powers {
    /// The letter as it shall be.
    pub(super) fn mandate(&self, before: &Mandate) -> Mandate {
        let letter_no = self.letter.clone().map_or(before.letter_no.clone(), |letter| written(&letter));
        let Some(may) = &self.may else { return Mandate { letter_no, ..before.clone() } };
        let has = |power| may.contains(&power);
        Mandate {
            letter_no,
            receive: has(Power::Receive),
            accept: has(Power::Accept),
            collect: has(Power::Collect),
            tolerate_adhoc: has(Power::Tolerate),
            extend: has(Power::Extend),
            export_clear: has(Power::Export),
        }
    }

    /// How far they shall see; an empty word takes a limit away.
    pub(super) fn limits(&self, before: Limits) -> Limits {
        Limits {
            regions: self.regions.clone().map_or(before.regions, said),
            items: self.items.clone().map_or(before.items, said),
            windows: self.windows.clone().map_or(before.windows, said),
        }
    }
}

/// A clerk whose letter gives neither the right to receive nor to collect (R5.3, R5.4).
pub(super) fn takes_nothing_in(role: Role, mandate: &Mandate) -> bool {
    role == Role::Clerk && !mandate.receive && !mandate.collect
}

/// Words of a list; empty ones are none, so that `""` empties it.
pub(super) fn said(words: Vec<String>) -> Vec<String> {
    words.into_iter().filter_map(|word| written(&word)).collect()
}

/// A word, unless it is empty: that takes away what was there.
pub(super) fn written(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        powers: Powers,
    }

    fn line(words: &[&str]) -> Powers {
        Line::try_parse_from([&["staff"], words].concat()).unwrap().powers
    }

    #[test]
    fn r5_4_what_is_said_replaces_and_what_is_not_said_stays() {
        let given = line(&["--may", "receive,accept", "--letter", "政务授字〔2026〕1号", "--regions", "321003"]);
        let letter = given.mandate(&Mandate { collect: true, ..Mandate::default() });
        assert!(letter.receive && letter.accept && !letter.collect);
        assert!(takes_nothing_in(Role::Clerk, &Mandate::default()) && !takes_nothing_in(Role::Clerk, &letter));
        assert!(!takes_nothing_in(Role::Reviewer, &Mandate::default()), "whose letter is asked for nothing");
        assert_eq!(letter.letter_no.as_deref(), Some("政务授字〔2026〕1号"));
        let seen = given.limits(Limits { items: vec!["11".into()], ..Limits::default() });
        assert_eq!((seen.regions, seen.items), (vec!["321003".to_owned()], vec!["11".to_owned()]));
        assert_eq!(line(&[]).mandate(&letter), letter);
        assert_eq!(
            line(&["--may", "none"]).mandate(&letter),
            Mandate { letter_no: Some("政务授字〔2026〕1号".into()), ..Mandate::default() }
        );
        assert!(line(&["--regions", ""]).limits(Limits { regions: vec!["32".into()], ..Limits::default() }).is_none());
        assert!(Line::try_parse_from(["staff", "--may", "everything"]).is_err());
        assert_eq!(
            (written(" 03 "), written(""), said(vec![String::new()])),
            (Some("03".to_owned()), None, Vec::new())
        );
    }
}
