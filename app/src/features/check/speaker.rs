//! The speaker step: a number that nobody can know without hearing it. A voice says a digit; where it could not be had, so many
//! tones sound.

use leptos::prelude::*;
use locales::Check;

use super::{
    driver::drive,
    question::Question,
    session::{Live, Session, Wish},
    state::Progress,
};
use crate::{
    components::button::{Button, Look},
    language::t,
};

/// What the person does at the speaker.
#[component]
pub fn Telling(session: Session, working: bool) -> impl IntoView {
    let t = &t().check;
    let question = Memo::new(move |_| session.question.get());
    let tones = Memo::new(move |_| matches!(question.get(), Some(Question::Tones(_))));
    let lead = move || if tones.get() { t.tones_lead } else { t.speaker_lead };
    if !working {
        // Only in the browser: effects do not run on the server.
        Effect::new(move || drive(session, Wish::Prepare));
        let unknown = Signal::derive(move || question.get().is_none());
        return view! {
            <p>{lead}</p>
            <Button disabled=unknown on:click=move |_| drive(session, Wish::Begin)>
                {move || if tones.get() { t.tones_play } else { t.speaker_play }}
            </Button>
            <p class="check-asked" role="status">
                {move || unknown.get().then_some(t.speaker_preparing)}
            </p>
            <HearMyself session />
        }
        .into_any();
    }
    let live = Memo::new(move |_| session.live.get());
    let over = Memo::new(move |_| live.get() == Live::Played);
    let playing = Signal::derive(move || !over.get());
    let asks = move || if tones.get() { t.tones_question } else { t.speaker_question };
    let answer = move |heard: u8, words: String| {
        view! {
            <Button look=Look::Secondary disabled=playing on:click=move |_| drive(session, Wish::Heard(heard))>
                {words}
            </Button>
        }
    };
    let answers = move || {
        let question = question.get()?;
        let numbers = question.answers().map(|number| answer(number, words(t, question, number)));
        Some((numbers.into_iter().collect_view(), answer(0, t.speaker_none.to_owned())))
    };
    view! {
        <p>{lead}</p>
        // It says that something sounds, and never what: whoever hears the page read aloud must hear the loudspeaker too.
        <p class="check-asked" role="status">
            {move || {
                match live.get() {
                    Live::Chirping => t.speaker_chirping,
                    Live::Played => asks(),
                    Live::Playing => t.speaker_playing,
                    Live::Asking { late: false } => t.permission_waiting,
                    Live::Asking { late: true } => t.permission_late,
                    _ => t.speaker_preparing,
                }
            }}
        </p>
        <div class="check-counts" role="group" aria-label=asks>
            {answers}
        </div>
        <Button look=Look::Plain disabled=playing on:click=move |_| drive(session, Wish::Replay)>
            {t.speaker_replay}
        </Button>
    }
    .into_any()
}

/// An answer: the figure, and beside it the word that the voice says.
fn words(t: &Check, question: Question, number: u8) -> String {
    let word = match question {
        Question::Tones(_) => return number.to_string(),
        Question::Digit(..) => match number {
            1 => t.digit_1,
            2 => t.digit_2,
            3 => t.digit_3,
            4 => t.digit_4,
            5 => t.digit_5,
            6 => t.digit_6,
            7 => t.digit_7,
            8 => t.digit_8,
            _ => t.digit_9,
        },
    };
    format!("{number} {word}")
}

/// For who wants to know how they sound: it is played back at once, and kept nowhere.
#[component]
fn HearMyself(session: Session) -> impl IntoView {
    let t = &t().check;
    let granted = session.progress.with_untracked(Progress::has_microphone);
    let busy = Memo::new(move |_| matches!(session.live.get(), Live::Recording | Live::Replaying));
    let words = move || match session.live.get() {
        Live::Recording => Some(t.hear_myself_recording),
        Live::Replaying => Some(t.hear_myself_playing),
        Live::Asking { late: false } => Some(t.permission_waiting),
        Live::Asking { late: true } => Some(t.permission_late),
        _ => None,
    };
    granted.then(|| {
        view! {
            <Button look=Look::Secondary disabled=busy on:click=move |_| drive(session, Wish::HearMyself)>
                {t.hear_myself}
            </Button>
            <p class="check-asked" role="status">
                {words}
            </p>
        }
    })
}
