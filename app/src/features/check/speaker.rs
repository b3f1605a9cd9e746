//! The speaker step: tones that nobody can know the number of without hearing them.

use leptos::prelude::*;
use shared::check::{Access, Taken};

use super::{
    driver::drive,
    session::{Live, Session, Wish},
};
use crate::{
    components::button::{Button, Look},
    language::t,
};

/// What the person does at the speaker.
#[component]
pub fn Tones(session: Session, working: bool) -> impl IntoView {
    let t = &t().check;
    if !working {
        return view! {
            <p>{t.speaker_lead}</p>
            <Button on:click=move |_| drive(session, Wish::Begin)>{t.speaker_play}</Button>
            <HearMyself session />
        }
        .into_any();
    }
    let chirping = Memo::new(move |_| session.live.get() == Live::Chirping);
    let over = Memo::new(move |_| session.live.get() == Live::Played);
    let playing = Signal::derive(move || !over.get());
    let answer = move |heard: u8| {
        let words = if heard == 0 { t.speaker_none.to_owned() } else { heard.to_string() };
        view! {
            <Button look=Look::Secondary disabled=playing on:click=move |_| drive(session, Wish::Heard(heard))>
                {words}
            </Button>
        }
    };
    view! {
        <p>{t.speaker_lead}</p>
        <p class="check-asked" role="status">
            {move || {
                if chirping.get() {
                    t.speaker_chirping
                } else if over.get() {
                    t.speaker_question
                } else {
                    t.speaker_playing
                }
            }}
        </p>
        <div class="check-counts" role="group" aria-label=t.speaker_question>
            {[1, 2, 3, 4, 0].map(answer).collect_view()}
        </div>
        <Button look=Look::Plain disabled=playing on:click=move |_| drive(session, Wish::Replay)>
            {t.speaker_replay}
        </Button>
    }
    .into_any()
}

/// For who wants to know how they sound: it is played back at once, and kept nowhere.
#[component]
fn HearMyself(session: Session) -> impl IntoView {
    let t = &t().check;
    let granted = session.progress.with_untracked(|progress| {
        let permission = &progress.measurements().permission;
        matches!(permission, Taken::Measured(given) if given.microphone == Access::Granted)
    });
    let busy = Memo::new(move |_| matches!(session.live.get(), Live::Recording | Live::Replaying));
    let words = move || match session.live.get() {
        Live::Recording => Some(t.hear_myself_recording),
        Live::Replaying => Some(t.hear_myself_playing),
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
