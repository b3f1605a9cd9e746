//! The words of a message: subject and plain text, in the reader's language.

use locales::{
    dates::{clock, full_date, moment, time},
    texts, words,
};
use shared::{
    appointment::Role,
    directory::Language,
    notice::MessageKind,
    schedule::Side,
    text::Name,
    time::{Instant, Period},
};

use super::matter::Matter;

/// To whom a message goes, and with which link.
#[derive(Clone, Copy, Debug)]
pub(super) struct Addressee<'a> {
    pub(super) name: &'a Name,
    pub(super) role: Role,
    pub(super) language: Language,
    /// The secret of the personal link; a cancellation has none, for there is nothing left to answer.
    pub(super) secret: Option<&'a str>,
    /// Until when an answer is asked for.
    pub(super) answer_by: Instant,
}

/// The subject line.
pub(super) fn subject(matter: &Matter, kind: MessageKind, language: Language) -> String {
    let t = &texts(language).mail;
    let (what, start) = (matter.words(language), moment(language, matter.zone.local(matter.period.start()).civil));
    match kind {
        MessageKind::Invitation | MessageKind::Days => t.subject_invitation(what, start),
        MessageKind::Changed => t.subject_changed(what, start),
        MessageKind::Cancelled | MessageKind::DaysCancelled => t.subject_cancelled(what, start),
        MessageKind::Released => t.subject_released(what, start),
        MessageKind::Declined => t.subject_declined(what),
        MessageKind::Meeting => t.subject_meeting(what, start),
    }
}

/// The plain text.
pub(super) fn body(matter: &Matter, kind: MessageKind, to: Addressee<'_>, public_url: &str) -> String {
    let t = &texts(to.language).mail;
    let agency = &matter.agency_name;
    let intro = match kind {
        MessageKind::Invitation | MessageKind::Days => t.intro_invitation(agency),
        MessageKind::Changed => t.intro_changed(agency),
        MessageKind::Cancelled | MessageKind::DaysCancelled => t.intro_cancelled(agency),
        MessageKind::Released => t.intro_released(agency),
        MessageKind::Declined => t.intro_declined(agency, matter.words(to.language)),
        MessageKind::Meeting => about_meeting(matter, to),
    };
    let mut paragraphs = vec![t.greeting(to.name), intro];
    // What never got its slot has no time and no place to tell of, and nothing for a calendar.
    let has_slot = kind != MessageKind::Declined;
    paragraphs.extend(has_slot.then(|| facts(matter, to)));
    if matches!(kind, MessageKind::Cancelled | MessageKind::Declined) {
        if let Some(cause) = matter.cause {
            paragraphs.push(t.cause(words::cause(to.language, cause)));
        }
        let explained = matter.cause_note.as_ref().filter(|_| kind == MessageKind::Declined);
        paragraphs.extend(explained.map(ToString::to_string));
    } else if let Some(secret) = to.secret {
        let by = moment(to.language, matter.zone.local(to.answer_by).civil);
        paragraphs.push(t.answer(by));
        paragraphs.push(format!("{}\n{public_url}/confirm/{secret}", t.confirm));
        paragraphs.push(format!("{}\n{public_url}/check/{secret}", t.check));
        paragraphs.push(t.personal.to_owned());
    }
    paragraphs.extend(has_slot.then(|| t.calendar.to_owned()));
    paragraphs.push(t.footer.to_owned());
    paragraphs.join("\n\n") + "\n"
}

/// That only the private meeting changed. When it is now stands below with the other facts.
fn about_meeting(matter: &Matter, to: Addressee<'_>) -> String {
    let t = &texts(to.language).mail;
    let mut said = vec![t.intro_meeting(&matter.agency_name)];
    if Side::BOTH.into_iter().all(|side| matter.meeting_for(side, to.role).is_none()) {
        said.push(t.no_meeting.to_owned());
    }
    if to.secret.is_some() {
        said.push(t.link_replaced.to_owned());
    }
    said.join(" ")
}

/// What, when and where, one fact a line.
pub(super) fn facts(matter: &Matter, to: Addressee<'_>) -> String {
    let t = &texts(to.language).mail;
    let period = matter.zone.local_period(matter.period);
    let (start, end) = (period.start.civil, period.end.civil);
    let mut lines = vec![t.what(matter.words(to.language))];
    lines.extend(matter.case_for(to.role).map(|number| t.case(number)));
    lines.push(t.when(full_date(to.language, start.date()), time(start), time(end)));
    lines.push(t.zone(&matter.zone.name().0, offset(matter)));
    let local = |at: Instant| matter.zone.local(at).civil;
    // Whoever moved one elsewhere may have moved it to another day.
    let begins = |meeting: Period| clock(to.language, local(meeting.start()), start.date());
    let ends = |meeting: Period| clock(to.language, local(meeting.end()), local(meeting.start()).date());
    lines.extend(matter.meeting_for(Side::Before, to.role).map(|before| t.meeting(begins(before))));
    let after = matter.meeting_for(Side::After, to.role);
    lines.extend(after.map(|after| t.meeting_after(begins(after), ends(after))));
    lines.extend(matter.places.iter().map(|place| t.place(&place.room, &place.centre)));
    lines.push(t.role(words::role(to.language, to.role)));
    lines.push(t.agency(&matter.agency_name));
    lines.join("\n")
}

/// `−06:00`, with a true minus sign.
pub(super) fn offset(matter: &Matter) -> String {
    let civil = matter.zone.local(matter.period.start()).civil;
    let utc = shared::zone::Zone::utc().local(matter.period.start()).civil;
    let minutes = civil.duration_since(utc).as_mins();
    let sign = if minutes < 0 { '−' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
