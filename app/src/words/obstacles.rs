//! Why a slot is not possible: "Room 2 is taken 10:00–10:45 by another appointment".

use locales::{dates, texts};
use shared::{
    directory::Language,
    schedule::{Clash, Obstacle, ResourceKind},
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
