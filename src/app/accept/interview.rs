//! Step 3: the situation. One question at a time, digits answer; questions that do not arise are not asked.

use crate::{
    app::actions::Action,
    domain::{check::Answer, guide::Question},
};

/// Answers so far and the question being asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interview {
    /// As the application carries them.
    pub answers: Vec<Answer>,
    /// Place of the question among those that arise.
    pub at: usize,
    /// Row of the cursor among its choices.
    pub cursor: usize,
}

impl Interview {
    /// The choices given to a question.
    pub fn choices(&self, question: &str) -> &[String] {
        self.answers.iter().find(|answer| answer.question == question).map_or(&[], |answer| &answer.choices)
    }

    /// Whether a question has an answer.
    pub fn is_answered(&self, question: &Question) -> bool {
        !self.choices(&question.id).is_empty()
    }

    /// Whether every question that arises has one.
    pub fn is_complete(&self, arising: &[&Question]) -> bool {
        arising.iter().all(|question| self.is_answered(question))
    }

    /// Goes to the first question without an answer; `false` = none.
    pub fn to_first_open(&mut self, arising: &[&Question]) -> bool {
        let open = arising.iter().position(|question| !self.is_answered(question));
        self.at = open.unwrap_or_else(|| self.at.min(arising.len().saturating_sub(1)));
        self.cursor = 0;
        open.is_some()
    }

    /// Takes or, where more than one may hold, turns a choice. Whether the question is done with.
    pub fn take(&mut self, question: &Question, row: usize) -> bool {
        let Some(choice) = question.choices.get(row) else { return false };
        self.cursor = row;
        if !self.answers.iter().any(|answer| answer.question == question.id) {
            self.answers.push(Answer { question: question.id.clone(), choices: Vec::new() });
        }
        let Some(answer) = self.answers.iter_mut().find(|answer| answer.question == question.id) else { return false };
        if !question.multiple {
            answer.choices = vec![choice.id.clone()];
            return true;
        }
        if answer.choices.contains(&choice.id) {
            answer.choices.retain(|id| *id != choice.id);
        } else {
            answer.choices.push(choice.id.clone());
        }
        self.answers.retain(|answer| !answer.choices.is_empty());
        false
    }

    /// Moves the cursor among the choices.
    pub fn walk(&mut self, question: &Question, action: Action) {
        match action {
            Action::Up => self.cursor = self.cursor.saturating_sub(1),
            Action::Down => self.cursor = (self.cursor + 1).min(question.choices.len().saturating_sub(1)),
            _ => {}
        }
    }

    /// Answers to questions that no longer arise are not sent.
    pub fn prune(&mut self, arising: &[&Question]) {
        self.answers.retain(|answer| arising.iter().any(|question| question.id == answer.question));
    }
}
