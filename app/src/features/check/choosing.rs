//! Choosing one of several cameras, microphones or loudspeakers.

use leptos::prelude::*;

use super::{
    driver::drive,
    session::{Session, Wish},
};
use crate::{
    devices::{Device, Kind, used},
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
    let option = move |(place, device, selected): (usize, Device, bool)| {
        let name = if device.label.is_empty() { t.choose_unnamed(place + 1) } else { device.label };
        // As a property: once somebody chose, the attribute moves nothing any more.
        view! {
            <option value=device.id prop:selected=selected>
                {name}
            </option>
        }
    };
    let options = move || {
        let devices = of_kind.get();
        let in_use = session.in_use.get();
        let of = session.chosen.with(|chosen| used(kind, &devices, &in_use, chosen).map(ToOwned::to_owned));
        let marked = |(place, device): (usize, Device)| {
            let selected = of.as_ref() == Some(&device.id);
            option((place, device, selected))
        };
        devices.into_iter().enumerate().map(marked).collect_view()
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
                    {options}
                </select>
            </div>
        </Show>
    }
}
