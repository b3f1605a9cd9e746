//! What comes out of the loudspeaker: the tones that are counted, the chirp that the microphone hears, one's own voice.

use leptos::prelude::*;
use shared::check::Speaker;

use super::{
    course::{arrived, run, work},
    lost,
};
use crate::{
    browser::{acoustics, replay, sound::Sound, speaker},
    features::check::{
        session::{Live, Session},
        state::{Attempt, Measured},
    },
};

/// Plays the tones, and then asks how many they were.
pub(super) fn play(session: Session, attempt: Attempt, sound: Sound, count: u8) {
    session.live.set(Live::Playing);
    session.devices.try_update_value(|devices| devices.tones = Some((attempt, count)));
    let handle = run(async move {
        come_out(session, &sound).await;
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

/// Lets `sound` come out of the loudspeaker that the person chose.
async fn come_out(session: Session, sound: &Sound) {
    let chosen = session.chosen.try_with_untracked(|chosen| chosen.speaker.clone()).flatten();
    lost::note_speaker(session, chosen.as_deref()).await;
    if let Some(speaker) = chosen {
        sound.come_out_of(&speaker).await;
    }
}

/// The person has said what they heard; now the microphone says it too, where there is one.
pub(super) fn heard_by_microphone(session: Session, attempt: Attempt, said: Speaker) {
    let microphone = session.devices.try_with_value(|devices| devices.microphone.clone()).flatten();
    let (Some(track), Some(sound)) = (microphone.filter(|track| !track.ended()), Sound::open()) else {
        return arrived(session, attempt, Measured::Speaker(said));
    };
    session.live.set(Live::Chirping);
    session.devices.try_update_value(|devices| devices.said = Some((attempt, said.clone())));
    work(session, attempt, async move {
        come_out(session, &sound).await;
        let chosen = session.chosen.try_get_untracked().unwrap_or_default();
        let acoustics = acoustics::listen(&sound, &track, &chosen).await;
        let running = said.running && (said.heard.is_some() || sound.runs());
        Ok(Measured::Speaker(Speaker { acoustics, running, ..said }))
    });
}

/// Records the person and plays it back.
pub(super) fn hear_myself(session: Session, sound: Sound) {
    let Some(track) = session.devices.try_with_value(|devices| devices.microphone.clone()).flatten() else { return };
    session.live.set(Live::Recording);
    let handle = run(async move {
        come_out(session, &sound).await;
        replay::replay(&sound, &track, move || {
            session.live.try_set(Live::Replaying);
        })
        .await;
        session.live.try_set(Live::Nothing);
    });
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.work.replace(handle) {
            before.abort();
        }
    });
}

/// The browser did not let the tones sound: nobody is asked what they heard.
pub(super) fn silent(session: Session, attempt: Attempt) {
    arrived(
        session,
        attempt,
        Measured::Speaker(Speaker { played: 1, heard: Some(0), running: false, acoustics: None }),
    );
}
