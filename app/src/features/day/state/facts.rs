//! What a row of the day says of its appointment.

use locales::words;
use shared::{
    appointment::{Attendance, CheckSummary, Kind, Summary},
    check::Verdict,
    directory::Language,
    readiness::SiteRoom,
};

use crate::words::blockers::room_of;

/// The rooms of an appointment: `Sala 1`, or several, each with its centre, for every centre has a first one.
pub fn room(appointment: &Summary) -> String {
    let several = appointment.is_at_several_centres();
    let rooms = appointment.sites.iter().map(|site| room_of(&SiteRoom::of(site), several));
    rooms.collect::<Vec<_>>().join(" · ")
}

/// How the devices of an appointment did: the worst of its rooms' and of those of the people it cannot do without. What
/// nobody measured is never passed, so one of them unchecked is enough for "not measured". Devices that fail of somebody whom
/// it can do without are a warning.
pub fn devices(appointment: &Summary) -> Verdict {
    let rooms = appointment.room_checks.iter().map(Option::as_ref);
    let come = || appointment.participants.iter().filter(|participant| participant.attendance != Attendance::Declined);
    let needed = come().filter(|participant| participant.required).map(|participant| participant.check.as_ref());
    let fails = |check: &CheckSummary| check.verdict == Verdict::Fail;
    let others = come().filter(|participant| !participant.required && participant.check.as_ref().is_some_and(fails));
    rooms
        .chain(needed)
        .map(|check| check.map_or(Verdict::NotMeasured, |check| check.verdict))
        .chain(others.map(|_| Verdict::Warn))
        .reduce(Verdict::worse)
        .unwrap_or(Verdict::NotMeasured)
}

/// The centres of an appointment.
pub fn centre(appointment: &Summary) -> String {
    let mut names: Vec<_> = appointment.sites.iter().map(|site| site.centre_name.as_str()).collect();
    names.dedup();
    joined(names.into_iter())
}

/// Who is brought: code and module, as the register has them.
pub fn detainees(appointment: &Summary) -> String {
    let people: Vec<String> = appointment
        .sites
        .iter()
        .flat_map(|site| &site.detainees)
        .map(|person| {
            person
                .module
                .as_ref()
                .map_or_else(|| person.code.to_string(), |module| format!("{}, {module}", person.code))
        })
        .collect();
    people.join(" · ")
}

fn joined<'names>(names: impl Iterator<Item = &'names str>) -> String {
    names.collect::<Vec<_>>().join(" · ")
}

/// How many have said yes, of how many were asked.
pub fn confirmed(appointment: &Summary) -> (usize, usize) {
    let yes = |part: &&shared::appointment::Participant| part.attendance == shared::appointment::Attendance::Accepted;
    (appointment.participants.iter().filter(yes).count(), appointment.participants.len())
}

/// What an appointment is, in the words its readers use: the type of a hearing, else its kind.
pub fn what_it_is(language: Language, appointment: &Summary) -> &'static str {
    appointment.hearing_type.map_or_else(
        || words::kind(language, appointment.kind),
        |hearing_type| words::hearing_type(language, hearing_type),
    )
}

/// The same as far as the reader may know: for custody a teleconsultation is a "medical outing" and nothing more.
pub fn what_is_read(language: Language, appointment: &Summary, custody: bool) -> &'static str {
    if reads_as_outing(appointment, custody) {
        locales::texts(language).day.medical_outing
    } else {
        what_it_is(language, appointment)
    }
}

/// Whether custody reads this only as "medical outing" (Mandela rule 32): who may see no more than that.
pub fn reads_as_outing(appointment: &Summary, custody: bool) -> bool {
    custody && appointment.kind == Kind::Teleconsultation
}
