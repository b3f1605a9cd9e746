//! A person's own calendar: the form that uploads it, what it would bring, and what it brought.

use jiff::civil::Date;
use leptos::{form::ActionForm, prelude::*};
use locales::{dates, texts};
use shared::{
    absence::{CalendarFault, CalendarPreview, CalendarWrong},
    block::BlockView,
    directory::Language,
    ids::PersonId,
    time::LocalPeriod,
};

use super::api::{ForgetCalendar, TakeCalendar};
use crate::{
    components::{
        Column, DataTable, EmptyState, HitList, LinkButton, Look, Notice, PageHeading, Refusal, SubmitButton, Tone,
        ZoneNote,
    },
    language::{language, t},
    who::WhoAmI,
};

/// Why a file was not taken, and where.
fn words(language: Language, wrong: CalendarWrong) -> String {
    let t = &texts(language).absences;
    let why = match wrong.fault {
        CalendarFault::Missing => t.wrong_missing,
        CalendarFault::TooLarge => t.wrong_too_large,
        CalendarFault::NotACalendar => t.wrong_not_a_calendar,
        CalendarFault::Line => t.wrong_line,
        CalendarFault::Cut => t.wrong_cut,
        CalendarFault::Time => t.wrong_time,
        CalendarFault::Zone => t.wrong_zone,
        CalendarFault::Order => t.wrong_order,
        CalendarFault::Rule => t.wrong_rule,
        CalendarFault::TooMany => t.wrong_too_many,
    };
    match (wrong.line, wrong.event) {
        (0, _) => why.to_owned(),
        (line, 0) => t.wrong_at(line, why),
        (line, event) => t.wrong_in(line, event, why),
    }
}

/// The form. A plain one, because it sends a file: it needs no script.
#[component]
pub(super) fn Upload(person: PersonId, wrong: Option<CalendarWrong>) -> impl IntoView {
    let (t, language) = (&t().absences, language());
    let refused = wrong.map(|wrong| {
        view! {
            <Notice tone=Tone::Stop title=t.wrong_title alert=true>
                <p>{words(language, wrong)}</p>
            </Notice>
        }
    });
    view! {
        <section class="card rule-card" aria-labelledby="calendar-title">
            <h2 id="calendar-title">{t.calendar}</h2>
            <p class="soft">{t.calendar_lead}</p>
            {refused}
            <form class="rule-form" method="post" action="/absences/calendar" enctype="multipart/form-data">
                <input type="hidden" name="person" value=person.to_string() />
                <div class="field">
                    <label class="field-label" for="calendar-file">
                        {t.calendar_file}
                    </label>
                    <p class="field-hint" id="calendar-hint">
                        {t.calendar_hint}
                    </p>
                    <input
                        class="input docket-file"
                        type="file"
                        id="calendar-file"
                        name="file"
                        required
                        aria-describedby="calendar-hint"
                        accept=".ics,.ifb,text/calendar"
                    />
                </div>
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary>{t.calendar_read}</SubmitButton>
                </div>
            </form>
        </section>
    }
}

/// When somebody is busy.
fn table(language: Language, periods: impl Iterator<Item = LocalPeriod>) -> AnyView {
    let (t, caption) = (&texts(language).centres, texts(language).absences.calendar_list);
    let columns = [t.block_from, t.block_until].map(Column::new).to_vec();
    let moment = |civil| dates::short_moment(language, civil);
    let rows = periods
        .map(|period| {
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.block_from>{moment(period.start.civil)}</td>
                    <td role="cell" data-label=t.block_until>{moment(period.end.civil)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption columns>
                {rows}
            </DataTable>
        </div>
    }
    .into_any()
}

/// What a calendar would bring.
#[component]
pub(super) fn Preview(preview: CalendarPreview, reader: WhoAmI, take: ServerAction<TakeCalendar>) -> impl IntoView {
    let (t, of_blocks, language) = (&t().absences, &t().centres, language());
    let CalendarPreview { id, person, zone, last, periods, more, replaced, hits, more_hits } = preview;
    let (count, hit) = (periods.len() + more, hits.len() + more_hits);
    let back = format!("/absences?person={}", person.id);
    let brings = match count {
        0 => t.brings_none.to_owned(),
        1 => t.brings_one.to_owned(),
        count => t.brings_many(count),
    };
    let replaces = match replaced {
        0 => None,
        1 => Some(t.replaces_one.to_owned()),
        count => Some(t.replaces_many(count)),
    };
    let hit_title = match hit {
        0 => of_blocks.hits_none.to_owned(),
        1 => of_blocks.hits_one.to_owned(),
        count => of_blocks.hits_many(count),
    };
    let listed = hits.into_iter().map(|hit| (hit, Vec::new())).collect();
    let by_clock_of = zone.clone();
    let refused = move || take.value().get().and_then(Result::err).map(|error| view! { <Refusal error /> });
    let list = if periods.is_empty() {
        view! { <EmptyState title=t.calendar_empty /> }.into_any()
    } else {
        view! {
            {table(language, periods.into_iter())}
            {(more > 0).then(|| view! { <p class="soft">{t.calendar_more(more)}</p> })}
        }
        .into_any()
    };
    view! {
        <PageHeading
            title=t.calendar_of(&person.name)
            kicker=locales::words::role(language, person.role)
            lead=t.calendar_until(dates::full_date(language, last))
        />
        {refused}
        <Notice tone={if hit > 0 { Tone::Warn } else { Tone::Ok }} title=hit_title>
            {(hit > 0).then(|| view! {
                <p>{of_blocks.hits_lead}</p>
                <HitList label=of_blocks.hits hits=listed zone=Some(by_clock_of) more=more_hits who=reader />
            })}
        </Notice>
        <p class="calendar-sum">
            <strong>{brings}</strong>
            {replaces.map(|words| view! { " " {words} })}
        </p>
        <p class="soft">{t.calendar_private}</p>
        <ActionForm action=take>
            <input type="hidden" name="calendar" value=id.to_string() />
            <div class="form-actions">
                {(count > 0 || replaced > 0).then(|| view! { <SubmitButton pending=take.pending()>{t.calendar_take}</SubmitButton> })}
                <LinkButton href=back look=Look::Secondary>{t.calendar_leave}</LinkButton>
            </div>
        </ActionForm>
        {list}
        <p class="field-hint"><ZoneNote zone /></p>
    }
}

/// What a calendar brought, how far it reaches, and the button that takes it away.
#[component]
pub(super) fn Brought(
    person: PersonId,
    blocks: Vec<BlockView>,
    last: Option<Date>,
    forget: ServerAction<ForgetCalendar>,
) -> AnyView {
    let (t, language) = (&t().absences, language());
    if blocks.is_empty() {
        return ().into_any();
    }
    let summary = match blocks.len() {
        1 => t.brought_one.to_owned(),
        count => t.brought_many(count),
    };
    let reaches = last.map(|last| t.brought_until(dates::full_date(language, last)));
    view! {
        {reaches.map(|words| view! { <p class="soft">{words}</p> })}
        <details class="calendar-brought">
            <summary>{summary}</summary>
            {table(language, blocks.into_iter().map(|block| block.period))}
            <ActionForm action=forget>
                <input type="hidden" name="person" value=person.to_string() />
                <SubmitButton look=Look::Secondary>{t.calendar_forget}</SubmitButton>
            </ActionForm>
        </details>
    }
    .into_any()
}
