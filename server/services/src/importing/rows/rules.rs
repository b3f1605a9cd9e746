//! The rows that hold rules of scheduling.

use jiff::civil::{Date, DateTime};
use shared::{
    appointment::HearingType,
    civil::{read_date, read_date_time},
    schedule::{BlockCause, CountKind, Departure, Movement},
    text::{Code, Email, Name, Note},
    time::WeeklyWindow,
};

use super::{Cells, Faulty};
use crate::importing::Why;

/// Minutes of movement and turnover, and escort teams, go up to these.
const MOST_MINUTES: u16 = 240;
const MOST_TEAMS: u16 = 200;
/// People whom a room holds.
const MOST_PEOPLE: u16 = 500;
/// Hours of notice: a year.
const MOST_HOURS: u16 = 8784;

pub(in crate::importing) struct CentreRule {
    pub(in crate::importing) centre: Code,
    pub(in crate::importing) movement: Movement,
    pub(in crate::importing) turnover: u16,
    pub(in crate::importing) teams: Option<u16>,
}

pub(in crate::importing) struct Count {
    pub(in crate::importing) centre: Code,
    pub(in crate::importing) purpose: CountKind,
    pub(in crate::importing) hours: Vec<WeeklyWindow>,
}

pub(in crate::importing) struct Holiday {
    pub(in crate::importing) centre: Code,
    pub(in crate::importing) date: Date,
    pub(in crate::importing) name: Name,
}

pub(in crate::importing) struct Block {
    pub(in crate::importing) centre: Code,
    pub(in crate::importing) room: Option<Code>,
    pub(in crate::importing) person: Option<Email>,
    pub(in crate::importing) from: DateTime,
    pub(in crate::importing) until: DateTime,
    pub(in crate::importing) cause: BlockCause,
    pub(in crate::importing) note: Option<Note>,
}

pub(in crate::importing) struct Member {
    pub(in crate::importing) group: Code,
    pub(in crate::importing) detainee: Code,
}

pub(in crate::importing) struct Apart {
    pub(in crate::importing) one: Code,
    pub(in crate::importing) other: Code,
}

pub(in crate::importing) struct Leaving {
    pub(in crate::importing) detainee: Code,
    pub(in crate::importing) centre: Code,
    pub(in crate::importing) why: Departure,
    pub(in crate::importing) from: Date,
}

pub(in crate::importing) struct Work {
    pub(in crate::importing) email: Email,
    pub(in crate::importing) hours: Vec<WeeklyWindow>,
}

pub(in crate::importing) struct Notice {
    pub(in crate::importing) country: String,
    pub(in crate::importing) hearing_type: HearingType,
    pub(in crate::importing) hours: u16,
}

impl Cells<'_> {
    fn number(&mut self, column: &str, most: u16) -> Option<u16> {
        match self.table.cell(self.line, column).parse() {
            Ok(number) if number <= most => Some(number),
            _ => self.wrong(column, Why::Outside(most)),
        }
    }

    fn date(&mut self, column: &str) -> Option<Date> {
        let found = read_date(self.table.cell(self.line, column));
        if found.is_some() { found } else { self.wrong(column, Why::Date) }
    }

    /// `2027-01-11 08:00`; a T may stand between.
    fn moment(&mut self, column: &str) -> Option<DateTime> {
        let found = read_date_time(&self.table.cell(self.line, column).replacen(' ', "T", 1));
        if found.is_some() { found } else { self.wrong(column, Why::Moment) }
    }

    /// How many people a room holds; nothing if nobody says.
    pub(super) fn people(&mut self) -> Result<Option<u16>, Faulty> {
        if self.table.cell(self.line, "capacity").is_empty() {
            return Ok(None);
        }
        match self.number("capacity", MOST_PEOPLE) {
            Some(0) => self.wrong("capacity", Why::HoldsNobody).ok_or(Faulty),
            people => people.map(Some).ok_or(Faulty),
        }
    }

    pub(super) fn centre_rule(&mut self) -> Option<CentreRule> {
        let (centre, before) = (self.text("centre"), self.number("move_before", MOST_MINUTES));
        let (after, turnover) = (self.number("move_after", MOST_MINUTES), self.number("turnover", MOST_MINUTES));
        let teams = if self.table.cell(self.line, "escort_teams").is_empty() {
            Ok(None)
        } else {
            match self.number("escort_teams", MOST_TEAMS) {
                Some(0) => self.wrong("escort_teams", Why::NoTeam).ok_or(Faulty),
                teams => teams.map(Some).ok_or(Faulty),
            }
        };
        let movement = Movement { before: before?, after: after? };
        Some(CentreRule { centre: centre?, movement, turnover: turnover?, teams: teams.ok()? })
    }

    pub(super) fn count(&mut self) -> Option<Count> {
        let centre = self.text("centre");
        let purpose = self.choice("purpose", CountKind::ALL, |kind| kind.code());
        let hours = self.hours();
        Some(Count { centre: centre?, purpose: purpose?, hours: hours? })
    }

    pub(super) fn holiday(&mut self) -> Option<Holiday> {
        let (centre, date, name) = (self.text("centre"), self.date("date"), self.text("holiday"));
        Some(Holiday { centre: centre?, date: date?, name: name? })
    }

    pub(super) fn block(&mut self) -> Option<Block> {
        let (centre, room, person) = (self.text("centre"), self.maybe("room"), self.maybe("person"));
        let (from, until) = (self.moment("from"), self.moment("until"));
        let cause = self.choice("cause", BlockCause::GIVEN, |cause| cause.code());
        let note = self.maybe::<Note>("note");
        let (room, person, note) = (room.ok()?, person.ok()?, note.ok()?);
        let (from, until, cause) = (from?, until?, cause?);
        if until <= from {
            return self.wrong("until", Why::EndBeforeStart);
        }
        if room.is_some() && person.is_some() {
            return self.wrong("person", Why::RoomAndPerson);
        }
        if cause.needs_note() && note.is_none() {
            return self.wrong("note", Why::Missing);
        }
        Some(Block { centre: centre?, room, person, from, until, cause, note })
    }

    pub(super) fn member(&mut self) -> Option<Member> {
        let (group, detainee) = (self.text("group"), self.text("detainee"));
        Some(Member { group: group?, detainee: detainee? })
    }

    pub(super) fn apart(&mut self) -> Option<Apart> {
        let (one, other) = (self.text("one"), self.text("other"));
        Some(Apart { one: one?, other: other? })
    }

    pub(super) fn leaving(&mut self) -> Option<Leaving> {
        let (detainee, centre) = (self.text("detainee"), self.text("centre"));
        let why = self.choice("why", Departure::ALL, |why| why.code());
        let from = self.date("from");
        Some(Leaving { detainee: detainee?, centre: centre?, why: why?, from: from? })
    }

    pub(super) fn work(&mut self) -> Option<Work> {
        let (email, hours) = (self.text("email"), self.hours());
        Some(Work { email: email?, hours: hours? })
    }

    pub(super) fn notice(&mut self) -> Option<Notice> {
        let country = self.country();
        let hearing_type = self.choice("hearing_type", HearingType::ALL, |one| one.code());
        let hours = self.number("notice_hours", MOST_HOURS);
        Some(Notice { country: country?, hearing_type: hearing_type?, hours: hours? })
    }
}
