//! The third step: the week of free slots, and a wish for a certain start.

use jiff::civil::Date;
use leptos::{form::ActionForm, prelude::*};
use leptos_router::components::Form;
use locales::dates;
use shared::{
    draft::{DraftStep, DraftView, HeldStarts, SlotDay, SlotView, SlotWeek, WishForm},
    error::Problem,
    ids::DraftId,
    schedule::Slot,
};

use super::{
    api::{self, ChooseSlot, WeekView},
    leaving::Held,
    page::Forms,
    state::{self, Asked},
    who::error_of,
    wished::WishedPanel,
};
use crate::{
    components::{
        EmptyState, Entry, ErrorSummary, Field, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton,
        Tone, Width, ZoneNote,
    },
    language::{language, t},
};

/// The third step.
#[component]
pub(super) fn WhenStep(draft: DraftView, asked: Asked, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    let id = draft.id;
    if let Some(step) =
        [DraftStep::What, DraftStep::Who].into_iter().find(|step| !state::problems_of(&draft, *step).is_empty())
    {
        return view! {
            <PageHeading title=t.when_title />
            <EmptyState title=t.when_needs>
                <LinkButton href=state::checked(id, step)>{t.complete_first}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let chosen = draft.slot.as_ref().map(|slot| slot.slot);
    // The week of a wish is shown by itself.
    let week = match (&asked.week, &draft.slot) {
        (week, Some(slot)) if week.is_empty() && asked.wish == WishForm::default() => {
            slot.period.start.civil.date().to_string()
        }
        (week, _) => week.clone(),
    };
    let shown = if asked.checked { state::problems_of(&draft, DraftStep::When) } else { Vec::new() };
    let (wish, asked_for, refused_for) = (asked.wish.clone(), asked.wish.clone(), asked.wish);
    let free = crate::wire::fetched(|| (), move |()| api::slots(id, week.clone(), asked_for.clone()));
    let today = draft.today.to_string();
    view! {
        <PageHeading title=t.when_title lead=t.when_lead />
        <ErrorSummary problems=shown labels=vec![("slot", t.slot.to_owned())] />
        <Held draft=id until=draft.held_until forms />
        <Transition fallback=Loading>
            {move || {
                let (wish, today, refused_for) = (wish.clone(), today.clone(), refused_for.clone());
                Suspend::new(async move {
                    let free = free.await;
                    // Another room may be free then: the wish says that it is possible, and not why this one was refused.
                    let told = matches!(&free, Ok(view) if view.week.wished.as_ref().is_some_and(|one| one.slot.is_none()));
                    let refusal = move || {
                        error_of(forms.choose_slot.value().get())
                            .filter(|error| !(told && state::told_by_wish(error, &refused_for)))
                            .map(|error| view! { <Refusal error /> })
                    };
                    match free {
                        Ok(WeekView { week, faults }) => {
                            view! {
                                {refusal}
                                <Week draft=id week chosen choose=forms.choose_slot />
                                <WishFields draft=id wish faults today />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                {refusal}
                                <Refusal error />
                                <WishFields draft=id wish faults=Vec::new() today />
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// The week: days as columns, free starts as large choices.
#[component]
fn Week(draft: DraftId, week: SlotWeek, chosen: Option<Slot>, choose: ServerAction<ChooseSlot>) -> impl IntoView {
    let (t, language) = (&t().booking, language());
    let starts: Vec<(String, String)> = week
        .days
        .iter()
        .flat_map(|day| &day.slots)
        .map(|slot| (state::slot_code(slot.slot), state::short_start(language, slot)))
        .collect();
    let first = starts.first().map(|(code, _)| code.clone());
    let picked = RwSignal::new(chosen.map(state::slot_code));
    let words = move || {
        let start = picked.with(|picked| {
            starts.iter().find(|(code, _)| Some(code) == picked.as_ref()).map(|(_, words)| words.clone())
        });
        start.map_or_else(|| t.go_on.to_owned(), |start| t.go_on_with(start))
    };
    let days = week.days.into_iter().map(|day| view! { <Day day chosen first=first.clone() /> }).collect_view();
    let turn = |date, words: &'static str| {
        view! {
            <a class="button button-secondary" href=state::week_path(draft, date) data-noscroll="">
                {words}
            </a>
        }
    };
    view! {
        {week.wished.map(|wished| view! { <WishedPanel draft wished choose /> })}
        {week.nothing_until.map(|last| view! { <NothingFree draft last /> })}
        <div class="week-turn">
            {week.previous.map(|date| turn(date, t.week_before))} <ZoneNote zone=week.zone />
            {week.next.map(|date| turn(date, t.week_after))}
        </div>
        <ActionForm action=choose>
            <input type="hidden" name="draft" value=draft.to_string() />
            <fieldset class="week" on:change=move |event| picked.set(Some(event_target_value(&event)))>
                <legend class="unseen">{t.slot}</legend>
                {days}
            </fieldset>
            <div class="form-actions">
                <SubmitButton pending=choose.pending()>{words}</SubmitButton>
                <LinkButton href=state::path(draft, DraftStep::Who) look=Look::Secondary>
                    {t.back}
                </LinkButton>
            </div>
        </ActionForm>
    }
}

/// Nothing at all is free: until when, and what can be done.
#[component]
fn NothingFree(draft: DraftId, last: Date) -> impl IntoView {
    let t = &t().booking;
    view! {
        <Notice tone=Tone::Stop title=t.nothing_free(dates::full_date(language(), last))>
            <p>{t.nothing_free_lead}</p>
            <div class="alternatives">
                <LinkButton href=state::path(draft, DraftStep::What) look=Look::Secondary>
                    {t.nothing_free_what}
                </LinkButton>
                <LinkButton href=state::path(draft, DraftStep::Who) look=Look::Secondary>
                    {t.nothing_free_who}
                </LinkButton>
            </div>
        </Notice>
    }
}

/// One day of the week: the first free start of every hour between what others are choosing, and the other free ones
/// behind "more".
#[component]
fn Day(day: SlotDay, chosen: Option<Slot>, first: Option<String>) -> impl IntoView {
    let (t, language) = (&t().booking, language());
    let nothing = day.slots.is_empty() && day.held.is_empty();
    let none = nothing.then(|| state::why_none(language, day.why_none.as_ref()));
    let (seen, more) = state::by_hour(day.slots);
    let open = more.iter().any(|slot| chosen == Some(slot.slot));
    let count = more.len();
    let start =
        |slot: SlotView| view! { <Start chosen=chosen == Some(slot.slot) first=first.clone() start=slot /> }.into_any();
    let free = seen.into_iter().map(|slot| (slot.slot.start, start(slot)));
    let held = day.held.into_iter().map(|held| (held.first.at, view! { <HeldTimes held /> }.into_any()));
    let mut seen: Vec<_> = free.chain(held).collect();
    seen.sort_by_key(|(at, _)| *at);
    let seen = seen.into_iter().map(|(_, shown)| shown).collect_view();
    let more = more.into_iter().map(start).collect_view();
    view! {
        <div class="week-day">
            <h2 class="week-day-name">
                <span aria-hidden="true">{dates::weekday_short(language, day.date)}</span>
                <span class="unseen">{dates::weekday(language, day.date)}</span>
                " "
                <span class="week-day-date">{dates::day_month_short(language, day.date)}</span>
            </h2>
            {none.map(|words| view! { <p class="week-none">{words}</p> })}
            {seen}
            {(count > 0)
                .then(|| {
                    view! {
                        <details class="week-more" open=open>
                            <summary>{t.more_times(count)}</summary>
                            {more}
                        </details>
                    }
                })}
        </div>
    }
}

/// Starts that somebody else is choosing: seen, but not to be chosen.
#[component]
fn HeldTimes(held: HeldStarts) -> impl IntoView {
    let t = &t().booking;
    let day = dates::weekday_day_month(language(), held.first.civil.date());
    view! {
        <p class="slot-held">
            <span class="unseen">{day}", "</span>
            <span class="slot-time">{state::held_times(&held)}</span>
            " "
            <span class="slot-room">{t.held_for_others(dates::time(held.until.civil))}</span>
        </p>
    }
}

/// One free start.
#[component]
fn Start(start: SlotView, chosen: bool, first: Option<String>) -> impl IntoView {
    let t = &t().booking;
    // Who hears the page does not see in which column the start stands.
    let day = dates::weekday_day_month(language(), start.period.start.civil.date());
    let code = state::slot_code(start.slot);
    // The error summary leads to the first choice.
    let id = if first.as_ref() == Some(&code) { "slot".to_owned() } else { format!("slot-{code}") };
    let meeting = start.meeting_start.map(|at| t.meeting_from(dates::time(at.civil)));
    let after = start.meeting_end.map(|at| t.meeting_until(dates::time(at.civil)));
    let labelled = id.clone();
    view! {
        <label class="slot" for=labelled>
            <input type="radio" id=id name="slot" value=code checked=chosen />
            <span class="unseen">{day}", "</span>
            <span class="slot-time">{dates::time(start.period.start.civil)}</span>
            <span class="slot-room">{state::rooms(&start)}</span>
            {meeting.map(|words| view! { <span class="slot-meeting">{words}</span> })}
            {after.map(|words| view! { <span class="slot-meeting">{words}</span> })}
        </label>
    }
}

/// A wish for a certain start.
#[component]
fn WishFields(draft: DraftId, wish: WishForm, faults: Vec<Problem>, today: String) -> impl IntoView {
    let t = &t().booking;
    view! {
        <section class="booking-section wish" aria-labelledby="wish-title">
            <h2 id="wish-title">{t.wish_title}</h2>
            <Form method="GET" noscroll=true action=state::path(draft, DraftStep::When)>
                <div class="field-row">
                    <Field name="date" label=t.wish_date value=wish.date entry=Entry::Date min=today required=true width=Width::Short problems=faults.clone() />
                    <Field name="time" label=t.wish_time value=wish.time entry=Entry::Time required=true width=Width::Short problems=faults />
                    <SubmitButton look=Look::Secondary>{t.wish_ask}</SubmitButton>
                </div>
            </Form>
        </section>
    }
}
