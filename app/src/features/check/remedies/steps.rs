//! The table: each finding, and what is done about it with one's hands, in the browser, and in the device.

use locales::Check;
use shared::check::{Browser, Finding, Keeper, Step};

/// What is done about a finding, by how far it reaches.
pub(super) struct Steps {
    /// With one's hands, as anyone there can.
    pub(super) hands: Vec<&'static str>,
    /// In the browser and around it, as whoever works with the device can.
    pub(super) in_browser: Vec<&'static str>,
    /// In the device, its system or its network, as whoever keeps them in order can.
    pub(super) in_device: Vec<&'static str>,
}

/// A line of the table.
fn line(hands: &[&'static str], in_browser: &[&'static str], in_device: &[&'static str]) -> Steps {
    Steps { hands: hands.to_vec(), in_browser: in_browser.to_vec(), in_device: in_device.to_vec() }
}

/// What is done about `finding` at `step` in `browser`, on a device that `keeper` keeps.
pub(super) fn steps(t: &'static Check, (step, finding): (Step, Finding), browser: Browser, keeper: Keeper) -> Steps {
    let own = keeper == Keeper::Person;
    // Who keeps a device also chooses where it stands and on which network: only on one's own that is to be tried out.
    let nearer = if own { t.remedy_nearer_router } else { t.remedy_network_cable };
    let other_network = if own { t.remedy_other_network } else { t.remedy_network_cable };
    let elsewhere = own.then_some(t.remedy_other_network);
    match finding {
        Finding::OldPage => line(&[t.remedy_old_page], &[], &[]),
        // At a desk people sign in: there need be no notice with a link.
        Finding::InsecureContext => line(&[], &[if own { t.remedy_https } else { t.remedy_https_here }], &[]),
        Finding::NoMediaDevices => line(&[], &[t.remedy_browser], &[]),
        Finding::PolicyBlocks => line(&[if own { t.remedy_ours } else { t.remedy_ours_here }], &[], &[]),
        Finding::NoCodecs => line(&[], &[], &[t.remedy_update, t.remedy_calls]),
        Finding::ClockUnknown => line(&[t.remedy_clock_unknown], &[], &[t.remedy_clock]),
        Finding::ClockOff | Finding::ClockFarOff => line(&[], &[], &[t.remedy_clock]),
        Finding::BatteryLow => line(&[t.remedy_power], &[], &[]),
        Finding::Dismissed => line(&[t.remedy_allow], &[], &[]),
        Finding::Blocked => line(&[], &[unblock(t, browser)], &[]),
        Finding::SystemBlocks => line(&[], &[unblock(t, browser)], &[t.remedy_system]),
        Finding::Unanswered => line(&[t.remedy_look_up], &[t.remedy_restart_browser], &[]),
        Finding::NotFound if browser == Browser::Firefox => line(&[t.remedy_plug_in], &[], &[t.remedy_firefox_mac]),
        Finding::NotFound => line(&[t.remedy_plug_in], &[], &[]),
        Finding::NotReadable => line(&[t.remedy_close_others, t.remedy_replug], &[], &[t.remedy_system]),
        Finding::OtherError | Finding::Implausible => line(&[t.remedy_reload], &[t.remedy_other_browser], &[]),
        Finding::NoFrames => line(&[t.remedy_replug, t.remedy_close_others], &[], &[]),
        Finding::VeryFewFrames | Finding::FewFrames => line(&[t.remedy_more_light], &[t.remedy_close_programs], &[]),
        Finding::Black => line(&[t.remedy_cover, t.remedy_light_on], &[], &[]),
        Finding::Dark => line(&[t.remedy_light_on, t.remedy_light_front], &[], &[]),
        Finding::Frozen => line(&[t.remedy_move, t.remedy_replug], &[], &[]),
        Finding::UnreadablePicture => line(&[], &[t.remedy_true_picture, t.remedy_other_browser], &[]),
        Finding::SmallPicture => line(&[t.remedy_other_camera], &[], &[]),
        Finding::Ended => line(&[t.remedy_cable], &[], &[]),
        // What is switched off in a camera is its picture: no level of sound brings it back.
        Finding::Muted if step == Step::Camera => line(
            &[t.remedy_camera_on, t.remedy_close_others],
            resume(t, browser).as_slice(),
            &[t.remedy_camera_settings],
        ),
        Finding::Muted => line(&[t.remedy_unmute], &[], &[t.remedy_sound_settings]),
        Finding::Silent => line(&[t.remedy_unmute, t.remedy_replug], &[t.remedy_right_microphone], &[]),
        Finding::TooQuiet | Finding::Quiet => {
            line(&[t.remedy_closer, t.remedy_read], &[t.remedy_right_microphone], &[t.remedy_sound_settings])
        }
        Finding::Noisy => line(&[t.remedy_less_noise, t.remedy_headset], &[], &[]),
        Finding::NoSpeech | Finding::FaintSpeech => {
            line(&[t.remedy_read, t.remedy_closer, t.remedy_less_noise], &[t.remedy_right_microphone], &[])
        }
        Finding::Clipped => line(&[t.remedy_farther], &[], &[t.remedy_sound_settings]),
        Finding::AudioNotRunning => line(&[t.remedy_press_again], &[t.remedy_reload], &[]),
        Finding::NotHeard => line(&[t.remedy_volume, t.remedy_output], &[], &[]),
        Finding::Echo => line(&[t.remedy_echo], &[], &[]),
        Finding::Unlistened => line(&[t.remedy_unlistened], &[], &[]),
        Finding::EchoUnknown => line(&[t.remedy_echo_unknown], &[], &[]),
        Finding::Unattended => line(&[t.remedy_attended], &[], &[]),
        Finding::NoServer | Finding::NoWebSocket => line(&[other_network], &[], &[t.remedy_no_vpn]),
        Finding::SlowServer | Finding::Delay | Finding::LongDelay => {
            line(&[nearer, t.remedy_share_less], elsewhere.as_slice(), &[t.remedy_no_vpn])
        }
        Finding::NoPeer => line(&[t.remedy_no_peer], &[], &[]),
        Finding::NoCall => line(&[t.remedy_reload], &[t.remedy_other_browser], &[t.remedy_update, t.remedy_calls]),
        Finding::NoConnection => line(&[other_network], &[], &[t.remedy_no_vpn, t.remedy_firewall]),
        // A cable changes nothing of what a network lets through.
        Finding::UdpBlocked if own => line(&[t.remedy_other_network], &[], &[t.remedy_no_vpn, t.remedy_firewall]),
        Finding::UdpBlocked => line(&[], &[], &[t.remedy_no_vpn, t.remedy_firewall]),
        Finding::NoRelay => line(&[t.remedy_relay], &[], &[]),
        Finding::RelaysClosed => {
            line(&[if own { t.remedy_relays_closed } else { t.remedy_relays_closed_here }], &[], &[])
        }
        Finding::RelayClosed => line(&[if own { t.remedy_relay_closed } else { t.remedy_relay_closed_here }], &[], &[]),
        Finding::ServerBusy => line(&[t.remedy_wait], &[], &[]),
        Finding::TooManyChecks => line(&[t.remedy_too_many_checks], &[], &[]),
        Finding::OutOfTime => line(&[t.remedy_out_of_time, t.remedy_share_less], elsewhere.as_slice(), &[]),
        Finding::Unseen => line(&[t.remedy_in_view], &[], &[]),
        Finding::TooLittle => line(&[t.remedy_too_little], &[t.remedy_close_programs, t.remedy_reload], &[]),
        Finding::Loss | Finding::HeavyLoss | Finding::Jitter | Finding::HeavyJitter => {
            line(&[nearer, t.remedy_share_less], elsewhere.as_slice(), &[])
        }
        Finding::ReducedVideo | Finding::AudioOnly | Finding::TooSlow if own => {
            line(&[t.remedy_share_less, nearer], &[t.remedy_other_network, t.remedy_phone], &[])
        }
        Finding::ReducedVideo | Finding::AudioOnly | Finding::TooSlow => {
            line(&[t.remedy_share_less, nearer], &[t.remedy_phone], &[])
        }
        Finding::CpuBusy | Finding::CpuTooBusy => line(&[t.remedy_close_programs], &[], &[t.remedy_other_device]),
        Finding::Skipped => line(&[t.remedy_measure], &[], &[]),
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

/// Safari lets people pause a camera beside the address; other browsers have no such button.
const fn resume(t: &'static Check, browser: Browser) -> Option<&'static str> {
    match browser {
        Browser::Safari => Some(t.remedy_camera_resume),
        Browser::Chrome | Browser::Edge | Browser::Firefox | Browser::Other => None,
    }
}
