//! Where a list stands, and what can be done with it now.

use leptos::{form::ActionForm, prelude::*};
use locales::dates;
use shared::{
    docket::{DocketView, Stage},
    ids::DocketId,
};

use super::{
    api::{BookDocket, PlanDocket},
    words::Group,
};
use crate::{
    components::{LinkButton, Look, Notice, SubmitButton, Tone},
    language::{language, t},
    words::obstacles,
};

/// Its colour.
pub(super) const fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Open | Stage::Planning | Stage::Booking => Tone::Info,
        Stage::Planned => Tone::Warn,
        Stage::Booked => Tone::Ok,
    }
}

/// How many lines are where.
#[component]
pub(super) fn Tally<'docket>(docket: &'docket DocketView) -> AnyView {
    let t = &t().docket;
    let count = |group: Group| docket.lines.iter().filter(|line| Group::of(line) == group).count();
    let placed = if docket.stage == Stage::Booked { t.tally_booked } else { t.tally_placed };
    let parts = [
        (Group::Placed, placed, "#placed"),
        (Group::Unplaced, t.tally_unplaced, "#unplaced"),
        (Group::Mistaken, t.tally_mistaken, "#mistaken"),
        (Group::Dropped, t.tally_dropped, "#dropped"),
    ];
    // Nobody looked for places yet.
    let open = matches!(docket.stage, Stage::Open | Stage::Planning);
    let shown = parts.into_iter().filter_map(|(group, words, href)| {
        let number = count(group);
        let words = if open && group == Group::Unplaced { t.tally_waiting } else { words };
        let tone = if open && group == Group::Unplaced { Tone::Info } else { group.tone() };
        (number > 0).then(|| {
            view! {
                <li class=format!("docket-count docket-count-{}", tone.name())>
                    <a href=href>
                        <span class="docket-number">{number}</span>
                        <span>{words}</span>
                    </a>
                </li>
            }
        })
    });
    view! { <ul class="docket-tally">{shown.collect_view()}</ul> }.into_any()
}

/// What is going on, and what can be done.
#[component]
pub(super) fn Next<'docket>(
    docket: &'docket DocketView,
    plan: ServerAction<PlanDocket>,
    book: ServerAction<BookDocket>,
) -> AnyView {
    let (t, language) = (&t().docket, language());
    let placed = docket.lines.iter().filter(|line| Group::of(line) == Group::Placed).count();
    let plannable = docket.lines.iter().any(|line| matches!(Group::of(line), Group::Placed | Group::Unplaced));
    if docket.stage.is_busy() && !docket.interrupted {
        let words = if docket.stage == Stage::Planning { t.planning } else { t.booking };
        let percent = docket.progress.map(|progress| progress.percent);
        // Without a script the page asks again by itself.
        let again = r#"<meta http-equiv="refresh" content="2">"#;
        return view! {
            <div class="card docket-busy" role="status">
                <p>
                    <strong>{words}</strong>
                </p>
                <progress class="docket-progress" max="100" value=percent aria-label=words></progress>
                <p class="soft">{t.busy_hint}</p>
                <noscript inner_html=again></noscript>
            </div>
        }
        .into_any();
    }
    let days = t.days(dates::day_month_short(language, docket.first), dates::day_month_short(language, docket.last));
    let id = docket.id;
    let body = match docket.stage {
        Stage::Booked => view! {
            <Notice tone=Tone::Ok title=if placed == 1 { t.booked_one.to_owned() } else { t.booked_title(placed) }>
                <p>{t.booked_lead}</p>
                <div class="button-row">
                    <LinkButton href="/day/today" look=Look::Secondary>
                        {t.to_day}
                    </LinkButton>
                    <LinkButton href="/dockets/new" look=Look::Secondary>
                        {t.another}
                    </LinkButton>
                </div>
            </Notice>
        }
        .into_any(),
        _ if !plannable => view! {
            <Notice tone=Tone::Stop title=t.nothing_title>
                <p>{t.nothing_lead}</p>
                <LinkButton href="/dockets/new">{t.another}</LinkButton>
            </Notice>
        }
        .into_any(),
        _ => {
            let proposed = placed > 0;
            let version = docket.version;
            view! {
                <div class="docket-actions">
                    {proposed
                        .then(|| {
                            view! {
                                <ActionForm action=book>
                                    <input type="hidden" name="id" value=id.to_string() />
                                    <input type="hidden" name="version" value=version />
                                    <SubmitButton pending=book.pending()>{if placed == 1 { t.book_one.to_owned() } else { t.book(placed) }}</SubmitButton>
                                </ActionForm>
                            }
                        })}
                    <PlanButton id plan again=docket.stage == Stage::Planned />
                    <p class="soft">{if proposed { t.book_hint } else { t.plan_hint }} " " {days}</p>
                </div>
            }
            .into_any()
        }
    };
    view! {
        {docket.interrupted.then(|| view! { <Notice tone=Tone::Warn title=t.interrupted alert=true /> })}
        <Refused docket plan />
        {body}
    }
    .into_any()
}

#[component]
fn PlanButton(id: DocketId, plan: ServerAction<PlanDocket>, again: bool) -> impl IntoView {
    let t = &t().docket;
    let look = if again { Look::Secondary } else { Look::Primary };
    view! {
        <ActionForm action=plan>
            <input type="hidden" name="id" value=id.to_string() />
            <SubmitButton look pending=plan.pending()>{if again { t.plan_again } else { t.plan }}</SubmitButton>
        </ActionForm>
    }
}

/// What changed meanwhile, so that nothing was booked.
#[component]
fn Refused<'docket>(docket: &'docket DocketView, plan: ServerAction<PlanDocket>) -> AnyView {
    let (t, language) = (&t().docket, language());
    let refused: Vec<_> = docket.lines.iter().filter(|line| !line.refused.is_empty()).collect();
    if refused.is_empty() {
        return ().into_any();
    }
    let items = refused
        .into_iter()
        .map(|line| {
            let when = line.slot.as_ref().map(|slot| dates::short_moment(language, slot.period.start.civil));
            let reasons: Vec<_> = line.refused.iter().map(|one| obstacles::obstacle(language, one)).collect();
            view! {
                <li>
                    <a href=format!("#line-{}", line.number)>{line.typed.cell(shared::docket::Column::Case).to_owned()}</a>
                    ", "
                    {when}
                    ": "
                    {reasons.join(" ")}
                </li>
            }
        })
        .collect_view();
    let id = docket.id;
    view! {
        <Notice tone=Tone::Stop title=t.refused_title alert=true>
            <p>{t.refused_lead}</p>
            <ul>{items}</ul>
            <PlanButton id plan again=true />
        </Notice>
    }
    .into_any()
}
