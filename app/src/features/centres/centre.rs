//! `/centres/:id`: a centre with everything it keeps to.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use locales::{dates, words};
use shared::{
    centre::{CentreView, Holiday, HolidayForm},
    civil::written_date,
    directory::Room,
    error::Error,
    ids::CentreId,
    schedule::CountKind,
    text::Name,
};

use super::{
    api::{self, AddHoliday, DropHoliday, Lift},
    blocks::BlockTable,
    state::{self, Overview},
};
use crate::{
    address::own_query,
    components::{
        Entry, ErrorSummary, Field, HitList, HoursGrid, LinkButton, Loading, Look, Notice, PageHeading, Refusal,
        SubmitButton, SummaryList, SummaryRow, Tag, Tone, Width, ZoneNote,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    who::{WhoAmI, who},
    wire::answered,
};

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    add: ServerAction<AddHoliday>,
    drop: ServerAction<DropHoliday>,
    lift: ServerAction<Lift>,
}

/// The page.
#[component]
pub fn CentrePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let query = own_query();
    let done = Memo::new(move |_| query.read().get("done"));
    let forms = Forms { add: ServerAction::new(), drop: ServerAction::new(), lift: ServerAction::new() };
    let (added, dropped, lifted) = (answered(forms.add), answered(forms.drop), answered(forms.lift));
    let page =
        crate::wire::fetched(move || (id.get(), added.get() + dropped.get() + lifted.get()), |(id, _)| api::centre(id));
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || {
                let done = done.get();
                Suspend::new(async move {
                    let reader = reader.known().await;
                    match page.await {
                        Ok(overview) => view! { <Everything overview reader done forms /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().centres.title />
                                <Refusal error />
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Everything(overview: Overview<HolidayForm>, reader: WhoAmI, done: Option<String>, forms: Forms) -> impl IntoView {
    let t = &t().centres;
    let Overview { view, blocks, typed } = overview;
    let centre = view.id;
    let errors = move || {
        [forms.add.value().get(), forms.drop.value().get(), forms.lift.value().get()]
            .into_iter()
            .flatten()
            .find_map(Result::err)
    };
    let failed = move || errors().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let told = match done.as_deref() {
        Some("blocked") => Some(t.done_blocked),
        Some("lifted") => Some(t.done_lifted),
        Some(_) => Some(t.done_saved),
        None => None,
    };
    let capacity = view.capacity.map(|places| t.capacity_of(places)).unwrap_or_default();
    let lift = move |block, name: String| {
        view! {
            <ActionForm action=forms.lift>
                <input type="hidden" name="centre" value=centre.to_string() />
                <input type="hidden" name="block" value=shared::ids::BlockId::to_string(&block) />
                <SubmitButton look=Look::Secondary>
                    {t.lift} <span class="unseen">" " {name}</span>
                </SubmitButton>
            </ActionForm>
        }
    };
    view! {
        <PageHeading title=view.name.to_string() kicker=t.kicker lead=capacity />
        <p class="field-hint"><ZoneNote zone=view.zone.clone() /></p>
        {told.map(|words| view! { <Notice tone=Tone::Ok title=words /> })}
        {failed}
        <Contradictions view=view.clone() reader />
        <section class="rule-section" aria-labelledby="blocks-title">
            <div class="rule-head">
                <h2 id="blocks-title">{t.blocks}</h2>
                <LinkButton href=format!("{}/block", state::path(centre)) look=Look::Secondary>{t.block}</LinkButton>
            </div>
            {if blocks.is_empty() {
                view! { <p class="soft">{t.no_blocks}</p> }.into_any()
            } else {
                view! { <BlockTable caption=t.block_list blocks rooms=true lift /> }.into_any()
            }}
        </section>
        <section class="rule-section" aria-labelledby="rooms-title">
            <h2 id="rooms-title">{t.rooms}</h2>
            <div class="rule-cards">
                {view.rooms.iter().cloned().map(|room| view! { <RoomCard centre room /> }).collect_view()}
            </div>
        </section>
        <section class="rule-section" aria-labelledby="people-title">
            <div class="rule-head">
                <h2 id="people-title">{t.people}</h2>
                <LinkButton href=format!("{}/detainees", state::path(centre)) look=Look::Secondary>{t.people_open}</LinkButton>
            </div>
            <p class="soft">{t.people_lead}</p>
        </section>
        <Rules view=view.clone() />
        <Counts view=view.clone() />
        <Holidays centre holidays=view.holidays typed=typed.unwrap_or_default() forms />
    }
}

/// What was booked before a rule and goes against it now.
#[component]
pub(super) fn Contradictions(view: CentreView, reader: WhoAmI) -> impl IntoView {
    let t = &t().centres;
    (!view.contradictions.is_empty()).then(|| {
        let hits = view.contradictions.into_iter().map(|one| (one.hit, one.against)).collect();
        view! {
            <Notice tone=Tone::Warn title=t.against>
                <p>{t.against_lead}</p>
                <HitList label=t.against hits zone=Some(view.zone) more=view.more_contradictions who=reader />
            </Notice>
        }
    })
}

#[component]
fn RoomCard(centre: CentreId, room: Room) -> impl IntoView {
    let (t, language) = (&t().centres, language());
    let uses = room
        .uses
        .iter()
        .map(|one| view! { <Tag tone=Tone::Info text=words::room_use(language, *one) /> })
        .collect_view();
    let kits = room.kits.iter().map(|kit| format!("{} ({})", kit.description, kit.code)).collect::<Vec<_>>().join("; ");
    let kits = if kits.is_empty() { t.no_kits.to_owned() } else { kits };
    let holds = room.capacity.map(|people| match people.get() {
        1 => t.holds_one.to_owned(),
        people => t.holds_many(people),
    });
    let title = format!("room-{}", room.id);
    let labelled = title.clone();
    let (name, caption) = (room.name.to_string(), t.hours_of(&room.name));
    view! {
        <section class="card rule-card" aria-labelledby=labelled>
            <div class="rule-head">
                <h3 id=title>{format!("{} · {}", room.code, room.name)}</h3>
                <LinkButton href=format!("{}/hours/{}", state::path(centre), room.id) look=Look::Secondary>
                    {t.edit_hours} <span class="unseen">" " {name}</span>
                </LinkButton>
            </div>
            <p class="rule-tags">{uses}</p>
            <p class="soft">{kits}</p>
            {holds.map(|words| view! { <p class="soft">{words}</p> })}
            {room.waiting_area.map(|area| view! { <p class="soft">{t.waits_in(area)}</p> })}
            <HoursGrid caption hours=room.hours none=t.closed />
        </section>
    }
}

/// Movement, turnover and escorts.
#[component]
fn Rules(view: CentreView) -> impl IntoView {
    let t = &t().centres;
    let rules = view.rules;
    let teams = rules.teams.map_or_else(|| t.teams_always.to_owned(), |teams| teams.to_string());
    let minutes = |minutes: u16| dates::length(i64::from(minutes));
    view! {
        <section class="rule-section" aria-labelledby="rules-title">
            <div class="rule-head">
                <h2 id="rules-title">{t.rules}</h2>
                <LinkButton href=format!("{}/rules", state::path(view.id)) look=Look::Secondary>
                    {t.change} <span class="unseen">" " {t.rules}</span>
                </LinkButton>
            </div>
            <SummaryList>
                <SummaryRow label=t.move_before>{minutes(rules.movement.before)}</SummaryRow>
                <SummaryRow label=t.move_after>{minutes(rules.movement.after)}</SummaryRow>
                <SummaryRow label=t.turnover>{minutes(rules.turnover)}</SummaryRow>
                <SummaryRow label=t.teams>{teams}</SummaryRow>
            </SummaryList>
        </section>
    }
}

/// The hours in which nobody moves.
#[component]
fn Counts(view: CentreView) -> impl IntoView {
    let (t, language) = (&t().centres, language());
    let centre = view.id;
    let kinds = CountKind::ALL
        .iter()
        .map(|kind| {
            let (name, hours) = (words::count_kind(language, *kind), view.hours_of(*kind).to_vec());
            let title = format!("count-{}", kind.code());
            let labelled = title.clone();
            let grid = if hours.is_empty() {
                view! { <p class="soft">{t.no_counts}</p> }.into_any()
            } else {
                view! { <HoursGrid caption=name hours none=t.nothing closed=true /> }.into_any()
            };
            view! {
                <section class="card rule-card" aria-labelledby=labelled>
                    <div class="rule-head">
                        <h3 id=title>{name}</h3>
                        <LinkButton href=format!("{}/counts?kind={}", state::path(centre), kind.code()) look=Look::Secondary>
                            {t.change} <span class="unseen">" " {name}</span>
                        </LinkButton>
                    </div>
                    {grid}
                </section>
            }
        })
        .collect_view();
    view! {
        <section class="rule-section" aria-labelledby="counts-title">
            <h2 id="counts-title">{t.counts}</h2>
            <p class="field-hint">{t.counts_hint}</p>
            <div class="rule-cards">{kinds}</div>
        </section>
    }
}

/// The days on which there is nothing.
#[component]
fn Holidays(centre: CentreId, holidays: Vec<Holiday>, typed: HolidayForm, forms: Forms) -> impl IntoView {
    let (t, language) = (&t().centres, language());
    let problems = Signal::derive(move || {
        forms.add.value().get().and_then(Result::err).map(|error| error.problems()).unwrap_or_default()
    });
    let labels = vec![("date", t.date.to_owned()), ("name", t.holiday_name.to_owned())];
    let empty = holidays.is_empty().then(|| view! { <p class="soft">{t.no_holidays}</p> });
    let items = holidays
        .into_iter()
        .map(|holiday| {
            let date = dates::capitalised(&dates::full_date(language, holiday.date));
            view! {
                <li class="rule-line">
                    <span>
                        <strong>{holiday.name.to_string()}</strong>
                        <span class="cell-under">{date.clone()}</span>
                    </span>
                    <ActionForm action=forms.drop>
                        <input type="hidden" name="centre" value=centre.to_string() />
                        <input type="hidden" name="date" value=written_date(holiday.date) />
                        <SubmitButton look=Look::Plain>
                            {t.drop} <span class="unseen">" " {date}</span>
                        </SubmitButton>
                    </ActionForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="rule-section" aria-labelledby="holidays-title">
            <h2 id="holidays-title">{t.holidays}</h2>
            {empty}
            <ul class="rule-lines">{items}</ul>
            <ErrorSummary problems labels />
            <ActionForm action=forms.add attr:class="rule-form">
                <input type="hidden" name="centre" value=centre.to_string() />
                <div class="field-row">
                    <Field name="form[date]" label=t.date value=typed.date entry=Entry::Date width=Width::Short required=true problems />
                    <Field name="form[name]" label=t.holiday_name value=typed.name limit=Name::LIMIT width=Width::Half required=true problems />
                </div>
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary pending=forms.add.pending()>{t.add_holiday}</SubmitButton>
                </div>
            </ActionForm>
        </section>
    }
}
