//! Every finding, at every step, in every browser, for every keeper of the device, in both languages.

use locales::{texts, words};
use shared::directory::Language;

use super::{super::outcome::without_in, *};

/// Every line of the table: its place in it, and what is said.
fn every_line() -> impl Iterator<Item = (Language, (Step, Finding), Browser, Keeper, Vec<&'static str>)> {
    let languages = [Language::Es, Language::En];
    languages.into_iter().flat_map(|language| {
        every_finding().flat_map(move |finding| {
            Browser::ALL.iter().flat_map(move |browser| {
                Keeper::ALL.iter().map(move |keeper| {
                    let told = remedies(&texts(language).check, &[finding], *browser, *keeper);
                    (language, finding, *browser, *keeper, told)
                })
            })
        })
    })
}

/// Every finding at every step: the words for it may differ.
fn every_finding() -> impl Iterator<Item = (Step, Finding)> {
    Finding::ALL.iter().flat_map(|finding| Step::ALL.iter().map(move |step| (*step, *finding)))
}

/// Whether one of `told` holds the Spanish or the English words.
fn says(told: &[&str], words: [&str; 2]) -> bool {
    told.iter().any(|step| words.iter().any(|word| step.contains(word)))
}

/// The first of `phrases` that one of `told` holds, in capitals or not.
fn phrase_in<'list>(told: &[&str], phrases: &[&'list str]) -> Option<&'list str> {
    let told: Vec<String> = told.iter().map(|step| step.to_lowercase()).collect();
    phrases.iter().copied().find(|phrase| told.iter().any(|step| step.contains(*phrase)))
}

/// What stands in quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['«', '“']).skip(1).filter_map(|rest| rest.split(['»', '”']).next())
}

const OFFICER: [&str; 2] = ["oficial de turno", "officer on duty"];
const TECHNICIAN: [&str; 2] = ["técnico del centro", "centre's technician"];
const SUPPORT: [&str; 2] = ["soporte informático", "IT support"];
const SETTINGS: [&str; 6] = ["ajustes", "configuración", "permisos", "settings", "permissions", "icon"];
/// What is done about a device, and about where it stands, by its owner alone.
const OWNERS_ONLY: [(Language, [&str; 12]); 2] = [
    (
        Language::Es,
        [
            "otra red",
            "otra wifi",
            "datos del teléfono",
            "punto de wifi",
            "otro equipo",
            "equipo más nuevo",
            "actualice",
            "vpn",
            "pida a quien administra la red",
            "fecha y la hora",
            "configuración de privacidad",
            "configuración de sonido",
        ],
    ),
    (
        Language::En,
        [
            "another network",
            "another wi-fi",
            "phone's data",
            "access point",
            "newer device",
            "update the browser",
            "an extension of the browser",
            "vpn",
            "ask whoever runs the network",
            "date and time",
            "privacy settings",
            "sound settings",
        ],
    ),
];
/// What nobody is told at all, and on a device that is not theirs never should be.
const NOBODYS: [&str; 5] = ["instale", "instalar", "install ", "another device", "another computer"];
/// What is changed in a browser: in a room nobody does.
const BROWSERS: [&str; 4] = ["otro navegador", "extensión", "another browser", "extension"];

#[test]
fn every_finding_has_words_for_every_browser_and_keeper_in_both_languages() {
    for (language, finding, browser, keeper, told) in every_line() {
        let line = format!("{language:?} {finding:?} {browser:?} {keeper:?}: {told:?}");
        assert!(!words::finding(language, finding.1).trim().is_empty(), "{line}");
        assert!(!told.is_empty() && told.iter().all(|step| step.ends_with('.')), "{line}");
        let other = if language == Language::Es { Language::En } else { Language::Es };
        let others = remedies(&texts(other).check, &[finding], browser, keeper);
        assert_eq!(told.len(), others.len(), "{line}");
        assert!(told.iter().zip(others).all(|(step, other)| *step != other), "{line}");
    }
}

#[test]
fn each_calls_whoever_keeps_the_device() {
    for (language, finding, browser, keeper, told) in every_line() {
        let called = [OFFICER, TECHNICIAN, SUPPORT].map(|words| says(&told, words));
        let line = format!("{language:?} {finding:?} {browser:?} {keeper:?}: {told:?}");
        match keeper {
            Keeper::Person => assert_eq!(called, [false, false, false], "{line}"),
            Keeper::Institution => assert_eq!(called, [false, false, true], "{line}"),
            Keeper::Centre => assert!(called[0] && !called[2], "{line}"),
        }
    }
}

