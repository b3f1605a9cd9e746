//! The reason for cancelling, or for not having held it.

use serde::{Deserialize, Serialize};
use shared::{
    appointment::FieldChange,
    cause::Cause,
    error::{Error, Fault, Problem},
    text::Note,
};

/// The reason, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    /// [`Cause`] code.
    pub cause: String,
    /// A few words.
    pub note: String,
    /// [`shared::series::CancelDays`] code: which days of a trial.
    pub days: String,
}

/// A step that was not taken: its reason as typed, and what others changed meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptReason {
    /// The reason.
    pub typed: ReasonForm,
    /// What others changed.
    pub meanwhile: Vec<FieldChange>,
}

impl ReasonForm {
    /// The cause and the words, or what is wrong with them.
    pub fn read(&self, needed: bool) -> Result<(Option<Cause>, Option<Note>), Error> {
        let mut problems = Vec::new();
        let cause = match (self.cause.trim(), Cause::from_code(self.cause.trim())) {
            (_, Some(cause)) => Some(cause),
            ("", None) if !needed => None,
            ("", None) => {
                problems.push(Problem::new("cause", Fault::Missing));
                None
            }
            (_, None) => {
                problems.push(Problem::new("cause", Fault::UnknownChoice));
                None
            }
        };
        let note = match self.note.trim() {
            "" if cause.is_some_and(Cause::needs_note) => {
                problems.push(Problem::new("note", Fault::NeedsNote));
                None
            }
            "" => None,
            text => text.parse().map_err(|fault| problems.push(Problem::new("note", Fault::Text(fault)))).ok(),
        };
        if problems.is_empty() { Ok((cause, note)) } else { Err(Error::Invalid(problems)) }
    }
}

#[cfg(test)]
mod tests {
    use shared::text::TextError;

    use super::*;

    fn read(cause: &str, note: &str) -> Result<(Option<Cause>, Option<Note>), Error> {
        ReasonForm { cause: cause.to_owned(), note: note.to_owned(), ..ReasonForm::default() }.read(true)
    }

    #[test]
    fn a_reason_needs_a_cause_and_the_vague_one_needs_words() {
        assert_eq!(read("illness", ""), Ok((Some(Cause::Illness), None)));
        assert_eq!(read("", "algo"), Err(Error::Invalid(vec![Problem::new("cause", Fault::Missing)])));
        assert_eq!(read("nonsense", ""), Err(Error::Invalid(vec![Problem::new("cause", Fault::UnknownChoice)])));
        assert_eq!(read("other", " "), Err(Error::Invalid(vec![Problem::new("note", Fault::NeedsNote)])));
        assert!(read("other", "Se cortó la luz").is_ok());
        assert_eq!(
            read("illness", "a\u{202e}b"),
            Err(Error::Invalid(vec![Problem::new("note", Fault::Text(TextError::Reordering))]))
        );
    }

    #[test]
    fn a_move_without_a_reason_needs_none() {
        assert_eq!(ReasonForm::default().read(false), Ok((None, None)));
    }
}
