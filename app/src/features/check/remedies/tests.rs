//! Every finding, in every browser, for every keeper of the device, in both languages.

use locales::{texts, words};
use shared::{check::Step, directory::Language};

use super::{super::outcome::without_in, *};

/// Every line of the table: its place in it, and what is said.
fn every_line() -> impl Iterator<Item = (Language, Finding, Browser, Keeper, Vec<&'static str>)> {
    let languages = [Language::Es, Language::En];
    languages.into_iter().flat_map(|language| {
        Finding::ALL.iter().flat_map(move |finding| {
            Browser::ALL.iter().flat_map(move |browser| {
                Keeper::ALL.iter().map(move |keeper| {
                    let told = remedies(&texts(language).check, &[*finding], *browser, *keeper);
                    (language, *finding, *browser, *keeper, told)
                })
            })
        })
    })
}

/// Whether one of `told` holds the Spanish or the English words.
fn says(told: &[&str], words: [&str; 2]) -> bool {
    told.iter().any(|step| words.iter().any(|word| step.contains(word)))
}

const OFFICER: [&str; 2] = ["oficial de turno", "officer on duty"];
const TECHNICIAN: [&str; 2] = ["técnico del centro", "centre's technician"];
const SUPPORT: [&str; 2] = ["soporte informático", "IT support"];
const SETTINGS: [&str; 5] = ["ajustes", "permisos", "settings", "permissions", "icon"];

#[test]
fn every_finding_has_words_for_every_browser_and_keeper_in_both_languages() {
    for (language, finding, browser, keeper, told) in every_line() {
        let line = format!("{language:?} {finding:?} {browser:?} {keeper:?}: {told:?}");
        assert!(!words::finding(language, finding).trim().is_empty(), "{line}");
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
    let told = |finding, keeper| remedies(t, &[finding], Browser::Firefox, keeper);
    assert_eq!(told(Finding::Blocked, Keeper::Person), [t.remedy_unblock_firefox]);
    assert_eq!(told(Finding::Blocked, Keeper::Institution), [t.remedy_unblock_firefox, t.remedy_support]);
    assert_eq!(told(Finding::Blocked, Keeper::Centre), [t.remedy_technician_now]);
    assert_eq!(told(Finding::SystemBlocks, Keeper::Person), [t.remedy_unblock_firefox, t.remedy_system]);
    assert_eq!(told(Finding::SystemBlocks, Keeper::Institution), [t.remedy_unblock_firefox, t.remedy_support_rest]);
    assert_eq!(told(Finding::SystemBlocks, Keeper::Centre), [t.remedy_technician_now]);
    assert_eq!(told(Finding::ClockFarOff, Keeper::Person), [t.remedy_clock]);
    assert_eq!(told(Finding::ClockFarOff, Keeper::Institution), [t.remedy_support_now]);
    assert_eq!(told(Finding::Muted, Keeper::Centre), [t.remedy_unmute, t.remedy_technician]);
    assert_eq!(told(Finding::Black, Keeper::Centre), [t.remedy_cover, t.remedy_light_on, t.remedy_officer]);
}

#[test]
fn nobody_is_sent_to_another_network_from_a_device_that_is_not_theirs() {
    for (language, finding, browser, keeper, told) in every_line().filter(|line| line.3 != Keeper::Person) {
        let t = &texts(language).check;
        let own = [t.remedy_other_network, t.remedy_nearer_router, t.remedy_firewall, t.remedy_system];
        assert!(!told.iter().any(|step| own.contains(step)), "{finding:?} {browser:?} {keeper:?}: {told:?}");
    }
}

/// It is nothing that whoever checks could mend, and nothing that stands in the way of their own hearing.
#[test]
fn a_closed_way_of_the_relay_is_told_to_whoever_keeps_the_installation() {
    for language in [Language::Es, Language::En] {
        let t = &texts(language).check;
        let told = |keeper| remedies(t, &[Finding::RelayClosed], Browser::Chrome, keeper);
        assert_eq!(told(Keeper::Person), [t.remedy_relay_closed]);
        assert_eq!(told(Keeper::Institution), [t.remedy_relay_closed_here, t.remedy_support]);
        assert_eq!(told(Keeper::Centre), [t.remedy_relay_closed_here, t.remedy_officer]);
    }
    for (_, _, browser, keeper, told) in every_line().filter(|line| line.1 == Finding::RelayClosed) {
        let sent = says(&told, ["otra red", "another network"]);
        assert_eq!(sent, keeper == Keeper::Person, "{browser:?} {keeper:?}: {told:?}");
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
        let told = |keeper| remedies(t, &[Finding::InsecureContext], Browser::Chrome, keeper);
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
            assert_eq!(first_remedy(t, Finding::Black, *browser, *keeper), t.remedy_cover);
            for finding in Finding::ALL {
                let step = first_remedy(t, *finding, *browser, *keeper);
                assert!(!step.contains("oficial"), "{finding:?} {browser:?} {keeper:?}: {step}");
            }
        }
    }
    let keepers = [Keeper::Person, Keeper::Institution, Keeper::Centre];
    let first = |finding, browser| keepers.map(|keeper| first_remedy(t, finding, browser, keeper));
    for (browser, unblock) in [
        (Browser::Chrome, t.remedy_unblock_chrome),
        (Browser::Edge, t.remedy_unblock_chrome),
        (Browser::Firefox, t.remedy_unblock_firefox),
        (Browser::Safari, t.remedy_unblock_safari),
        (Browser::Other, t.remedy_unblock_other),
    ] {
        assert_eq!(first(Finding::Blocked, browser), [unblock, unblock, t.remedy_call_technician], "{browser:?}");
        let clock = [t.remedy_clock, t.remedy_support_now, t.remedy_call_technician];
        assert_eq!(first(Finding::ClockOff, browser), clock, "{browser:?}");
    }
}

#[test]
fn a_board_sends_nobody_into_the_settings_of_a_room() {
    for language in [Language::Es, Language::En] {
        for (finding, browser) in
            Finding::ALL.iter().flat_map(|one| Browser::ALL.iter().map(move |browser| (one, browser)))
        {
            let step = first_remedy(&texts(language).check, *finding, *browser, Keeper::Centre);
            let sent = SETTINGS.iter().any(|word| step.to_lowercase().contains(word));
            assert!(!sent, "{finding:?} {browser:?}: {step}");
        }
    }
}

#[test]
fn nobody_in_a_room_is_sent_into_settings() {
    for (_, finding, browser, keeper, told) in every_line().filter(|line| line.3 == Keeper::Centre) {
        for step in told {
            let sent = SETTINGS.iter().any(|word| step.to_lowercase().contains(word));
            assert!(!sent, "{finding:?} {browser:?} {keeper:?}: {step}");
        }
    }
}

#[test]
fn a_step_is_said_once() {
    let t = &texts(Language::Es).check;
    let told = remedies(t, &[Finding::NotReadable, Finding::NoFrames], Browser::Chrome, Keeper::Person);
    let mut once = told.clone();
    once.dedup();
    assert_eq!(told.iter().filter(|step| **step == t.remedy_replug).count(), 1);
    assert_eq!(told, once);
}
