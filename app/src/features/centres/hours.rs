//! `/centres/:id/hours/:room`: when a room is open, a weekday at a time, where people wait for it, and how many it holds.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use shared::{
    centre::{AreaForm, CapacityForm},
    directory::Room,
    error::Error,
    hours::HoursForm,
    ids::{CentreId, RoomId},
    text::Code,
    time::Weekday,
};

use super::{
    api::{self, SetArea, SetCapacity, SetHours},
    centre::Contradictions,
    state::{self, OpenedRoom},
};
use crate::{
    address::own_query,
    components::{
        Entry, ErrorSummary, Field, HoursFields, HoursGrid, LinkButton, Loading, Look, Notice, PageHeading, Refusal,
        SubmitButton, Tone, Width, hours_labels,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    who::{WhoAmI, who},
    wire::answered,
};

/// The page.
#[component]
pub fn HoursPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let of = move |key: &str| params.with(|params| params.get(key).unwrap_or_default());
    let place = Memo::new(move |_| (of("id"), of("room")));
    let day = Memo::new(move |_| state::day_of(query.read().get("day")));
    let done = Memo::new(move |_| query.read().get("done").is_some());
    let set = ServerAction::<SetHours>::new();
    // What was wrong with one day is not wrong with another.
    Effect::new(move |before: Option<Weekday>| {
        let now = day.get();
        if before.is_some_and(|before| before != now) {
            set.clear();
        }
        now
    });
    let changed = answered(set);
    let page = crate::wire::fetched(
        move || (place.get(), day.get(), changed.get()),
        |((id, room), day, _)| api::hours(id, room, day.code().to_owned()),
    );
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || {
                let (day, done, (_, room)) = (day.get(), done.get(), place.get());
                Suspend::new(async move {
                    let reader = reader.known().await;
                    let opened = match page.await {
                        Ok(opened) => opened,
                        Err(ApiError::Refused(Error::NotFound)) => return view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            return view! {
                                <PageHeading title=t().centres.title />
                                <Refusal error />
                            }
                                .into_any();
                        }
                    };
                    let found = opened.view.rooms.iter().find(|one| one.id.to_string() == room).cloned();
                    match found {
                        Some(room) => view! { <Editor opened room day done reader set /> }.into_any(),
                        None => view! { <NotFoundPage /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Editor(
    opened: OpenedRoom,
    room: Room,
    day: Weekday,
    done: bool,
    reader: WhoAmI,
    set: ServerAction<SetHours>,
) -> impl IntoView {
    let t = &t().centres;
    let OpenedRoom { view, typed, area, capacity } = opened;
    let back = state::path(view.id);
    let here = format!("{back}/hours/{}", room.id);
    let form = HoursForm::retyped(typed, &room.hours, day);
    let error = move || set.value().get().and_then(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let refused = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let name = locales::dates::weekday_name(language(), day);
    let waiting = AreaForm::retyped(area, room.waiting_area.as_ref());
    let holds = CapacityForm::retyped(capacity, room.capacity);
    let (centre, room_id) = (view.id, room.id);
    view! {
        <PageHeading title=t.hours_of(&room.name) kicker=view.name.to_string() lead=t.untouched />
        {move || (done && error().is_none()).then(|| view! { <Notice tone=Tone::Ok title=t.done_saved /> })}
        <Contradictions view=view.clone() reader />
        <div class="rule-two">
            <HoursGrid
                caption=t.hours_of(&room.name)
                hours=room.hours
                none=t.closed
                edit=Callback::new(move |day: Weekday| format!("{here}?day={}#edit", day.code()))
                current=day
            />
            <section class="card rule-card" id="edit" aria-labelledby="edit-title">
                <h2 id="edit-title">{t.edit_day(name)}</h2>
                <ErrorSummary problems labels=hours_labels() />
                {refused}
                <ActionForm action=set>
                    <input type="hidden" name="centre" value=view.id.to_string() />
                    <input type="hidden" name="room" value=room.id.to_string() />
                    <input type="hidden" name="day" value=day.code() />
                    <HoursFields form day problems />
                    <div class="form-actions">
                        <SubmitButton pending=set.pending()>{t.save}</SubmitButton>
                        <LinkButton href=back look=Look::Secondary>{t.back}</LinkButton>
                    </div>
                </ActionForm>
            </section>
        </div>
        <WaitingArea centre room=room_id form=waiting />
        <Capacity centre room=room_id form=holds />
    }
}

/// Where people wait for the room: beside whom they do decides who can be brought at the same time.
#[component]
fn WaitingArea(centre: CentreId, room: RoomId, form: AreaForm) -> impl IntoView {
    let t = &t().centres;
    let set = ServerAction::<SetArea>::new();
    let error = move || set.value().get().and_then(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let refused = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    view! {
        <section class="card rule-card" aria-labelledby="area-title">
            <h2 id="area-title">{t.area}</h2>
            <ErrorSummary problems labels=vec![("area", t.area_code.to_owned())] />
            {refused}
            <ActionForm action=set>
                <input type="hidden" name="centre" value=centre.to_string() />
                <input type="hidden" name="room" value=room.to_string() />
                <input type="hidden" name="form[seen]" value=form.seen />
                <Field name="form[area]" label=t.area_code hint=t.area_hint value=form.area limit=Code::LIMIT width=Width::Short problems />
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary pending=set.pending()>{t.area_save}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}

/// How many people the room holds.
#[component]
fn Capacity(centre: CentreId, room: RoomId, form: CapacityForm) -> impl IntoView {
    let t = &t().centres;
    let set = ServerAction::<SetCapacity>::new();
    let error = move || set.value().get().and_then(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let refused = move || error().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    view! {
        <section class="card rule-card" aria-labelledby="capacity-title">
            <h2 id="capacity-title">{t.capacity_title}</h2>
            <ErrorSummary problems labels=vec![("people", t.capacity_people.to_owned())] />
            {refused}
            <ActionForm action=set>
                <input type="hidden" name="centre" value=centre.to_string() />
                <input type="hidden" name="room" value=room.to_string() />
                <input type="hidden" name="form[seen]" value=form.seen />
                <Field name="form[people]" label=t.capacity_people hint=t.capacity_hint value=form.people entry=Entry::Number width=Width::Short problems />
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary pending=set.pending()>{t.capacity_save}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}
