//! The check at work: which device is in use, and what each step does with it.

use std::{cell::Cell, future::Future, rc::Rc};

use futures::future::{AbortHandle, abortable};
use gloo_events::EventListener;
use leptos::{prelude::*, task::spawn_local};
use shared::check::{Access, Permission, Speaker, Step, Taken};

use super::asking::{ask_for, ask_for_both};
use crate::{
    browser::{
        camera, environment,
        media::{Given, Track, Wanted},
        microphone,
        sound::Sound,
        speaker,
    },
    features::check::{
        api::{record_check, server_now},
        family::{Identity, family},
        session::{Live, Sending, Session, Wish},
        state::{Attempt, Measured, Phase, Place, Progress},
    },
};

/// The devices in use. Dropping them gives them back and ends what they were doing.
#[derive(Default)]
pub struct Devices {
    camera: Option<Rc<Track>>,
    microphone: Option<Rc<Track>>,
    work: Option<AbortHandle>,
    tones: Option<(Attempt, u8)>,
    leaving: Option<EventListener>,
}

impl Devices {
    /// Gives every device back at once, also to what still holds it.
    fn release(&mut self) {
        if let Some(work) = self.work.take() {
            work.abort();
        }
        for track in [self.camera.take(), self.microphone.take()].into_iter().flatten() {
            track.stop();
        }
        self.tones = None;
    }

    fn keep(&mut self, given: Given) {
        if let Some(camera) = given.camera {
            self.camera = Some(Rc::new(camera));
        }
        if let Some(microphone) = given.microphone {
            self.microphone = Some(Rc::new(microphone));
        }
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        self.release();
    }
}

/// Does what the person wishes. Called in the click itself, because browsers allow sound only from there.
pub fn drive(session: Session, wish: Wish) {
    match wish {
        Wish::Open => open(session),
        Wish::Begin => begin(session),
        Wish::Repeat(step) => {
            session.devices.try_update_value(|devices| match step {
                // A device is asked for anew: the person may have plugged in or chosen another.
                Step::Camera => devices.camera = None,
                Step::Microphone => devices.microphone = None,
                Step::Permission => devices.release(),
                Step::Environment | Step::Speaker => {}
            });
            session.sending.set(Sending::Unfinished);
            session.progress.update(|progress| progress.repeat(step));
            begin(session);
        }
        Wish::RepeatAll => {
            session.devices.try_update_value(Devices::release);
            session.sending.set(Sending::Unfinished);
            session.progress.set(Progress::default());
            begin(session);
        }
        Wish::GoOn => {
            session.devices.try_update_value(|devices| {
                if let Some(work) = devices.work.take() {
                    work.abort();
                }
            });
            session.progress.update(Progress::go_on);
            follow(session);
        }
        Wish::Heard(heard) => {
            let tones = session.devices.try_update_value(|devices| devices.tones.take()).flatten();
            if let Some((attempt, played)) = tones {
                arrived(session, attempt, Measured::Speaker(Speaker { played, heard, running: true }));
            }
        }
        Wish::Replay => {
            let tones = session.devices.try_with_value(|devices| devices.tones).flatten();
            if let (Some((attempt, count)), Some(sound)) = (tones, Sound::open()) {
                play(session, attempt, sound, count);
            }
        }
        Wish::Send => send(session),
    }
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
            session.devices.try_update_value(Devices::release);
            session.progress.try_update(Progress::interrupt);
        });
        session.devices.try_update_value(|devices| devices.leaving = Some(leaving));
    }
    begin(session);
}

/// Begins the current step.
fn begin(session: Session) {
    session.live.set(Live::Nothing);
    let Some(step) = session.progress.with_untracked(Progress::step) else { return };
    let Some(attempt) = session.progress.try_update(Progress::start).flatten() else { return };
    match step {
        Step::Environment => work(session, attempt, look_around()),
        Step::Permission => work(session, attempt, async move {
            let (permission, given) = ask_for_both(session).await;
            session.devices.try_update_value(|devices| devices.keep(given));
            Ok(Measured::Permission(permission))
        }),
        Step::Camera => work(session, attempt, watch(session)),
        Step::Microphone => {
            let sound = Sound::open();
            work(session, attempt, listen(session, sound));
        }
        Step::Speaker => match Sound::open() {
            Some(sound) => play(session, attempt, sound, speaker::by_chance()),
            None => silent(session, attempt),
        },
    }
}

/// Goes on by itself where nobody needs to press anything.
fn follow(session: Session) {
    match session.progress.with_untracked(|progress| progress.place().clone()) {
        Place::End => {
            session.devices.try_update_value(Devices::release);
            if let Some(video) = session.video.get_untracked() {
                camera::hide(&video);
            }
            session.live.set(Live::Nothing);
            send(session);
        }
        Place::At(step @ (Step::Environment | Step::Camera), _)
            if session.progress.with_untracked(|progress| progress.waits_at(step)) =>
        {
            begin(session);
        }
        // What the camera showed stays beside its fault.
        Place::At(_, Phase::Judged(_)) => {}
        Place::At(..) => session.live.set(Live::Nothing),
    }
}

fn arrived(session: Session, attempt: Attempt, measured: Measured) {
    // `None` if the page is gone.
    if session.progress.try_update(|progress| progress.take(attempt, measured)) == Some(true) {
        follow(session);
    }
}

