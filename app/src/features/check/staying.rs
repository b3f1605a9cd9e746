//! The devices that stay in a room: letting this one stay, when each was last used, sending one away. None of it needs
//! JavaScript.

use leptos::{form::ActionForm, prelude::*};
use locales::dates;
use shared::{
    check::{MOST_STAYING, StayingDevice},
    ids::RoomId,
    time::Local,
};

use super::api::{LetDeviceStay, SendDeviceAway, devices_that_stay};
use crate::{
    address::own_query,
    components::{Column, DataTable, Look, Notice, Refusal, SubmitButton, Tag, Tone},
    error::ApiError,
    language::{language, t},
    wire::answered,
};

/// What those who keep a room's devices see below its check; everybody else sees nothing.
#[component]
pub(super) fn Staying(
    /// The room that is checked, if one is.
    room: Memo<Option<RoomId>>,
) -> impl IntoView {
    let query = own_query();
    let done = Memo::new(move |_| query.read().get("done"));
    let stay = ServerAction::<LetDeviceStay>::new();
    let away = ServerAction::<SendDeviceAway>::new();
    let changes = [answered(stay), answered(away)];
    // Only what was answered last is said.
    Effect::new(move |before: Option<(usize, usize)>| {
        let now = (stay.version().get(), away.version().get());
        let before = before.unwrap_or(now);
        if now.1 != before.1 {
            stay.clear();
        }
        if now.0 != before.0 {
            away.clear();
        }
        now
    });
    let devices = crate::wire::fetched(
        move || (room.get(), changes.iter().map(|change| change.get()).sum::<usize>()),
        |(room, _)| of_room(room),
    );
    let told = move || {
        let answers = [stay.value().get(), away.value().get()];
        if let Some(error) = answers.iter().flatten().find_map(|answer| answer.as_ref().err()) {
            return Some(view! { <Refusal error=error.clone() /> }.into_any());
        }
        let [stays, went] = answers.map(|answer| answer.is_some());
        let words = match done.get().as_deref() {
            _ if went => t().staying.done_away,
            _ if stays => t().staying.done_stays,
            Some("stays") => t().staying.done_stays,
            Some("away") => t().staying.done_away,
            _ => return None,
        };
        Some(view! { <Notice tone=Tone::Ok title=words /> }.into_any())
    };
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match (room.get_untracked(), devices.await) {
                    (Some(room), Ok(Some(devices))) => {
                        view! {
                            <section class="rule-section" aria-labelledby="staying-title">
                                <h2 id="staying-title">{t().staying.title}</h2>
                                <p class="field-hint">{t().staying.lead}</p>
                                {told}
                                <Devices room devices stay away />
                            </section>
                        }
                            .into_any()
                    }
                    // Why the room is not shown is said above.
                    _ => ().into_any(),
                }
            })}
        </Transition>
    }
}

async fn of_room(room: Option<RoomId>) -> Result<Option<Vec<StayingDevice>>, ApiError> {
    match room {
        Some(room) => devices_that_stay(room).await,
        None => Ok(None),
    }
}

/// Those that stay, and the button that lets this one.
#[component]
fn Devices(
    room: RoomId,
    devices: Vec<StayingDevice>,
    stay: ServerAction<LetDeviceStay>,
    away: ServerAction<SendDeviceAway>,
) -> impl IntoView {
    let t = &t().staying;
    let (is_here, full) = (
        devices.iter().any(|device| device.here),
        devices.len() >= usize::try_from(MOST_STAYING).unwrap_or(usize::MAX),
    );
    let list = if devices.is_empty() {
        view! { <p class="soft">{t.none}</p> }.into_any()
    } else {
        view! { <DeviceTable room devices away /> }.into_any()
    };
    let next = if is_here {
        let page = format!("/check?room={room}&kiosk=1");
        view! {
            <p>{t.leave_open}</p>
            <p>
                <a class="button button-secondary" href=page rel="external">
                    {t.open}
                </a>
            </p>
        }
        .into_any()
    } else if full {
        view! { <p>{t.full(MOST_STAYING)}</p> }.into_any()
    } else {
        view! {
            <ActionForm action=stay>
                <input type="hidden" name="room" value=room.to_string() />
                <p class="field-hint">{t.stay_hint}</p>
                <SubmitButton look=Look::Secondary pending=stay.pending()>
                    {t.stay}
                </SubmitButton>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        {list}
        {next}
    }
}

/// Since when a device stays, by which people tell it from others: to the minute, for several may begin on one day.
pub(super) fn since(moment: Local) -> String {
    format!("{}, {}", dates::full_date(language(), moment.civil.date()), dates::time(moment.civil))
}

#[component]
fn DeviceTable(room: RoomId, devices: Vec<StayingDevice>, away: ServerAction<SendDeviceAway>) -> impl IntoView {
    let (t, language) = (&t().staying, language());
    let columns = [t.since, t.by, t.used, t.until, t.action].map(Column::new).to_vec();
    let rows = devices
        .into_iter()
        .map(|device| {
            let day = |at: Local| dates::full_date(language, at.civil.date());
            let since = since(device.since);
            let named = since.clone();
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.since>
                        {since} " " {device.here.then(|| view! { <Tag tone=Tone::Info text=t.here /> })}
                    </td>
                    <td role="cell" data-label=t.by>{device.by.map_or_else(|| t.unknown.to_owned(), |by| by.to_string())}</td>
                    <td role="cell" data-label=t.used>{device.used.map_or_else(|| t.never.to_owned(), day)}</td>
                    <td role="cell" data-label=t.until>{day(device.until)}</td>
                    <td role="cell" class="cell-act">
                        <ActionForm action=away>
                            <input type="hidden" name="room" value=room.to_string() />
                            <input type="hidden" name="device" value=device.id.to_string() />
                            <SubmitButton look=Look::Secondary pending=away.pending()>
                                {t.send_away} <span class="unseen">" " {named}</span>
                            </SubmitButton>
                        </ActionForm>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption=t.list columns>
                {rows}
            </DataTable>
        </div>
    }
}
