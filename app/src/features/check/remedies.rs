//! What a person can do about a finding, in steps. In a centre's room an officer helps: nobody there is sent into the
//! settings of a device that is not theirs.

use locales::Check;
use shared::check::{Browser, Finding};

/// The steps to take about `findings`, without repeating one.
pub fn remedies(t: &'static Check, findings: &[Finding], browser: Browser, room: bool) -> Vec<&'static str> {
    let mut steps: Vec<&'static str> = Vec::new();
    for finding in findings {
        let (anyone, own) = remedy(t, *finding, browser);
        for step in anyone.into_iter().chain(if room { Vec::new() } else { own }) {
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
    }
    if steps.is_empty() && !room {
        steps.push(t.remedy_reload);
    }
    if room {
        steps.push(if steps.is_empty() { t.remedy_officer_now } else { t.remedy_officer });
    }
    steps
}

/// The first thing to do about `finding`, for a line on a board. Whoever reads it there is in charge of the device, or of the
/// room: nobody need be called, and which browser it was is not known.
pub fn first_remedy(t: &'static Check, finding: Finding) -> &'static str {
    let (anyone, own) = remedy(t, finding, Browser::Other);
    anyone.into_iter().chain(own).next().unwrap_or(t.remedy_reload)
}

/// First what anyone can do with their hands, then what only the owner of the device should do in it.
fn remedy(t: &'static Check, finding: Finding, browser: Browser) -> (Vec<&'static str>, Vec<&'static str>) {
    match finding {
        Finding::InsecureContext => (vec![], vec![t.remedy_https]),
        Finding::NoMediaDevices => (vec![], vec![t.remedy_browser]),
        Finding::PolicyBlocks => (vec![], vec![t.remedy_ours]),
        Finding::NoCodecs => (vec![], vec![t.remedy_update, t.remedy_calls]),
        Finding::ClockOff | Finding::ClockFarOff => (vec![], vec![t.remedy_clock]),
        Finding::BatteryLow => (vec![t.remedy_power], vec![]),
        Finding::Dismissed => (vec![t.remedy_allow], vec![]),
        Finding::Blocked => (vec![], vec![unblock(t, browser)]),
        Finding::SystemBlocks => (vec![], vec![unblock(t, browser), t.remedy_system]),
        Finding::Unanswered => (vec![t.remedy_look_up], vec![t.remedy_restart_browser]),
        Finding::NotFound => {
            (vec![t.remedy_plug_in], if browser == Browser::Firefox { vec![t.remedy_firefox_mac] } else { vec![] })
        }
        Finding::NotReadable => (vec![t.remedy_close_others, t.remedy_replug], vec![t.remedy_system]),
        Finding::OtherError | Finding::Implausible => (vec![t.remedy_reload], vec![t.remedy_other_browser]),
        Finding::NoFrames => (vec![t.remedy_replug, t.remedy_close_others], vec![]),
        Finding::VeryFewFrames | Finding::FewFrames => (vec![t.remedy_more_light], vec![t.remedy_close_programs]),
        Finding::Black => (vec![t.remedy_cover, t.remedy_light_on], vec![]),
        Finding::Dark => (vec![t.remedy_light_on, t.remedy_light_front], vec![]),
        Finding::Frozen => (vec![t.remedy_move, t.remedy_replug], vec![]),
        Finding::SmallPicture => (vec![t.remedy_other_camera], vec![]),
        Finding::Ended => (vec![t.remedy_cable], vec![]),
        Finding::Muted => (vec![t.remedy_unmute], vec![t.remedy_sound_settings]),
        Finding::Silent => (vec![t.remedy_unmute, t.remedy_replug], vec![t.remedy_right_microphone]),
        Finding::TooQuiet | Finding::Quiet => {
            (vec![t.remedy_closer, t.remedy_read], vec![t.remedy_sound_settings, t.remedy_right_microphone])
        }
        Finding::Noisy => (vec![t.remedy_less_noise, t.remedy_headset], vec![]),
        Finding::NoSpeech | Finding::FaintSpeech => {
            (vec![t.remedy_read, t.remedy_closer, t.remedy_less_noise], vec![t.remedy_right_microphone])
        }
        Finding::Clipped => (vec![t.remedy_farther], vec![t.remedy_sound_settings]),
        Finding::AudioNotRunning => (vec![t.remedy_press_again], vec![t.remedy_reload]),
        Finding::NotHeard => (vec![t.remedy_volume, t.remedy_output], vec![]),
        Finding::Echo => (vec![t.remedy_echo], vec![]),
        Finding::Unattended => (vec![t.remedy_attended], vec![]),
        Finding::NoServer | Finding::NoWebSocket => (vec![t.remedy_other_network], vec![t.remedy_no_vpn]),
        Finding::SlowServer | Finding::Delay | Finding::LongDelay => {
            (vec![t.remedy_nearer_router, t.remedy_share_less], vec![t.remedy_no_vpn, t.remedy_other_network])
        }
        Finding::NoConnection | Finding::UdpBlocked => {
            (vec![t.remedy_other_network], vec![t.remedy_no_vpn, t.remedy_firewall])
        }
        Finding::NoRelay => (vec![t.remedy_relay], vec![]),
        Finding::RelaysClosed => (vec![t.remedy_relays_closed], vec![]),
        Finding::ServerBusy => (vec![t.remedy_wait], vec![]),
        Finding::Loss | Finding::HeavyLoss | Finding::Jitter | Finding::HeavyJitter => {
            (vec![t.remedy_nearer_router, t.remedy_share_less], vec![t.remedy_other_network])
        }
        Finding::ReducedVideo | Finding::AudioOnly | Finding::TooSlow => {
            (vec![t.remedy_share_less, t.remedy_nearer_router], vec![t.remedy_other_network, t.remedy_phone])
        }
        Finding::CpuBusy | Finding::CpuTooBusy => (vec![t.remedy_close_programs], vec![t.remedy_other_device]),
        Finding::Skipped => (vec![t.remedy_measure], vec![]),
    }
}

const fn unblock(t: &'static Check, browser: Browser) -> &'static str {
    match browser {
        Browser::Chrome | Browser::Edge => t.remedy_unblock_chrome,
        Browser::Firefox => t.remedy_unblock_firefox,
        Browser::Safari => t.remedy_unblock_safari,
        Browser::Other => t.remedy_unblock_other,
    }
}

#[cfg(test)]
mod tests {
    use locales::texts;
    use shared::directory::Language;

    use super::*;

    #[test]
    fn every_finding_has_a_remedy_for_everybody() {
        let t = &texts(Language::Es).check;
        for finding in Finding::ALL {
            for browser in Browser::ALL {
                assert!(!remedies(t, &[*finding], *browser, false).is_empty(), "{finding:?}");
                let room = remedies(t, &[*finding], *browser, true);
                assert!(room.iter().any(|step| step.contains("oficial")), "{finding:?}");
            }
        }
    }

    #[test]
    fn a_board_says_the_first_thing_to_do_and_calls_nobody() {
        let t = &texts(Language::Es).check;
        assert_eq!(first_remedy(t, Finding::Black), t.remedy_cover);
        assert_eq!(first_remedy(t, Finding::Blocked), t.remedy_unblock_other);
        for finding in Finding::ALL {
            assert!(!first_remedy(t, *finding).contains("oficial"), "{finding:?}");
        }
    }

    #[test]
    fn nobody_in_a_room_is_sent_into_settings() {
        for (language, forbidden) in
            [(Language::Es, ["ajustes", "permisos"]), (Language::En, ["settings", "permissions"])]
        {
            let t = &texts(language).check;
            for finding in Finding::ALL {
                for step in remedies(t, &[*finding], Browser::Chrome, true) {
                    assert!(!forbidden.iter().any(|word| step.to_lowercase().contains(word)), "{finding:?}: {step}");
                }
            }
        }
    }

    #[test]
    fn a_step_is_said_once() {
        let t = &texts(Language::Es).check;
        let steps = remedies(t, &[Finding::NotReadable, Finding::NoFrames], Browser::Chrome, false);
        let mut once = steps.clone();
        once.dedup();
        assert_eq!(steps.iter().filter(|step| **step == t.remedy_replug).count(), 1);
        assert_eq!(steps, once);
    }
}
