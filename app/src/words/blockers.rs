//! What stands in the way of an appointment, and who can clear it.

use locales::{texts, words};
use shared::{
    appointment::Summary,
    check::{Finding, Step, Verdict},
    directory::Language,
    readiness::{Blocker, Clears, Obstruction, SiteRoom},
};

/// `blocker` of `appointment` as a sentence: what, and who can clear it.
pub fn blocker(language: Language, appointment: &Summary, blocker: &Blocker) -> String {
    let what = obstruction(language, appointment, &blocker.what);
    let t = &texts(language).blockers;
    // A late start is for everyone in the room to see; naming one of them would blame them.
    if matches!(blocker.what, Obstruction::Late { .. }) {
        return what;
    }
    let who = match blocker.clears {
        Clears::Agency => t.clears_agency,
        Clears::Centre => t.clears_centre,
        Clears::Participant => t.clears_participant,
    };
    format!("{what} · {who}")
}

/// A room by its name, with its centre where `several` rooms are spoken of: `Sala 1, La Esperanza`.
pub fn room_of(room: &SiteRoom, several: bool) -> String {
    if several { format!("{}, {}", room.name, room.centre_name) } else { room.name.to_string() }
}

/// What stands in the way of `appointment`, without who clears it.
pub fn obstruction(language: Language, appointment: &Summary, what: &Obstruction) -> String {
    let t = &texts(language).blockers;
    let named = |room| room_of(room, appointment.is_at_several_centres());
    let role = |role| words::role(language, role);
    match what {
        Obstruction::NoLegalBasis => t.no_legal_basis.to_owned(),
        Obstruction::NobodyFor { role: part } => t.nobody_for(role(*part)),
        Obstruction::NotAnswered { name, role: part } => t.not_answered(role(*part), name),
        Obstruction::Declined { name, role: part } => t.declined(role(*part), name),
        Obstruction::ProposesOther { name, role: part } => t.proposes_other(role(*part), name),
        Obstruction::DevicesUnchecked { name, role: part } => t.devices_unchecked(role(*part), name),
        Obstruction::DevicesFaulty { name, role: part, verdict: Verdict::NotMeasured, worst } => {
            t.devices_unmeasured(role(*part), name, worst_of(language, *worst))
        }
        Obstruction::DevicesFaulty { name, role: part, verdict: Verdict::Warn, worst } => {
            t.devices_improvable(role(*part), name, worst_of(language, *worst))
        }
        Obstruction::DevicesFaulty { name, role: part, worst, .. } => {
            t.devices_faulty(role(*part), name, worst_of(language, *worst))
        }
        Obstruction::RoomUnchecked { room } => t.room_unchecked(named(room)),
        Obstruction::RoomFaulty { room, verdict: Verdict::NotMeasured, worst } => {
            t.room_unmeasured(named(room), worst_of(language, *worst))
        }
        Obstruction::RoomFaulty { room, verdict: Verdict::Warn, worst } => {
            t.room_improvable(named(room), worst_of(language, *worst))
        }
        Obstruction::RoomFaulty { room, worst, .. } => t.room_faulty(named(room), worst_of(language, *worst)),
        Obstruction::Late { minutes } => t.late(locales::dates::length(i64::from(*minutes))),
    }
}

/// `cámara: imagen a oscuras`.
fn worst_of(language: Language, worst: Option<(Step, Finding)>) -> String {
    worst.map_or_else(
        || texts(language).blockers.some_fault.to_owned(),
        |(step, finding)| {
            format!("{}: {}", words::step(language, step).to_lowercase(), words::finding(language, finding))
        },
    )
}

#[cfg(test)]
mod tests {
    use shared::{
        appointment::Role,
        readiness::{Readiness, Weight},
    };

    use super::*;
    use crate::features::day::tests::{appointment, at, name, of_two_centres};

    fn one() -> Summary {
        appointment(1, at(9, 30), at(10, 15), "Sala 2", Readiness::Blocked)
    }

