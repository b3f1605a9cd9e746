//! What comes out of the loudspeaker: the digit that is to be told, or tones in its place, the chirp that the microphone hears,
//! one's own voice.

use std::future::{Future, ready};

use leptos::prelude::*;
use shared::check::{
    Speaker,
    pace::{over_by, rest_by},
};

use super::{
    course::{arrived, run, work},
    lost,
};
use crate::{
    browser::{
        acoustics,
        page::{elapsed_ms, in_time},
        replay,
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
    if session.is_attended() {
        forget(session);
        get_ready(session, move |question| {
            session.question.try_set(Some(question));
        });
    }
}

/// Chooses what will be played if the person tries once more. What was asked last stays in sight meanwhile.
pub(super) fn prepare_next(session: Session) {
    get_ready(session, |_| {});
}

/// Fetches what will be played next, and then tells which question that is.
fn get_ready(session: Session, told: impl FnOnce(Question) + 'static) {
    let Some(before) = session.devices.try_with_value(|devices| devices.before) else { return };
    let handle = run(async move {
        let asked = choose(before).await;
        let question = asked.question;
        session.devices.try_update_value(|devices| devices.prepared = Some(asked));
        told(question);
    });
    session.devices.try_update_value(|devices| {
        if let Some(earlier) = devices.preparing.replace(handle) {
            earlier.abort();
        }
    });
}

/// What was to choose from before is no answer to what comes now. Where tones stand in they most probably do so again: a
/// title that went to the number and back would take the focus with it while they sound.
fn forget(session: Session) {
    session.question.try_update(|question| {
        if !matches!(question, Some(Question::Tones(_))) {
            *question = None;
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
    if let Some(asked) = &prepared {
        session.question.set(Some(asked.question));
        session.live.set(Live::Playing);
    } else {
        forget(session);
    }
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
        session.live.set(Live::Playing);
        play(session, attempt, sound, ready(asked));
    }
}

/// Plays what is `asked` once that is there: until then nobody is told that something sounds.
fn play(session: Session, attempt: Attempt, sound: Sound, asked: impl Future<Output = Asked> + 'static) {
    let begun = elapsed_ms();
    let handle = run(async move {
        let asked = asked.await;
        session.live.try_set(Live::Playing);
        session.question.try_set(Some(asked.question));
        session.devices.try_update_value(|devices| {
            devices.before = Some(asked.question.number());
            devices.asked = Some((attempt, asked.clone()));
        });
        let playing = async {
            come_out(session, &sound).await;
            match &asked.voice {
                Some(voice) => speaker::say(&sound, voice).await,
                None => speaker::tones(&sound, asked.question.number()).await,
            }
        };
        let came_out = in_time(over_by(begun), playing).await == Some(true);
        session.devices.try_update_value(|devices| devices.played_ms = elapsed_ms() - begun);
        if came_out {
            session.live.try_set(Live::Played);
        } else {
            silent(session, attempt);
            prepare_next(session);
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
    // What was played took its part of the step's time; what the person needed to answer does not count. Nobody played anything
    // for a device that checks itself.
    let played = session.devices.try_with_value(|devices| devices.played_ms).filter(|_| session.is_attended());
    let until = rest_by(elapsed_ms(), played.unwrap_or_default());
    work(session, attempt, async move {
        let listening = async {
            come_out(session, &sound).await;
            let chosen = session.chosen.try_get_untracked().unwrap_or_default();
            acoustics::listen(&sound, &track, &chosen).await
        };
        // What was not heard until then proves nothing, as with headphones.
        let acoustics = in_time(until, listening).await.flatten();
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
