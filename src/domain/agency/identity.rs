//! R5.12, R5.15. Who is principal and who is agent: two persons, and the ones that the letter names.

use super::Letter;
use crate::domain::{codes, reason::Reason};

/// Whether the letter is of these two: the agent on the case is the one it names, and nobody is his own agent.
pub fn identities(principal_number: &str, agent_name: &str, agent_number: &str, letter: &Letter) -> Result<(), Reason> {
    let number = codes::normalise(agent_number);
    if agent_name.trim().is_empty() || number.is_empty() {
        return Err(Reason::new("reason.agency.nobody", "R5.12"));
    }
    if letter.agent_name.trim() != agent_name.trim() || codes::normalise(&letter.agent_number) != number {
        return Err(Reason::new("reason.agency.other_agent", "R5.12"));
    }
    if codes::normalise(principal_number) == number {
        return Err(Reason::new("reason.agency.own_agent", "R5.12"));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::domain::agency::AgentKind;

    fn letter() -> Letter {
        serde_json::from_value(serde_json::json!({
            "kind": AgentKind::Private, "agent_name": "陈秀梅", "agent_number": "000000196203302066", "ticks": ["submit"],
        }))
        .unwrap()
    }

    #[test]
    fn r5_12_principal_and_agent_are_the_two_that_the_letter_names() {
        let mother = "00000019330208024X";
        assert!(identities(mother, "陈秀梅", "000000196203302066", &letter()).is_ok());
        // As an input method types it.
        let wide: String = "000000196203302066".chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect();
        assert!(identities(mother, "陈秀梅", &wide, &letter()).is_ok());
        let key = |name: &str, number: &str| identities(mother, name, number, &letter()).unwrap_err().key;
        assert_eq!(key("", "000000196203302066"), "reason.agency.nobody");
        assert_eq!(key("陈秀梅", "000000199001010018"), "reason.agency.other_agent");
        assert_eq!(key("陈秀兰", "000000196203302066"), "reason.agency.other_agent");
        let own = identities("000000196203302066", "陈秀梅", "000000196203302066", &letter());
        assert_eq!(own.unwrap_err().key, "reason.agency.own_agent");
    }
}