#[test]
fn the_browser_is_unblocked_by_its_owner_or_user_and_by_the_technician_of_a_room() {
    let t = &texts(Language::Es).check;
    let at = |step, finding, keeper| remedies(t, &[(step, finding)], Browser::Firefox, keeper);
    let told = |finding, keeper| at(Step::Permission, finding, keeper);
    assert_eq!(told(Finding::Blocked, Keeper::Person), [t.remedy_unblock_firefox]);
    assert_eq!(told(Finding::Blocked, Keeper::Institution), [t.remedy_unblock_firefox, t.remedy_support]);
    assert_eq!(told(Finding::Blocked, Keeper::Centre), [t.remedy_technician_now]);
    assert_eq!(told(Finding::SystemBlocks, Keeper::Person), [t.remedy_unblock_firefox, t.remedy_system]);
    assert_eq!(told(Finding::SystemBlocks, Keeper::Institution), [t.remedy_unblock_firefox, t.remedy_support_rest]);
    assert_eq!(told(Finding::SystemBlocks, Keeper::Centre), [t.remedy_technician_now]);
    assert_eq!(at(Step::Environment, Finding::ClockFarOff, Keeper::Person), [t.remedy_clock]);
    assert_eq!(at(Step::Environment, Finding::ClockFarOff, Keeper::Institution), [t.remedy_support_now]);
    assert_eq!(at(Step::Microphone, Finding::Muted, Keeper::Centre), [t.remedy_unmute, t.remedy_technician]);
    let black = at(Step::Camera, Finding::Black, Keeper::Centre);
    assert_eq!(black, [t.remedy_cover, t.remedy_light_on, t.remedy_officer]);
}

#[test]
fn nobody_is_sent_to_another_network_from_a_device_that_is_not_theirs() {
    for (language, finding, browser, keeper, told) in every_line().filter(|line| line.3 != Keeper::Person) {
        let t = &texts(language).check;
        let own = [t.remedy_other_network, t.remedy_nearer_router, t.remedy_firewall, t.remedy_system];
        assert!(!told.iter().any(|step| own.contains(step)), "{finding:?} {browser:?} {keeper:?}: {told:?}");
    }
}

/// By the words themselves, whatever text they stand in: on the page of the check and on the boards.
#[test]
fn what_only_an_owner_can_do_is_told_to_nobody_else() {
    for (language, phrases) in OWNERS_ONLY {
        let t = &texts(language).check;
        let mut owners = Vec::new();
        for (_, finding, browser, keeper, mut told) in every_line().filter(|line| line.0 == language) {
            told.push(first_remedy(t, finding, browser, keeper));
            if keeper == Keeper::Person {
                owners.extend(told);
            } else {
                let sent = phrase_in(&told, &phrases).or_else(|| phrase_in(&told, &NOBODYS));
                assert_eq!(sent, None, "{finding:?} {browser:?} {keeper:?}: {told:?}");
            }
        }
        owners.sort_unstable();
        owners.dedup();
        // Words that no text holds any more would forbid nothing.
        for phrase in phrases {
            assert!(phrase_in(&owners, &[phrase]).is_some(), "{language:?}: nobody is told {phrase:?}");
        }
    }
}

/// It is nothing that whoever checks could mend, and nothing that stands in the way of their own hearing.
#[test]
fn a_closed_way_of_the_relay_is_told_to_whoever_keeps_the_installation() {
    for language in [Language::Es, Language::En] {
        let t = &texts(language).check;
        for (finding, own, here) in [
            (Finding::RelayClosed, t.remedy_relay_closed, t.remedy_relay_closed_here),
            (Finding::RelaysClosed, t.remedy_relays_closed, t.remedy_relays_closed_here),
        ] {
            let told = |keeper| remedies(t, &[(Step::Connection, finding)], Browser::Chrome, keeper);
            assert_eq!(told(Keeper::Person), [own]);
            assert_eq!(told(Keeper::Institution), [here, t.remedy_support]);
            assert_eq!(told(Keeper::Centre), [here, t.remedy_officer]);
        }
    }
    let of_relays = [Finding::RelayClosed, Finding::RelaysClosed];
    for (_, finding, browser, keeper, told) in every_line().filter(|line| of_relays.contains(&line.1.1)) {
        let sent = says(&told, ["otra red", "another network"]);
        assert_eq!(sent, keeper == Keeper::Person, "{finding:?} {browser:?} {keeper:?}: {told:?}");
    }
}

