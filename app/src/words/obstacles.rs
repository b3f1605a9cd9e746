//! Why a slot is not possible: "Room 2 is taken 10:00–10:45 by another appointment".

use locales::{dates, texts, words};
use shared::{
    directory::Language,
    schedule::{Clash, Departure, Obstacle, ResourceKind},
    time::LocalPeriod,
};

/// `obstacle` as a sentence.
pub fn obstacle(language: Language, obstacle: &Obstacle) -> String {
    let t = &texts(language).errors;
    match obstacle {
        Obstacle::TooEarly { earliest } => t.too_early(dates::moment(language, earliest.civil)),
        Obstacle::OutsideHorizon => t.outside_horizon.to_owned(),
        Obstacle::OffGrid { grid } => t.off_grid(grid.get()),
        Obstacle::NoRoom => t.no_room.to_owned(),
        Obstacle::Closed { room } => t.closed(room),
        Obstacle::Taken(held) => clash(language, held),
        Obstacle::Held { what, until } => t.held(&what.name, period(language, what.period), dates::time(until.civil)),
        Obstacle::Blocked { what, cause, period } => {
            let (until, cause) =
                (dates::short_moment(language, period.end.civil), words::block_cause(language, *cause));
            match what {
                Some(name) => t.blocked(name, until, cause),
                None => t.blocked_centre(until, cause),
            }
        }
        Obstacle::Count { kind, period: hours } => {
            t.nobody_moves(words::count_kind(language, *kind), period(language, *hours))
        }
        Obstacle::Holiday { date } => t.holiday(dates::full_date(language, *date)),
        Obstacle::NoEscort { period: out } => t.no_escort(period(language, *out)),
        Obstacle::Incompatible => t.incompatible.to_owned(),
        Obstacle::Separated { room } => t.separated(room),
        Obstacle::TooSmall { room, holds, needed } => t.too_small(room, holds, needed),
        Obstacle::Unequipped { room } => t.unequipped(room),
        Obstacle::Left { why, from } => {
            let when = dates::short_moment(language, from.civil);
            match why {
                Departure::Transfer => t.left_transfer(when),
                Departure::Release => t.left_release(when),
            }
        }
        Obstacle::OffHours { person } => t.off_hours(person),
        Obstacle::ShortNotice { earliest } => t.short_notice(dates::moment(language, earliest.civil)),
        Obstacle::AfterDeadline { last } => t.after_deadline(dates::full_date(language, *last)),
        Obstacle::PlanOutdated => t.plan_outdated.to_owned(),
        Obstacle::At { centre, what } => format!("{centre}: {}", self::obstacle(language, what)),
    }
}

/// `held` as a sentence. It never says by which appointment.
pub fn clash(language: Language, held: &Clash) -> String {
    let t = &texts(language).errors;
    let when = period(language, held.period);
    match held.kind {
        ResourceKind::Room => t.room_taken(&held.name, when),
        ResourceKind::Detainee | ResourceKind::Person => t.person_taken(&held.name, when),
    }
}

/// `10:00–10:45`, with the days where it crosses midnight.
fn period(language: Language, period: LocalPeriod) -> String {
    let (start, end) = (period.start.civil, period.end.civil);
    if start.date() == end.date() {
        format!("{}–{}", dates::time(start), dates::time(end))
    } else {
        format!("{} – {}", dates::short_moment(language, start), dates::short_moment(language, end))
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        schedule::BlockCause,
        time::{Instant, Local},
    };

    use super::*;

    fn at(hour: i8) -> Local {
        Local { at: Instant(i64::from(hour) * 3600), civil: jiff::civil::date(2026, 11, 24).at(hour, 0, 0, 0) }
    }

    #[test]
    fn what_was_blocked_is_told_of_people_as_of_rooms() {
        let blocked = |name: &str| Obstacle::Blocked {
            what: Some(name.parse().expect("a name")),
            cause: BlockCause::Leave,
            period: LocalPeriod { start: at(8), end: at(17) },
        };
        let said = |language, name: &str| obstacle(language, &blocked(name));
        let judge = "Óscar Menjívar no está disponible hasta el 24 nov, 17:00 (permiso o enfermedad).";
        assert_eq!(said(Language::Es, "Óscar Menjívar"), judge);
        assert!(said(Language::Es, "Sala 2").starts_with("Sala 2 no está disponible hasta el 24 nov"));
        let english = "Sala 2 is not available until 24 Nov, 17:00 (leave or illness).";
        assert_eq!(said(Language::En, "Sala 2"), english);
    }

    #[test]
    fn the_earliest_start_is_told_with_its_day() {
        let told = "Empieza demasiado pronto: lo más temprano posible es el martes 24 de noviembre, 09:00.";
        assert_eq!(obstacle(Language::Es, &Obstacle::TooEarly { earliest: at(9) }), told);
    }
}