/// Runs what measures a step, until it is done or something else begins. A device that is refused on the way leads
/// back to the permission.
fn work(session: Session, attempt: Attempt, measuring: impl Future<Output = Result<Measured, Permission>> + 'static) {
    let handle = run(async move {
        match measuring.await {
            Ok(measured) => arrived(session, attempt, measured),
            Err(permission) => {
                session.progress.try_update(|progress| progress.refused(attempt, permission));
            }
        }
    });
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.work.replace(handle) {
            before.abort();
        }
    });
}

fn run(future: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (future, handle) = abortable(future);
    spawn_local(async move {
        // Aborted or done: either way everything it held was dropped.
        let _ = future.await;
    });
    handle
}

async fn look_around() -> Result<Measured, Permission> {
    let (brands, user_agent, touch_points) = environment::identity();
    let browser = family(&Identity { brands, user_agent, touch_points });
    let mut found = environment::read().await;
    let before = environment::clock_ms();
    if let Ok(now) = server_now().await {
        let after = environment::clock_ms();
        // The server tells whole seconds: on average it is half a second later than it says. Its answer was on the way
        // for half of the time that the question took.
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits for 285 000 years")]
        let server = now.0 as f64 * 1000.0 + 500.0;
        found.clock_skew_ms = Some((server - before.midpoint(after)).round());
    }
    Ok(Measured::Environment(browser, found))
}

async fn watch(session: Session) -> Result<Measured, Permission> {
    let track = device(session, Wanted::Camera, |devices| devices.camera.clone()).await?;
    session.live.try_set(Live::Nothing);
    let Some(video) = session.video.try_get_untracked().flatten() else {
        return Ok(Measured::Camera(nothing_seen()));
    };
    let seen = camera::watch(&track, &video, move |seen| {
        let camera::Seen { width, height, rate, light } = seen;
        session.live.try_set(Live::Camera { width, height, rate, light });
    })
    .await;
    Ok(Measured::Camera(seen))
}

/// The page has no place to show the picture; nobody has seen that, and it is no pass.
const fn nothing_seen() -> shared::check::Camera {
    shared::check::Camera {
        frames: 0,
        over_ms: 0.0,
        width: 0,
        height: 0,
        luma_mean: None,
        luma_deviation: None,
        luma_change: None,
        muted: false,
        ended: false,
    }
}

async fn listen(session: Session, sound: Option<Sound>) -> Result<Measured, Permission> {
    let track = device(session, Wanted::Microphone, |devices| devices.microphone.clone()).await?;
    session.live.try_set(Live::Nothing);
    let Some(sound) = sound else { return Ok(Measured::Microphone(microphone::unheard(&track))) };
    let (told, spoken) = (Cell::new(0_u32), Cell::new(None));
    let heard = microphone::listen(&sound, &track, move |heard| {
        let microphone::Heard { reading, left, level, above } = heard;
        // What is read out changes now and then; otherwise nobody could listen to it.
        if told.replace(told.get() + 1).is_multiple_of(15) {
            spoken.set(above);
        }
        session.live.try_set(Live::Microphone { reading, left, level, above: spoken.get() });
    })
    .await;
    Ok(Measured::Microphone(heard))
}

/// The device in use, or a new one where there is none or it ended.
async fn device(
    session: Session,
    wanted: Wanted,
    of: fn(&Devices) -> Option<Rc<Track>>,
) -> Result<Rc<Track>, Permission> {
    let in_use = session.devices.try_with_value(of).flatten();
    if let Some(track) = in_use.filter(|track| !track.ended()) {
        return Ok(track);
    }
    let (access, given) = ask_for(session, wanted).await;
    session.devices.try_update_value(|devices| devices.keep(given));
    session.devices.try_with_value(of).flatten().filter(|track| !track.ended()).ok_or_else(|| {
        let before = session.progress.try_with_untracked(|progress| progress.measurements().permission.clone());
        let Some(Taken::Measured(before)) = before else { return Permission { camera: access, microphone: access } };
        let access = if access == Access::Granted { Access::NotFound } else { access };
        match wanted {
            Wanted::Microphone => Permission { microphone: access, ..before },
            Wanted::Camera | Wanted::Both => Permission { camera: access, ..before },
        }
    })
}

fn play(session: Session, attempt: Attempt, sound: Sound, count: u8) {
    session.live.set(Live::Playing);
    session.devices.try_update_value(|devices| devices.tones = Some((attempt, count)));
    let handle = run(async move {
        if speaker::play(&sound, count).await {
            session.live.try_set(Live::Played);
        } else {
            silent(session, attempt);
        }
    });
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.work.replace(handle) {
            before.abort();
        }
    });
}

/// The browser did not let the tones sound: nobody is asked what they heard.
fn silent(session: Session, attempt: Attempt) {
    arrived(session, attempt, Measured::Speaker(Speaker { played: 1, heard: 0, running: false }));
}

fn send(session: Session) {
    session.sending.set(Sending::Underway);
    let measured = session.progress.with_untracked(|progress| progress.measurements().clone());
    let token = session.token.get_value();
    spawn_local(async move {
        let sent = match record_check(token, session.counts_for, measured).await {
            Ok(result) => Sending::Judged(result),
            Err(error) => Sending::Failed(error),
        };
        // Only if the page is still there, and the person did not begin anew meanwhile.
        if session.progress.try_with_untracked(|progress| progress.step().is_none()) == Some(true) {
            session.sending.try_set(sent);
        }
    });
}
