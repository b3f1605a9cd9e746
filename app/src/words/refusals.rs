//! Why a use case refused, and what to do.

use locales::{dates, texts, words};
use shared::{
    appointment::{Field, FieldChange, HearingType, State},
    civil,
    directory::Language,
    error::{Error, LinkEnd},
    schedule::{
        Departure,
        waiting::{AgeGroup, LegalStatus, Sex},
    },
    time::Weekday,
};

use super::{faults, obstacles};
use crate::error::ApiError;

/// A refusal as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// What happened.
    pub title: String,
    /// What to do.
    pub body: Option<String>,
    /// The parts of it.
    pub list: Vec<String>,
}

/// `error` in words.
pub fn refusal(language: Language, error: &ApiError) -> Reason {
    let t = &texts(language).errors;
    let plain =
        |title: &str, body: &str| Reason { title: title.to_owned(), body: Some(body.to_owned()), list: Vec::new() };
    let error = match error {
        ApiError::Lost => return plain(t.lost_title, t.lost_body),
        ApiError::Refused(error) => error,
    };
    match error {
        Error::Unauthenticated => plain(t.signed_out_title, t.signed_out_body),
        Error::Forbidden => plain(t.forbidden_title, t.forbidden_body),
        Error::NotFound => plain(t.not_found_title, t.not_found_body),
        Error::LinkEnded(LinkEnd::Expired) => plain(t.link_expired_title, t.link_expired_body),
        Error::LinkEnded(LinkEnd::Cancelled) => plain(t.link_cancelled_title, t.link_cancelled_body),
        Error::LinkEnded(LinkEnd::Replaced) => plain(t.link_replaced_title, t.link_replaced_body),
        Error::LinkEnded(LinkEnd::Released) => plain(t.link_released_title, t.link_released_body),
        Error::Invalid(problems) => Reason {
            title: t.invalid_title.to_owned(),
            body: problems.is_empty().then(|| t.invalid_body.to_owned()),
            list: problems.iter().map(|problem| faults::fault(language, problem.fault)).collect(),
        },
        Error::Refused(against) => Reason {
            title: t.refused_title.to_owned(),
            body: None,
            list: against.iter().map(|obstacle| obstacles::obstacle(language, obstacle)).collect(),
        },
        Error::Conflict(clashes) => Reason {
            title: t.conflict_title.to_owned(),
            body: Some(t.conflict_body.to_owned()),
            list: clashes.iter().map(|clash| obstacles::clash(language, clash)).collect(),
        },
        Error::Stale { changes, .. } => Reason {
            title: t.stale_title.to_owned(),
            body: Some(if changes.is_empty() { t.stale_body_alone } else { t.stale_body }.to_owned()),
            list: changes.iter().map(|change| changed(language, change)).collect(),
        },
        Error::Outdated(changes) => Reason {
            list: changes.iter().map(|change| changed(language, change)).collect(),
            ..plain(t.outdated_title, t.outdated_body)
        },
        Error::Transition { from, to } => {
            plain(t.transition_title, &t.transition_body(words::state(language, *from), words::state(language, *to)))
        }
        Error::Answered => plain(t.answered_title, t.answered_body),
        Error::Booked(_) => plain(t.booked_title, t.booked_body),
        Error::TooMany { seconds } => plain(t.too_many_title, &t.too_many_body(seconds.div_ceil(60))),
        Error::SignIn => plain(t.sign_in_title, t.sign_in_body),
        Error::Unavailable => plain(t.unavailable_title, t.unavailable_body),
        Error::Internal => plain(t.internal_title, t.internal_body),
    }
}

