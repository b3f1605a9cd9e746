//! What each step measures with the devices.

use std::cell::Cell;

use leptos::prelude::*;
use shared::check::{
    Permission,
    pace::{LOOK_MS, over_by},
};

use super::{devices::device, lost};
use crate::{
    browser::{
        acoustics, camera, environment,
        media::Wanted,
        microphone,
        page::{elapsed_ms, in_time, within},
        sound::Sound,
    },
    devices::Kind,
    features::check::{
        api::server_now,
        family::{Identity, family},
        session::{Live, Session},
        state::Measured,
    },
};

pub(super) async fn look_around() -> Result<Measured, Permission> {
    let (brands, user_agent, touch_points) = environment::identity();
    let browser = family(&Identity { brands, user_agent, touch_points });
    let mut found = environment::read().await;
    let before = environment::clock_ms();
    // Longer nobody waits for the server's clock: then nothing is known of this one.
    if let Some(Ok(now)) = within(environment::whole(LOOK_MS), server_now()).await {
        let after = environment::clock_ms();
        // The server tells whole seconds: on average it is half a second later than it says. Its answer was on the way
        // for half of the time that the question took.
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits for 285 000 years")]
        let server = now.0 as f64 * 1000.0 + 500.0;
        found.clock_skew_ms = Some((server - before.midpoint(after)).round());
    }
    Ok(Measured::Environment(browser, found))
}

pub(super) async fn watch(session: Session) -> Result<Measured, Permission> {
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

pub(super) async fn listen(session: Session, sound: Option<Sound>) -> Result<Measured, Permission> {
    let track = device(session, Wanted::Microphone, |devices| devices.microphone.clone()).await?;
    session.live.try_set(Live::Nothing);
    let Some(sound) = sound else { return Ok(Measured::Microphone(microphone::unheard(&track))) };
    if !session.is_attended() {
        // Nobody reads aloud: the room's own loudspeaker does what it can.
        let chirp = acoustics::chirp_by_chance().samples(sound.sample_rate());
        sound.play(&chirp, 3.5);
        sound.play(&chirp, 5.5);
    }
    // Its clock may stand still: who waits for it waits no longer than for any other step.
    let until = over_by(elapsed_ms());
    let (told, spoken) = (Cell::new(0_u32), Cell::new(None));
    let listening = microphone::listen(&sound, &track, move |heard| {
        let microphone::Heard { reading, left, level, above } = heard;
        // What is read out changes now and then; otherwise nobody could listen to it.
        if told.replace(told.get() + 1).is_multiple_of(15) {
            spoken.set(above);
        }
        session.live.try_set(Live::Microphone { reading, left, level, above: spoken.get() });
    });
    let mut heard = in_time(until, listening).await.unwrap_or_else(|| microphone::unheard(&track));
    // A browser may let a track live on whose device was pulled out, and give silence for it.
    heard.ended |= in_time(until, lost::is_lost(session, Kind::Microphone)).await == Some(true);
    Ok(Measured::Microphone(heard))
}
