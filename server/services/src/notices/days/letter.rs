//! The words of a message about several days: what holds for all of them once, then a paragraph for each.

use locales::{
    dates::{clock, full_date, moment, time},
    texts, words,
};
use shared::{appointment::Role, directory::Language, schedule::Side, text::Name, time::Instant};

use super::super::{letter::offset, matter::Matter};
use crate::attendances::answer_by;

/// A day in the message.
pub(super) struct Day<'a> {
    pub(super) matter: &'a Matter,
    pub(super) number: Option<u16>,
    /// Whether the message is about it; the others are listed so that the whole can be seen.
    pub(super) changed: bool,
    /// The secret of its personal link.
    pub(super) secret: Option<String>,
}

/// The message to one person.
pub(super) struct Letter<'a> {
    pub(super) days: &'a [Day<'a>],
    pub(super) of: u16,
    pub(super) name: &'a Name,
    pub(super) role: Role,
    pub(super) now: Instant,
}

impl Letter<'_> {
    fn changed(&self) -> impl Iterator<Item = &Day<'_>> {
        self.days.iter().filter(|day| day.changed)
    }

    /// The subject line.
    pub(super) fn subject(&self, language: Language, over: bool) -> String {
        let t = &texts(language).mail;
        let Some(Day { matter, .. }) = self.changed().next() else { return String::new() };
        let (what, count) = (matter.words(language), self.changed().count());
        let start = moment(language, matter.zone.local(matter.period.start()).civil);
        match (over, count) {
            (true, 1) => t.subject_cancelled(what, start),
            (true, _) => t.subject_days_cancelled(count, what, start),
            (false, 1) => t.subject_invitation(what, start),
            (false, _) => t.subject_days(what, count, start),
        }
    }

    /// The plain text.
    pub(super) fn body(&self, language: Language, over: bool, public_url: &str) -> String {
        let t = &texts(language).mail;
        let Some(first) = self.changed().next() else { return String::new() };
        let matter = first.matter;
        let intro = match (over, self.changed().count()) {
            (true, 1) => t.intro_cancelled(&matter.agency_name),
            (true, _) => t.intro_days_cancelled(&matter.agency_name),
            (false, _) => t.intro_days(&matter.agency_name),
        };
        let mut paragraphs = vec![t.greeting(self.name), intro, self.facts(matter, language)];
        paragraphs.extend(self.days.iter().map(|day| self.day(day, language, over, public_url)));
        if over {
            paragraphs.extend(matter.cause.map(|cause| t.cause(words::cause(language, cause))));
        } else if let Some(secret) = &first.secret {
            let by = answer_by(self.now, matter.period.start());
            paragraphs.push(t.answer_days(moment(language, matter.zone.local(by).civil)));
            paragraphs.push(format!("{}\n{public_url}/check/{secret}", t.check));
            paragraphs.push(t.personal.to_owned());
        }
        paragraphs.push(t.calendar.to_owned());
        paragraphs.push(t.footer.to_owned());
        paragraphs.join("\n\n") + "\n"
    }

    /// What holds for every day.
    fn facts(&self, matter: &Matter, language: Language) -> String {
        let t = &texts(language).mail;
        let mut lines = vec![t.what(matter.words(language))];
        lines.extend(matter.case_for(self.role).map(|number| t.case(number)));
        lines.push(t.zone(&matter.zone.name().0, offset(matter)));
        lines.push(t.role(words::role(language, self.role)));
        lines.push(t.agency(&matter.agency_name));
        lines.join("\n")
    }

    fn day(&self, day: &Day<'_>, language: Language, over: bool, public_url: &str) -> String {
        let t = &texts(language).mail;
        let period = day.matter.zone.local_period(day.matter.period);
        let (start, end) = (period.start.civil, period.end.civil);
        let date = full_date(language, start.date());
        let mut lines = vec![match day.number {
            Some(number) => t.day(number, self.of, date, time(start), time(end)),
            None => t.day_cancelled(date, time(start), time(end)),
        }];
        if over {
            return lines.remove(0);
        }
        let clock = |at: Instant| clock(language, day.matter.zone.local(at).civil, start.date());
        let (before, after) =
            (day.matter.meeting_for(Side::Before, self.role), day.matter.meeting_for(Side::After, self.role));
        lines.extend(before.map(|before| t.day_meeting(clock(before.start()))));
        lines.extend(after.map(|after| t.day_meeting_after(clock(after.start()), clock(after.end()))));
        lines.extend(day.matter.places.iter().map(|place| t.day_place(&place.room, &place.centre)));
        match &day.secret {
            Some(secret) => lines.push(format!("{}\n{public_url}/confirm/{secret}", t.day_confirm)),
            None => lines.push(t.day_known.to_owned()),
        }
        lines.join("\n")
    }
}