/// `Inicio: 09:30 → 10:15`, `Sala (Izalco): Sala 1 → Sala 2`, `Resolución: 114-2026`, `Se trae a: P-0012 (Izalco)`.
pub fn changed(language: Language, change: &FieldChange) -> String {
    let name = words::field(language, change.field);
    // Who is brought is what is told, and the centre stands beside them.
    let brought = change.of.as_deref().filter(|_| change.field == Field::Brought);
    let value = |text: &Option<String>| match (text.as_deref(), brought) {
        (None, _) => "—".to_owned(),
        (Some(centre), Some(who)) => format!("{who} ({centre})"),
        (Some(text), None) => in_words(language, change.field, text),
    };
    let of = change.of.as_ref().filter(|_| brought.is_none()).map(|of| format!(" ({of})")).unwrap_or_default();
    // What there was nothing of before was not changed from anything.
    match &change.from {
        None => format!("{name}{of}: {}", value(&change.to)),
        from => format!("{name}{of}: {} → {}", value(from), value(&change.to)),
    }
}

/// A recorded value: codes in words, moments as dates, anything else as it stands.
fn in_words(language: Language, field: Field, text: &str) -> String {
    let word = match field {
        Field::State => State::from_code(text).map(|state| words::state(language, state)),
        Field::HearingType => {
            HearingType::from_code(text).map(|hearing_type| words::hearing_type(language, hearing_type))
        }
        Field::Attendance => {
            shared::appointment::Attendance::from_code(text).map(|attendance| words::attendance(language, attendance))
        }
        Field::Verdict => shared::check::Verdict::from_code(text).map(|verdict| words::verdict(language, verdict)),
        Field::Cause => shared::cause::Cause::from_code(text).map(|cause| words::cause(language, cause)),
        Field::Joined | Field::Left => {
            shared::appointment::Role::from_code(text).map(|role| words::role(language, role))
        }
        Field::Accused => {
            shared::appointment::AccusedPosition::from_code(text).map(|position| words::accused(language, position))
        }
        Field::Note => {
            shared::appointment::NoteChange::from_code(text).map(|change| words::note_change(language, change))
        }
        Field::Notice => shared::notice::Channel::from_code(text).map(|channel| words::channel(language, channel)),
        _ => None,
    };
    if let Some(word) = word {
        return word.to_owned();
    }
    if field == Field::Days {
        let dates = text.split(' ').filter_map(civil::read_date);
        return dates.map(|date| dates::day_month_short(language, date)).collect::<Vec<_>>().join(", ");
    }
    if field == Field::ResolutionDate {
        return civil::read_date(text).map_or_else(|| text.to_owned(), |date| dates::full_date(language, date));
    }
    if matches!(field, Field::Hours | Field::Departure | Field::Category | Field::NoticePeriod) {
        return text.split(' ').map(|part| part_in_words(language, part)).collect::<Vec<_>>().join(" ");
    }
    match (field, civil::read_date_time(text)) {
        (Field::Start | Field::End | Field::Proposal, Some(at)) => dates::moment(language, at),
        _ => text.to_owned(),
    }
}

