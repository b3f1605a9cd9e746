//! Choosing one of several cameras, microphones or loudspeakers.

use leptos::prelude::*;

use super::{
    driver::drive,
    session::{Session, Wish},
};
use crate::{
    devices::{Device, Kind},
    language::t,
};

/// A list to choose from, where there is more than one.
#[component]
pub fn Choosing(session: Session, kind: Kind) -> impl IntoView {
    let t = &t().check;
    let of_kind = Memo::new(move |_| {
        session.known.with(|known| known.iter().filter(|device| device.kind == kind).cloned().collect::<Vec<_>>())
    });
    let (id, label) = match kind {
        Kind::Camera => ("choose-camera", t.choose_camera),
        Kind::Microphone => ("choose-microphone", t.choose_microphone),
        Kind::Speaker => ("choose-speaker", t.choose_speaker),
    };
    let chosen = move || session.chosen.with(|chosen| chosen.of(kind).map(ToOwned::to_owned));
    let option = move |(place, device): (usize, Device)| {
        let name = if device.label.is_empty() { t.choose_unnamed(place + 1) } else { device.label };
        let selected = chosen().as_ref() == Some(&device.id);
        view! {
            <option value=device.id selected=selected>
                {name}
            </option>
        }
    };
    view! {
        <Show when=move || of_kind.with(|devices| devices.len() > 1)>
            <div class="field check-choosing">
                <label class="field-label" for=id>
                    {label}
                </label>
                <select
                    id=id
                    class="input"
                    on:change=move |event| {
                        let wanted = event_target_value(&event);
                        drive(session, Wish::Choose(kind, Some(wanted).filter(|id| !id.is_empty())));
                    }
                >
                    {move || of_kind.get().into_iter().enumerate().map(option).collect_view()}
                </select>
            </div>
        </Show>
    }
}