/// Safari pauses cameras beside the address; a camera has no level of sound.
#[test]
fn a_camera_that_is_switched_off_is_not_a_muted_microphone() {
    for language in [Language::Es, Language::En] {
        let t = &texts(language).check;
        let camera = |browser, keeper| remedies(t, &[(Step::Camera, Finding::Muted)], browser, keeper);
        let (on, others, resume) = (t.remedy_camera_on, t.remedy_close_others, t.remedy_camera_resume);
        assert_eq!(camera(Browser::Chrome, Keeper::Person), [on, others, t.remedy_camera_settings]);
        assert_eq!(camera(Browser::Safari, Keeper::Person), [on, others, resume, t.remedy_camera_settings]);
        assert_eq!(camera(Browser::Edge, Keeper::Institution), [on, others, t.remedy_support_rest]);
        assert_eq!(camera(Browser::Safari, Keeper::Institution), [on, others, resume, t.remedy_support_rest]);
        assert_eq!(camera(Browser::Safari, Keeper::Centre), [on, others, t.remedy_technician]);
        let microphone = remedies(t, &[(Step::Microphone, Finding::Muted)], Browser::Safari, Keeper::Person);
        assert_eq!(microphone, [t.remedy_unmute, t.remedy_sound_settings]);
    }
    for (_, finding, browser, keeper, told) in every_line().filter(|line| line.1 == (Step::Camera, Finding::Muted)) {
        let of_sound = phrase_in(&told, &["sonido", "silencio", "sound", "mute"]);
        assert_eq!(of_sound, None, "{finding:?} {browser:?} {keeper:?}: {told:?}");
    }
}

/// The same words stand beside a step that was just judged, beside the result, with the appointment and on boards: what they
/// name is the browser's own, or a list that the step always shows.
#[test]
fn nobody_is_sent_to_a_button_that_is_not_there() {
    for (language, finding, browser, keeper, told) in every_line() {
        let microphones = texts(language).check.choose_microphone;
        let there = ["Permitir", "Allow", "aA", "Safari", "Safari › Settings for this website", microphones];
        for button in told.iter().copied().flat_map(quoted) {
            assert!(there.contains(&button), "{button}: {finding:?} {browser:?} {keeper:?}: {told:?}");
        }
    }
}

/// A room's check counts for all that are held there on its day.
#[test]
fn a_rooms_result_is_of_all_appointments_of_the_day() {
    for (language, all) in [(Language::Es, "las citas de hoy"), (Language::En, "today's appointments")] {
        let t = &texts(language).check;
        for result in [t.result_room_pass, t.result_room_warn, t.result_room_fail] {
            assert!(result.contains(all), "{result}");
        }
    }
}

/// A trial counts for none, and a room's check for all that are held there on that day.
#[test]
fn nothing_to_do_is_told_of_one_appointment() {
    let one = ["esta cita", "la cita", "this appointment", "the appointment"];
    let speaks_of_one = |told: &str| one.iter().any(|words| told.to_lowercase().contains(words));
    for (_, finding, browser, keeper, told) in every_line() {
        assert!(!told.iter().any(|step| speaks_of_one(step)), "{finding:?} {browser:?} {keeper:?}: {told:?}");
    }
    for (language, other) in [
        (Language::Es, "; en una que deja pasar menos, la conexión puede fallar."),
        (Language::En, "; on a stricter network the connection may fail."),
    ] {
        let told = |unmeasured: &[(Step, Finding)]| without_in(language, unmeasured);
        let relay = (Step::Connection, Finding::NoRelay);
        let echo = (Step::Speaker, Finding::EchoUnknown);
        for one in [told(&[relay]), told(&[echo, relay])] {
            let one = one.expect("something is not measured");
            assert!(one.ends_with(other) && !speaks_of_one(&one), "{one}");
        }
        // An echo that nobody listened for has nothing to do with the network.
        let one = told(&[echo]).expect("something is not measured");
        assert!(!one.contains(other), "{one}");
        assert_eq!(told(&[]), None);
    }
}