/// A part of what the record writes of a rule, perhaps with a comma after it: `mon`, `release`, `2026-11-24`, `08:30-12:00,`.
fn part_in_words(language: Language, part: &str) -> String {
    let (code, comma) = part.strip_suffix(',').map_or((part, ""), |code| (code, ","));
    let word = Weekday::from_code(code)
        .map(|day| dates::weekday_name(language, day))
        .or_else(|| Departure::from_code(code).map(|why| words::departure(language, why)))
        .or_else(|| LegalStatus::from_code(code).map(|status| words::legal_status(language, status)))
        .or_else(|| Sex::from_code(code).map(|sex| words::sex(language, sex)))
        .or_else(|| AgeGroup::from_code(code).map(|age| words::age_group(language, age)))
        .or_else(|| HearingType::from_code(code).map(|hearing| words::hearing_type(language, hearing)));
    let words = match (word, civil::read_date(code)) {
        (Some(word), _) => word.to_owned(),
        (None, Some(date)) => dates::weekday_day_month(language, date),
        (None, None) => code.to_owned(),
    };
    words + comma
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_now_is_told_in_words() {
        let change = |field, from: &str, to: &str| {
            let (from, to) = (Some(from.to_owned()), Some(to.to_owned()));
            changed(Language::Es, &FieldChange { field, of: None, from, to })
        };
        let hours = change(Field::Hours, "mon 08:30-12:00, tue 09:00-24:00", "mon 08:30-12:00");
        assert!(hours.ends_with(": lunes 08:30-12:00, martes 09:00-24:00 → lunes 08:30-12:00"), "{hours}");
        let leaves = change(Field::Departure, "release 2026-11-24", "release 2026-11-26");
        assert!(leaves.ends_with(" martes 24 de noviembre → libertad jueves 26 de noviembre"), "{leaves}");
        let outdated =
            Error::Outdated(vec![FieldChange { field: Field::Capacity, of: None, from: None, to: Some("3".into()) }]);
        let told = refusal(Language::Es, &ApiError::Refused(outdated));
        assert!(matches!(&told.list[..], [one] if one.ends_with(": 3")), "{told:?}");
    }

    #[test]
    fn a_change_is_told_in_words() {
        let change =
            FieldChange { field: Field::State, of: None, from: Some("booked".into()), to: Some("cancelled".into()) };
        assert_eq!(changed(Language::Es, &change), "Estado: Reservada → Cancelada");
        let change = FieldChange { field: Field::Room, of: None, from: None, to: Some("Sala 2".into()) };
        assert_eq!(changed(Language::En, &change), "Room: Sala 2");
        let of = Some("Delmy Argueta".to_owned());
        let change = FieldChange { field: Field::Notice, of: of.clone(), from: None, to: Some("mail".into()) };
        assert_eq!(changed(Language::Es, &change), "Aviso (Delmy Argueta): enviado por correo");
        let (from, to) = (Some("written".to_owned()), Some("rewritten".to_owned()));
        let change = FieldChange { field: Field::Note, of: of.clone(), from, to };
        assert_eq!(changed(Language::Es, &change), "Nota (Delmy Argueta): escrita → cambiada");
        let change = FieldChange { field: Field::Proposal, of, from: None, to: Some("2026-11-26T11:30:00".into()) };
        assert_eq!(changed(Language::Es, &change), "Hora propuesta (Delmy Argueta): jueves 26 de noviembre, 11:30");
    }

    #[test]
    fn a_changed_decision_and_who_is_brought_are_told_in_words() {
        let told = |language, field, of: Option<&str>, from: Option<&str>, to: Option<&str>| {
            let [of, from, to] = [of, from, to].map(|text| text.map(str::to_owned));
            changed(language, &FieldChange { field, of, from, to })
        };
        let (es, en) = (Language::Es, Language::En);
        let accused = told(es, Field::Accused, None, Some("not_asked"), Some("consents"));
        assert_eq!(accused, "Posición de la persona acusada: No se le ha preguntado → Acepta la modalidad remota");
        let date = told(es, Field::ResolutionDate, None, Some("2026-11-16"), Some("2026-11-18"));
        let [from, to] = [16, 18].map(|day| dates::full_date(es, jiff::civil::date(2026, 11, day)));
        assert_eq!(date, format!("Fecha de la resolución: {from} → {to}"));
        let ground = told(en, Field::Ground, None, Some("Distance"), Some("Risk"));
        assert_eq!(ground, "Ground of the remote mode: Distance → Risk");
        let (who, here, there) = (Some("P-0012"), Some("Izalco"), Some("La Esperanza"));
        assert_eq!(told(es, Field::Brought, who, None, here), "Se trae a: P-0012 (Izalco)");
        assert_eq!(told(en, Field::Brought, who, here, None), "Brought: P-0012 (Izalco) → —");
        assert_eq!(told(es, Field::Brought, who, here, there), "Se trae a: P-0012 (Izalco) → P-0012 (La Esperanza)");
        assert_eq!(told(es, Field::Brought, None, None, who), "Se trae a: P-0012", "as it was recorded at first");
    }

    #[test]
    fn a_refused_sign_in_does_not_say_which_half_was_wrong() {
        let reason = refusal(Language::Es, &ApiError::Refused(Error::SignIn));
        assert!(reason.title.contains("o la"), "{}", reason.title);
    }

    #[test]
    fn seconds_to_wait_are_rounded_up_to_minutes() {
        let reason = refusal(Language::En, &ApiError::Refused(Error::TooMany { seconds: 61 }));
        assert!(reason.body.is_some_and(|body| body.contains('2')));
    }
}
