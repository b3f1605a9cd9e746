//! What comes out of the loudspeaker: the digit that is to be told, or tones in its place, the chirp that the microphone hears,
//! one's own voice.

use std::future::{Future, ready};

use leptos::prelude::*;
use shared::check::Speaker;

use super::{
    course::{arrived, run, work},
    lost,
};
use crate::{
    browser::{
        acoustics, replay,
        sound::Sound,
        speaker::{self, Voice},
    },
    features::check::{
        question::{Question, address},
        session::{Live, Session},
        state::{Attempt, Measured},
    },
    language::language,
};

/// A question and the voice that asks it; without one, tones do.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) question: Question,
    voice: Option<Voice>,
}

/// Chooses a number, another one than `before`, and fetches the voice that says it. Where it does not come, tones sound.
async fn choose(before: Option<u8>) -> Asked {
    let language = language();
    let question = Question::digit(language, before, speaker::chance);
    match speaker::fetch(&address(language, question.number())).await {
        Some(voice) => Asked { question, voice: Some(voice) },
        None => Asked { question: Question::tones(before, speaker::chance), voice: None },
    }
}

/// Chooses what will be played, before the person wishes to hear it: then nothing waits for the line any more.
pub(super) fn prepare(session: Session) {
    let before = session.devices.try_with_value(|devices| devices.before);
    let Some(before) = before.filter(|_| session.is_attended()) else { return };
    session.question.set(None);
    let handle = run(async move {
        let asked = choose(before).await;
        let question = asked.question;
        session.devices.try_update_value(|devices| devices.prepared = Some(asked));
        session.question.try_set(Some(question));
    });
    session.devices.try_update_value(|devices| {
        if let Some(earlier) = devices.preparing.replace(handle) {
            earlier.abort();
        }
    });
}

/// Plays what was prepared, or else what is chosen now, and then asks what it was.
pub(super) fn ask(session: Session, attempt: Attempt, sound: Sound) {
    let chosen = session.devices.try_update_value(|devices| {
        if let Some(preparing) = devices.preparing.take() {
            preparing.abort();
        }
        (devices.prepared.take(), devices.before)
    });
    let Some((prepared, before)) = chosen else { return };
    // What was to choose from before is no answer to what comes now.
    session.question.set(prepared.as_ref().map(|asked| asked.question));
    play(session, attempt, sound, async move {
        match prepared {
            Some(asked) => asked,
            None => choose(before).await,
        }
    });
}

/// Plays the same once more.
pub(super) fn again(session: Session, sound: Sound) {
    let asked = session.devices.try_with_value(|devices| devices.asked.clone()).flatten();
    if let Some((attempt, asked)) = asked {
        play(session, attempt, sound, ready(asked));
    }
}

fn play(session: Session, attempt: Attempt, sound: Sound, asked: impl Future<Output = Asked> + 'static) {
    session.live.set(Live::Playing);
    let handle = run(async move {
        let asked = asked.await;
        session.question.try_set(Some(asked.question));
        session.devices.try_update_value(|devices| {
            devices.before = Some(asked.question.number());
            devices.asked = Some((attempt, asked.clone()));
        });
        come_out(session, &sound).await;
        let came_out = match &asked.voice {
            Some(voice) => speaker::say(&sound, voice).await,
            None => speaker::tones(&sound, asked.question.number()).await,
        };
        if came_out {
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

/// The browser let nothing sound: nobody is asked what they heard.
pub(super) fn silent(session: Session, attempt: Attempt) {
    arrived(
        session,
        attempt,
        Measured::Speaker(Speaker { played: 1, heard: Some(0), running: false, acoustics: None }),
    );
}
