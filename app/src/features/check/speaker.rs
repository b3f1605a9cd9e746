//! The speaker step: tones that nobody can know the number of without hearing them.

use leptos::prelude::*;

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
        }
        .into_any();
    }
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
            {move || if over.get() { t.speaker_question } else { t.speaker_playing }}
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
