//! What each wish does.

use gloo_events::EventListener;
use leptos::{prelude::*, task::spawn_local};
use shared::check::{Speaker, Step, Verdict};

use super::{
    aging,
    course::{arrived, begin, finish, follow},
    devices::Devices,
    kiosk, known,
    loudspeaker::{again, hear_myself, heard_by_microphone, prepare, prepare_next},
    network, telling,
};
use crate::{
    browser::{awake::Awake, environment, media, network::on_change, page::on_return, sound::Sound},
    devices::Kind,
    features::check::{
        session::{Live, Sending, Session, Wish},
        state::{Measured, Phase, Place, Progress, Told},
    },
};

/// Does what the person wishes. Called in the click itself, because browsers allow sound only from there.
pub fn drive(session: Session, wish: Wish) {
    match wish {
        Wish::Open(version) => {
            kiosk::compare(session, version);
            open(session);
        }
        Wish::Reload => environment::load_anew(),
        Wish::Prepare => prepare(session),
        Wish::Begin => {
            network::renew(session);
            begin(session);
        }
        Wish::Repeat(step) => repeat(session, step),
        Wish::RepeatAll => {
            session.forget_plugging();
            anew(session);
        }
        Wish::GoOn if keep_what_was_said(session) => {}
        Wish::GoOn => {
            let at_the_line = session.progress.with_untracked(Progress::step).is_some_and(Step::is_of_the_line);
            session.devices.try_update_value(|devices| {
                let work = if at_the_line { &mut devices.line } else { &mut devices.work };
                if let Some(work) = work.take() {
                    work.abort();
                }
            });
            // Who leaves a step out that is open again has read why.
            if let Some(step) = session.progress.with_untracked(Progress::step) {
                session.measured_again(step);
            }
            session.progress.update(|progress| {
                if at_the_line {
                    progress.end_behind();
                }
                progress.go_on();
            });
            follow(session);
        }
        Wish::Heard(heard) => {
            let asked = session.devices.try_update_value(|devices| devices.asked.take()).flatten();
            if let Some((attempt, asked)) = asked {
                let played = asked.question.number();
                let said = Speaker { played, heard: Some(heard), running: true, acoustics: None };
                heard_by_microphone(session, attempt, said);
                prepare_next(session);
            }
        }
        Wish::Choose(kind, id) => {
            known::choose(session, kind, id);
            let step = match kind {
                Kind::Camera => Step::Camera,
                Kind::Microphone => Step::Microphone,
                Kind::Speaker => Step::Speaker,
            };
            // What was measured was another device.
            session.devices.try_update_value(|devices| match kind {
                Kind::Camera => devices.camera = None,
                Kind::Microphone => devices.microphone = None,
                Kind::Speaker => {}
            });
            session.progress.update(|progress| progress.use_another(step));
            if kind == Kind::Camera {
                begin(session);
            }
        }
        Wish::RunAlone => {
            session.devices.try_update_value(Devices::end);
            session.sending.set(Sending::Unfinished);
            session.forget_plugging();
            session.told.set_value(Told::default());
            known::try_speaker_again(session);
            session.progress.set(Progress::unattended());
            begin(session);
        }
        Wish::HearMyself => {
            if let Some(sound) = Sound::open() {
                hear_myself(session, sound);
            }
        }
        Wish::Replay => {
            if let Some(sound) = Sound::open() {
                again(session, sound);
            }
        }
        Wish::Send => finish(session),
        Wish::Leave => telling::leave(session),
    }
}

/// Measures `step` anew, and with it what says nothing of now.
fn repeat(session: Session, step: Step) {
    session.devices.try_update_value(|devices| match step {
        // A device is asked for anew: the person may have plugged in or chosen another.
        Step::Camera => devices.camera = None,
        Step::Microphone => devices.microphone = None,
        Step::Permission => devices.release(),
        Step::Environment | Step::Speaker | Step::Signalling | Step::Connection | Step::Quality => {}
    });
    // The line of a result was left as it was when the network changed; on the way it is measured again anyway.
    let judged = session.sending.with_untracked(|sending| matches!(sending, Sending::Judged(_)));
    if judged && session.other_network.get_untracked() {
        session.progress.update(|progress| {
            progress.reopen_line();
        });
    }
    session.sending.set(Sending::Unfinished);
    // What is old besides may come before it, and asks for the person.
    if aging::repeat(session, step) { follow(session) } else { begin(session) }
}

/// Begins at the first step, as if nothing had been measured.
pub(super) fn anew(session: Session) {
    session.devices.try_update_value(Devices::end);
    session.sending.set(Sending::Unfinished);
    session.told.set_value(Told::default());
    known::try_speaker_again(session);
    session.progress.set(Progress::default());
    begin(session);
}

/// What the person heard is kept, whether the microphone hears it too or not. `false` if it neither listens for that now nor is
/// asked for to do so, or if that it should have is all there is to say: whoever leaves that out is past the step.
fn keep_what_was_said(session: Session) -> bool {
    let said = session.devices.try_update_value(|devices| devices.said.take()).flatten();
    let works = |progress: &Progress| *progress.place() == Place::At(Step::Speaker, Phase::Working);
    // What the step showed last stays beside its fault.
    let listens = matches!(session.live.get_untracked(), Live::Chirping | Live::Asking { .. })
        && session.progress.with_untracked(works);
    let Some((attempt, said)) = said.filter(|_| listens) else { return false };
    session.devices.try_update_value(|devices| {
        if let Some(work) = devices.work.take() {
            work.abort();
        }
    });
    arrived(session, attempt, Measured::Speaker(said));
    let left_out = |progress: &Progress| match progress.place() {
        Place::At(Step::Speaker, Phase::Judged(result)) => result.verdict == Verdict::NotMeasured,
        _ => false,
    };
    !session.progress.with_untracked(left_out)
}

fn open(session: Session) {
    // Only documents of the check may use devices. One that was loaded for another page and came here by a link inside
    // the application keeps that page's policy until it is loaded anew.
    if environment::policy_allows() == Some(false) && environment::loaded_outside("/check") {
        environment::load_anew();
        return;
    }
    if let Some(window) = web_sys::window() {
        // Also when the browser keeps the page for the way back: no camera stays on behind a page nobody sees.
        let leaving = EventListener::new(&window, "pagehide", move |_| {
            telling::leave(session);
            session.devices.try_update_value(Devices::end);
            session.progress.try_update(Progress::interrupt);
        });
        session.devices.try_update_value(|devices| devices.leaving = Some(leaving));
    }
    session.chosen.set(known::chosen());
    let plugging = media::on_change(move || known::changed(session));
    let networks = on_change(move || network::changed(session));
    // A page out of view is told of nothing, nor is one whose device slept.
    let returning = on_return(move || known::changed(session));
    session.devices.try_update_value(|devices| {
        devices.plugging = plugging;
        devices.networks = networks;
        devices.returning = Some(returning);
    });
    spawn_local(known::compare(session));
    if session.kiosk {
        session.devices.try_update_value(|devices| devices.awake = Some(Awake::begin()));
        spawn_local(kiosk::wait(session));
    }
    begin(session);
}
