//! What a use case may answer instead of its result. One enum for all areas, so that one place maps it to the wire.
//!
//! What a principal may not see answers [`Error::NotFound`], exactly as if it did not exist.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::{FieldChange, State},
    ids::AppointmentId,
    schedule::{Clash, Obstacle},
    text::TextError,
};

/// Why a use case refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in. HTTP 401.
    #[error("sign in first")]
    Unauthenticated,
    /// The role never does this. HTTP 403.
    #[error("this role may not do that")]
    Forbidden,
    /// There is no such thing, or the principal may not see it. HTTP 404.
    #[error("not found")]
    NotFound,
    /// The personal link no longer serves. HTTP 410.
    #[error("the link no longer serves")]
    LinkEnded(LinkEnd),
    /// Fields are missing or wrong. HTTP 422.
    #[error("fields are missing or wrong")]
    Invalid(Vec<Problem>),
    /// The slot breaks rules. HTTP 409.
    #[error("the slot is not possible")]
    Refused(Vec<Obstacle>),
    /// Someone else holds what was asked for. HTTP 409.
    #[error("something is taken at that time")]
    Conflict(Vec<Clash>),
    /// The change was made on an old version. HTTP 409.
    #[error("it changed meanwhile")]
    Stale {
        /// The version it has now.
        version: i32,
        /// What changed between the version the person saw and now.
        changes: Vec<FieldChange>,
    },
    /// What was shown when the form was made is no longer what stands: somebody else changed it. What it was then
    /// and what it is now, as the record writes it. HTTP 409.
    #[error("somebody else changed it")]
    Outdated(Vec<FieldChange>),
    /// The state does not allow that move. HTTP 409.
    #[error("not possible in state {from:?}")]
    Transition {
        /// Where it stands.
        from: State,
        /// Where it was to go.
        to: State,
    },
    /// What somebody asked for has its answer already. HTTP 409.
    #[error("the request was answered already")]
    Answered,
    /// The draft was booked, as in another tab, and what was booked is not changed through it: the appointment that it
    /// became. HTTP 409.
    #[error("the draft was booked already")]
    Booked(AppointmentId),
    /// Too many tries. HTTP 429.
    #[error("too many tries; again in {seconds} s")]
    TooMany {
        /// Seconds until the next try can succeed.
        seconds: u32,
    },
    /// Name or password are wrong; never said which. HTTP 401.
    #[error("name or password are wrong")]
    SignIn,
    /// The store cannot be reached; nothing was changed. HTTP 503.
    #[error("the store cannot be reached")]
    Unavailable,
    /// A fault of ours; it is in the log. HTTP 500.
    #[error("a fault of ours")]
    Internal,
}

/// Why a personal link no longer serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkEnd {
    /// The appointment is over.
    Expired,
    /// The appointment was cancelled.
    Cancelled,
    /// The appointment was moved and a new link was sent.
    Replaced,
    /// Whom it was sent to is no longer expected.
    Released,
}

/// One field that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Problem {
    /// `fault` in `field`.
    pub fn new(field: impl Into<String>, fault: Fault) -> Self {
        Self { field: field.into(), fault }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It must be filled in.
    Missing,
    /// It is not acceptable text.
    Text(TextError),
    /// It is not a number in range.
    NumberOutside {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// It is not a date.
    NotADate,
    /// It is not a time.
    NotATime,
    /// The clock of the place skips it.
    TimeSkipped,
    /// The clock of the place shows it twice.
    TimeTwice,
    /// It lies in the past.
    InThePast,
    /// It lies further ahead than can be booked.
    TooFarAhead,
    /// It ends before it starts.
    EndBeforeStart,
    /// It is not one of the choices.
    UnknownChoice,
    /// It names something that belongs to another centre.
    OtherCentre,
    /// The cause needs a few words.
    NeedsNote,
    /// A hearing cannot be confirmed without it.
    SafeguardMissing,
    /// A required participant has not accepted.
    NotAccepted,
    /// The same is already there.
    Duplicate,
    /// It overlaps another one of the form.
    Overlaps,
    /// They cannot take part: a private meeting is between a detainee, their counsel and who interprets for them.
    OnlyCounsel,
    /// Nobody with that code is held in the asker's centre.
    NotHeldHere,
    /// The same account waits for an answer for this person already.
    WaitsAlready,
    /// The same account waits for as many answers as anybody may.
    WaitsForMany {
        /// How many that is.
        most: i64,
    },
    /// As many devices stay in the room as may.
    RoomFull {
        /// How many that is.
        most: i64,
    },
    /// It belongs to somebody with another name or in another part.
    OfSomebodyElse,
}