    #[test]
    fn a_blocker_says_what_and_who_clears_it() {
        let missing = Blocker {
            weight: Weight::Attention,
            clears: Clears::Agency,
            what: Obstruction::NotAnswered { name: name("Ana Persona"), role: Role::Interpreter },
        };
        assert_eq!(
            blocker(Language::Es, &one(), &missing),
            "Intérprete (Ana Persona) no ha confirmado · resuelve quien convoca"
        );
        let dark = Blocker {
            weight: Weight::Stop,
            clears: Clears::Centre,
            what: Obstruction::RoomFaulty {
                room: SiteRoom::of(&one().sites[0]),
                verdict: Verdict::Fail,
                worst: Some((Step::Camera, Finding::Black)),
            },
        };
        assert_eq!(
            blocker(Language::Es, &one(), &dark),
            "Sala 2: los equipos fallan (cámara: imagen a oscuras) · resuelve el centro"
        );
        assert_eq!(
            blocker(Language::En, &one(), &dark),
            "Sala 2: the devices fail (camera: the picture is black) · the centre clears it"
        );
    }

    #[test]
    fn what_will_serve_with_a_fault_is_not_said_to_fail() {
        let room = |verdict, worst| Obstruction::RoomFaulty { room: SiteRoom::of(&one().sites[0]), verdict, worst };
        let devices = |verdict, worst| Obstruction::DevicesFaulty {
            name: name("Ana Persona"),
            role: Role::Interpreter,
            verdict,
            worst,
        };
        let dark = Some((Step::Camera, Finding::Dark));
        for (language, verdict, of_room, of_devices) in [
            (
                Language::Es,
                Verdict::Warn,
                "Sala 2: conviene mejorar los equipos (cámara: poca luz)",
                "Intérprete (Ana Persona): conviene mejorar sus equipos (cámara: poca luz)",
            ),
            (
                Language::En,
                Verdict::Warn,
                "Sala 2: the devices should be improved (camera: little light)",
                "Interpreter (Ana Persona): their devices should be improved (camera: little light)",
            ),
            (
                Language::Es,
                Verdict::Fail,
                "Sala 2: los equipos fallan (cámara: poca luz)",
                "Intérprete (Ana Persona): sus equipos fallan (cámara: poca luz)",
            ),
            (
                Language::En,
                Verdict::Fail,
                "Sala 2: the devices fail (camera: little light)",
                "Interpreter (Ana Persona): their devices fail (camera: little light)",
            ),
        ] {
            assert_eq!(obstruction(language, &one(), &room(verdict, dark)), of_room);
            assert_eq!(obstruction(language, &one(), &devices(verdict, dark)), of_devices);
        }
    }

    #[test]
    fn a_check_that_measured_too_little_says_what_and_why() {
        let hidden = Blocker {
            weight: Weight::Attention,
            clears: Clears::Centre,
            what: Obstruction::RoomFaulty {
                room: SiteRoom::of(&one().sites[0]),
                verdict: Verdict::NotMeasured,
                worst: Some((Step::Quality, Finding::Unseen)),
            },
        };
        assert_eq!(
            blocker(Language::Es, &one(), &hidden),
            "Sala 2: revisada, pero no se midió todo (calidad de la línea: la página no estaba a la vista) · resuelve el centro"
        );
        assert_eq!(
            blocker(Language::En, &one(), &hidden),
            "Sala 2: checked, but not everything was measured (quality of the line: the page was out of view) · the centre clears it"
        );
    }

    #[test]
    fn of_several_centres_each_room_is_named_with_its_own() {
        let two = of_two_centres(one());
        let unchecked = two.sites.iter().map(|site| {
            let what = Obstruction::RoomUnchecked { room: SiteRoom::of(site) };
            blocker(Language::Es, &two, &Blocker { weight: Weight::Attention, clears: Clears::Centre, what })
        });
        let expected = [
            "Sala 2, Izalco Fase III: equipos sin revisar hoy · resuelve el centro",
            "Sala 2, La Esperanza: equipos sin revisar hoy · resuelve el centro",
        ];
        assert_eq!(unchecked.collect::<Vec<_>>(), expected);
        let worst = Some((Step::Camera, Finding::Black));
        for (verdict, told) in [
            (Verdict::Fail, "Sala 2, La Esperanza: the devices fail (camera: the picture is black)"),
            (
                Verdict::NotMeasured,
                "Sala 2, La Esperanza: checked, but not everything was measured (camera: the picture is black)",
            ),
        ] {
            let what = Obstruction::RoomFaulty { room: SiteRoom::of(&two.sites[1]), verdict, worst };
            assert_eq!(obstruction(Language::En, &two, &what), told);
        }
    }

    #[test]
    fn a_late_start_blames_nobody() {
        let late = Blocker { weight: Weight::Stop, clears: Clears::Agency, what: Obstruction::Late { minutes: 75 } };
        assert_eq!(blocker(Language::Es, &one(), &late), "Debía empezar hace 1 h 15 min");
    }
}
