//! What is wrong with a field.

use locales::texts;
use shared::{directory::Language, error::Fault, text::TextError};

/// `fault` as the sentence under its field.
pub fn fault(language: Language, fault: Fault) -> String {
    let t = &texts(language).errors;
    match fault {
        Fault::Missing | Fault::Text(TextError::Empty) => t.missing.to_owned(),
        Fault::Text(TextError::TooLong { limit }) => t.too_long(limit),
        Fault::Text(TextError::Control) => t.control.to_owned(),
        Fault::Text(TextError::Reordering) => t.reordering.to_owned(),
        Fault::Text(TextError::Malformed) => t.malformed.to_owned(),
        Fault::NumberOutside { min, max } => t.number_outside(min, max),
        Fault::NotADate => t.not_a_date.to_owned(),
        Fault::NotATime => t.not_a_time.to_owned(),
        Fault::TimeSkipped => t.time_skipped.to_owned(),
        Fault::TimeTwice => t.time_twice.to_owned(),
        Fault::InThePast => t.in_the_past.to_owned(),
        Fault::TooFarAhead => t.too_far_ahead.to_owned(),
        Fault::EndBeforeStart => t.end_before_start.to_owned(),
        Fault::UnknownChoice => t.unknown_choice.to_owned(),
        Fault::OtherCentre => t.other_centre.to_owned(),
        Fault::NeedsNote => t.needs_note.to_owned(),
        Fault::SafeguardMissing => t.safeguard_missing.to_owned(),
        Fault::NotAccepted => t.not_accepted.to_owned(),
        Fault::Duplicate => t.duplicate.to_owned(),
        Fault::Overlaps => t.overlaps.to_owned(),
        Fault::OnlyCounsel => t.only_counsel.to_owned(),
        Fault::NotHeldHere => t.not_held_here.to_owned(),
        Fault::WaitsAlready => t.waits_already.to_owned(),
        Fault::WaitsForMany { most } => t.waits_for_many(most),
        Fault::RoomFull { most } => texts(language).staying.full(most),
        Fault::OfSomebodyElse => t.of_somebody_else.to_owned(),
    }
}