#[test]
fn nobody_at_an_institutions_desk_is_reminded_of_a_notice() {
    for language in [Language::Es, Language::En] {
        let t = &texts(language).check;
        let told = |keeper| remedies(t, &[(Step::Environment, Finding::InsecureContext)], Browser::Chrome, keeper);
        assert_eq!(told(Keeper::Person), [t.remedy_https]);
        assert_eq!(told(Keeper::Institution), [t.remedy_https_here, t.remedy_support]);
    }
    for (_, finding, browser, keeper, told) in every_line().filter(|line| line.3 != Keeper::Person) {
        assert!(
            !says(&told, ["aviso que recibió", "notice you received"]),
            "{finding:?} {browser:?} {keeper:?}: {told:?}"
        );
    }
}

#[test]
fn what_nothing_is_known_about_has_a_last_step() {
    let t = &texts(Language::Es).check;
    let told = |keeper| remedies(t, &[], Browser::Chrome, keeper);
    assert_eq!(told(Keeper::Person), [t.remedy_reload]);
    assert_eq!(told(Keeper::Institution), [t.remedy_support_now]);
    assert_eq!(told(Keeper::Centre), [t.remedy_officer_now]);
}

#[test]
fn a_board_says_the_first_thing_to_do_and_calls_no_officer() {
    let t = &texts(Language::Es).check;
    for keeper in Keeper::ALL {
        for browser in Browser::ALL {
            assert_eq!(first_remedy(t, (Step::Camera, Finding::Black), *browser, *keeper), t.remedy_cover);
            for finding in every_finding() {
                let step = first_remedy(t, finding, *browser, *keeper);
                assert!(!step.contains("oficial"), "{finding:?} {browser:?} {keeper:?}: {step}");
            }
        }
    }
    let keepers = [Keeper::Person, Keeper::Institution, Keeper::Centre];
    let first = |step, finding, browser| keepers.map(|keeper| first_remedy(t, (step, finding), browser, keeper));
    for (browser, unblock) in [
        (Browser::Chrome, t.remedy_unblock_chrome),
        (Browser::Edge, t.remedy_unblock_chrome),
        (Browser::Firefox, t.remedy_unblock_firefox),
        (Browser::Safari, t.remedy_unblock_safari),
        (Browser::Other, t.remedy_unblock_other),
    ] {
        let blocked = first(Step::Permission, Finding::Blocked, browser);
        assert_eq!(blocked, [unblock, unblock, t.remedy_call_technician], "{browser:?}");
        let clock = [t.remedy_clock, t.remedy_support_now, t.remedy_call_technician];
        assert_eq!(first(Step::Environment, Finding::ClockOff, browser), clock, "{browser:?}");
        let camera = first(Step::Camera, Finding::Muted, browser);
        assert_eq!(camera, [t.remedy_camera_on; 3], "{browser:?}");
    }
}

#[test]
fn a_board_sends_nobody_into_the_settings_of_a_room() {
    for language in [Language::Es, Language::En] {
        for (finding, browser) in every_finding().flat_map(|one| Browser::ALL.iter().map(move |browser| (one, browser)))
        {
            let step = first_remedy(&texts(language).check, finding, *browser, Keeper::Centre);
            let sent = SETTINGS.iter().any(|word| step.to_lowercase().contains(word));
            assert!(!sent, "{finding:?} {browser:?}: {step}");
        }
    }
}

#[test]
fn nobody_in_a_room_is_sent_into_settings() {
    for (_, finding, browser, keeper, told) in every_line().filter(|line| line.3 == Keeper::Centre) {
        for step in told {
            let sent = SETTINGS.iter().chain(&BROWSERS).any(|word| step.to_lowercase().contains(word));
            assert!(!sent, "{finding:?} {browser:?} {keeper:?}: {step}");
        }
    }
}

#[test]
fn a_step_is_said_once() {
    let t = &texts(Language::Es).check;
    let findings = [(Step::Permission, Finding::NotReadable), (Step::Camera, Finding::NoFrames)];
    let told = remedies(t, &findings, Browser::Chrome, Keeper::Person);
    let mut once = told.clone();
    once.dedup();
    assert_eq!(told.iter().filter(|step| **step == t.remedy_replug).count(), 1);
    assert_eq!(told, once);
}
