//! What comes out of the loudspeaker: the digit that is to be told, or tones in its place, the chirp that the microphone hears,
//! one's own voice.

use std::future::{Future, ready};

use leptos::prelude::*;
use shared::check::{
    Speaker,
    pace::{over_by, rest_by},
};

use super::{
    course::{arrived, denied, refused, run, work},
    devices::ear,
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
    devices::Kind,
    features::check::{
        question::{Question, address},
        session::{Live, Session},
        state::{Attempt, Measured, Progress},
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
        // What was said of another number is no answer to this one.
        devices.said = None;
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

/// Plays what is `asked` once that is there: until then nobody is told that something sounds. Whoever answers does not want to be
/// asked for the microphone then: it is there before.
fn play(session: Session, attempt: Attempt, sound: Sound, asked: impl Future<Output = Asked> + 'static) {
    let handle = run(async move {
        if let Err(permission) = ear(session).await {
            return refused(session, attempt, permission);
        }
        let begun = elapsed_ms();
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

/// Lets `sound` come out of the loudspeaker that the person chose, which is measured from now on.
async fn come_out(session: Session, sound: &Sound) {
    let chosen = session.chosen.try_with_untracked(|chosen| chosen.speaker.clone()).flatten();
    lost::note_speaker(session, chosen.as_deref()).await;
    lead(session, sound).await;
}

/// Lets `sound` come out of the loudspeaker that the person chose. Where it does not, it comes out of the usual one: that is what
/// is measured then, and what is shown as in use. The choice stays remembered for another time.
async fn lead(session: Session, sound: &Sound) {
    let Some(speaker) = session.chosen.try_with_untracked(|chosen| chosen.speaker.clone()).flatten() else { return };
    if sound.come_out_of(&speaker).await {
        return;
    }
    let usual = lost::note_speaker(session, None).await;
    session.chosen.try_update(|chosen| chosen.choose(Kind::Speaker, None));
    // Who chose the usual one has it.
    session.speaker_refused.try_set(usual.as_ref() != Some(&speaker));
    session.in_use.try_update(|in_use| in_use.choose(Kind::Speaker, usual));
}

/// Lets `sound` come out of where the number came from. Whether it does: another loudspeaker in its place says nothing of what the
/// person heard, and what is remembered of the one that was measured must stay, so that it is missed.
async fn follows(session: Session, sound: &Sound) -> bool {
    let Some(speaker) = session.chosen.try_with_untracked(|chosen| chosen.speaker.clone()).flatten() else {
        return true;
    };
    sound.come_out_of(&speaker).await
}

/// The person has said what they heard; now the microphone says it too, where there is one.
pub(super) fn heard_by_microphone(session: Session, attempt: Attempt, said: Speaker) {
    let may_hear = session.progress.with_untracked(Progress::has_microphone);
    // In the click itself, because browsers allow sound only from there.
    let Some(sound) = may_hear.then(Sound::open).flatten() else {
        return arrived(session, attempt, Measured::Speaker(said));
    };
    session.live.set(Live::Chirping);
    session.devices.try_update_value(|devices| devices.said = Some((attempt, said.clone())));
    // What was played took its part of the step's time; what the person needed to answer does not count. Nobody played anything
    // for a device that checks itself.
    let played = session.devices.try_with_value(|devices| devices.played_ms).filter(|_| session.is_attended());
    work(session, attempt, async move {
        let Some(track) = ear(session).await? else { return Ok(Measured::Speaker(said)) };
        session.live.try_set(Live::Chirping);
        let until = rest_by(elapsed_ms(), played.unwrap_or_default());
        let listening = async {
            if said.heard.is_none() {
                come_out(session, &sound).await;
            } else if !follows(session, &sound).await {
                return None;
            }
            let chosen = session.chosen.try_get_untracked().unwrap_or_default();
            acoustics::listen(&sound, &track, &chosen).await
        };
        // What was not heard until then nobody knows.
        let acoustics = in_time(until, listening).await.flatten();
        let running = said.running && (said.heard.is_some() || sound.runs());
        Ok(Measured::Speaker(Speaker { acoustics, running, ..said }))
    });
}

/// Records the person and plays it back. A microphone that is refused by now leads back to the permission.
pub(super) fn hear_myself(session: Session, sound: Sound) {
    let handle = run(async move {
        let track = match ear(session).await {
            Ok(Some(track)) => track,
            Ok(None) => return,
            Err(permission) => return denied(session, permission),
        };
        session.live.try_set(Live::Recording);
        lead(session, &sound).await;
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
