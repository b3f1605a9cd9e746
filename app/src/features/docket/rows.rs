//! The lines of a list as tables: those with a place by day, those without and why, those that cannot be read.

use leptos::{form::ActionForm, prelude::*};
use locales::dates;
use shared::{
    docket::{Adjustment, Column as Cell, DocketView, LineView, Stage, Standing},
    ids::DocketId,
    text::Name,
    time::ZoneName,
};

use super::{
    api::AdjustDocket,
    words::{self, Group},
};
use crate::{
    components::{Clock, Column, DataTable, OtherZone, Tag, Tone},
    language::{language, t},
};

fn group(docket: &DocketView, group: Group) -> Vec<&LineView> {
    docket.lines.iter().filter(|line| Group::of(line) == group).collect()
}

/// A form around rows whose buttons each send one change.
#[component]
fn Changing(id: DocketId, adjust: ServerAction<AdjustDocket>, children: Children) -> AnyView {
    view! {
        <ActionForm action=adjust>
            <input type="hidden" name="id" value=id.to_string() />
            {children()}
        </ActionForm>
    }
    .into_any()
}

/// A button that sends a change; `of` tells those who hear it which line is meant.
#[component]
fn Change<'line>(change: Adjustment, words: &'static str, of: &'line str) -> AnyView {
    view! {
        <button type="submit" class="button button-plain" name="change" value=change.to_string()>
            {words}
            <span class="unseen">" " {of.to_owned()}</span>
        </button>
    }
    .into_any()
}

#[component]
fn What<'line>(line: &'line LineView) -> AnyView {
    let minutes = dates::length(line.typed.cell(Cell::Minutes).trim().parse().unwrap_or_default());
    let case = line.typed.cell(Cell::Case).to_owned();
    let name = match line.booked {
        Some(id) => view! { <a href=format!("/appointments/{id}")>{case}</a> }.into_any(),
        None => case.into_any(),
    };
    view! {
        <span class="cell-code">{name}</span>
        <span class="cell-under">{words::hearing_type(language(), &line.typed)} " · " {minutes}</span>
    }
    .into_any()
}

#[component]
fn Who<'line>(line: &'line LineView) -> AnyView {
    let people: Vec<_> = line.people.iter().map(ToString::to_string).collect();
    let brought = by_centre(&line.detainees)
        .into_iter()
        .map(|(centre, names)| {
            view! {
                <span>{names.join(", ")}</span>
                <span class="cell-under">{centre}</span>
            }
        })
        .collect_view();
    view! {
        {brought}
        <span class="cell-under">{people.join(", ")}</span>
    }
    .into_any()
}

/// Who is brought from each centre, in the order in which they are named.
pub(super) fn by_centre(brought: &[(Name, Name)]) -> Vec<(String, Vec<String>)> {
    let mut centres: Vec<(String, Vec<String>)> = Vec::new();
    for (name, centre) in brought {
        match centres.iter_mut().find(|(known, _)| known == centre.as_str()) {
            Some((_, names)) => names.push(name.to_string()),
            None => centres.push((centre.to_string(), vec![name.to_string()])),
        }
    }
    centres
}

/// Those with a place, by start.
#[component]
pub(super) fn Placed<'docket>(docket: &'docket DocketView, adjust: ServerAction<AdjustDocket>, open: bool) -> AnyView {
    let t = &t().docket;
    let mut lines = group(docket, Group::Placed);
    if lines.is_empty() {
        return ().into_any();
    }
    lines.sort_by_key(|line| line.slot.as_ref().map(|slot| (slot.slot.start, slot.slot.room)));
    let changes = open && docket.stage != Stage::Booked;
    let rows = lines
        .into_iter()
        .map(|line| view! { <PlacedRow line zone=&docket.zone id=docket.id changes /> })
        .collect_view();
    let mut columns = [t.day, t.when, t.room, t.what, t.who].map(Column::new).to_vec();
    if changes {
        columns.push(Column::new(t.adjust));
    }
    let title = if docket.stage == Stage::Booked { t.tally_booked } else { t.placed };
    let table = view! {
        <DataTable caption=dates::capitalised(title) columns>
            {rows}
        </DataTable>
    };
    view! {
        <div id="placed" class="docket-lines">
            <h2>{dates::capitalised(title)}</h2>
            <Changing id=docket.id adjust>{table}</Changing>
        </div>
    }
    .into_any()
}

#[component]
fn PlacedRow<'line>(line: &'line LineView, zone: &'line ZoneName, id: DocketId, changes: bool) -> AnyView {
    let (t, language) = (&t().docket, language());
    let Some(slot) = &line.slot else { return ().into_any() };
    let fixed = line.standing == Standing::Fixed;
    let case = line.typed.cell(Cell::Case);
    let keep = if fixed {
        view! { <Change change=Adjustment::Want(line.number) words=t.unkeep of=case /> }
    } else {
        view! { <Change change=Adjustment::Keep(line.number) words=t.keep of=case /> }
    };
    let meeting =
        slot.meeting_start.map(|at| view! { <span class="cell-under">{t.meeting_at(dates::time(at.civil))}</span> });
    let elsewhere = slot
        .beside
        .iter()
        .map(|(centre, room)| view! { <span class="cell-under">{format!("{centre}: {room}")}</span> })
        .collect_view();
    let after =
        slot.meeting_end.map(|at| view! { <span class="cell-under">{t.meeting_until(dates::time(at.civil))}</span> });
    view! {
        <tr role="row" id=format!("line-{}", line.number)>
            <td role="cell" data-label=t.day>
                {dates::capitalised(&dates::weekday_short(language, slot.period.start.civil.date()))}
                " "
                {dates::day_month_short(language, slot.period.start.civil.date())}
            </td>
            <td role="cell" data-label=t.when class="cell-time">
                <Clock at=slot.period.start />
                <span class="cell-until">"– " <Clock at=slot.period.end /></span>
                {line.zone.as_ref().map(|of_centre| view! { <OtherZone zone=of_centre page=zone /> })}
                {meeting}
                {after}
            </td>
            <td role="cell" data-label=t.room>
                {slot.room.to_string()}
                {elsewhere}
                {fixed.then(|| view! { <span class="cell-under"><Tag tone=Tone::Ok text=t.fixed /></span> })}
            </td>
            <td role="cell" data-label=t.what>
                <What line />
            </td>
            <td role="cell" data-label=t.who>
                <Who line />
            </td>
            {changes
                .then(|| {
                    view! {
                        <td role="cell" data-label=t.adjust class="docket-changes">
                            {keep}
                            <Elsewhere id line />
                            <Change change=Adjustment::Drop(line.number) words=t.drop of=case />
                        </td>
                    }
                })}
        </tr>
    }
    .into_any()
}

#[component]
fn Elsewhere<'line>(id: DocketId, line: &'line LineView) -> AnyView {
    let t = &t().docket;
    view! {
        <a class="button button-plain" href=format!("/dockets/{id}/{}", line.number)>
            {if line.slot.is_some() { t.elsewhere } else { t.choose }}
            <span class="unseen">" " {line.typed.cell(Cell::Case).to_owned()}</span>
        </a>
    }
    .into_any()
}

/// Those without a place, and why.
#[component]
pub(super) fn Unplaced<'docket>(
    docket: &'docket DocketView,
    adjust: ServerAction<AdjustDocket>,
    open: bool,
) -> AnyView {
    let (t, language) = (&t().docket, language());
    let lines = group(docket, Group::Unplaced);
    if lines.is_empty() {
        return ().into_any();
    }
    let waiting = matches!(docket.stage, Stage::Open | Stage::Planning);
    let changes = open && docket.stage != Stage::Booked;
    let rows = lines
        .into_iter()
        .map(|line| {
            let (lead, reasons) = words::why(language, &line.why);
            let reasons = reasons.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
            let id = docket.id;
            view! {
                <tr role="row" id=format!("line-{}", line.number)>
                    <td role="cell" data-label=t.line>{line.number}</td>
                    <td role="cell" data-label=t.what>
                        <What line />
                    </td>
                    <td role="cell" data-label=t.who>
                        <Who line />
                    </td>
                    {(!waiting)
                        .then(|| {
                            view! {
                                <td role="cell" data-label=t.why class="docket-why">
                                    <p>{lead}</p>
                                    <ul>{reasons}</ul>
                                </td>
                            }
                        })}
                    {changes
                        .then(|| {
                            view! {
                                <td role="cell" data-label=t.adjust class="docket-changes">
                                    <Elsewhere id line />
                                    <Correct id line />
                                    <Change change=Adjustment::Drop(line.number) words=t.drop of=line.typed.cell(Cell::Case) />
                                </td>
                            }
                        })}
                </tr>
            }
        })
        .collect_view();
    let mut columns = vec![Column::new(t.line), Column::new(t.what), Column::new(t.who)];
    columns.extend((!waiting).then(|| Column::new(t.why)));
    columns.extend(changes.then(|| Column::new(t.adjust)));
    let title = if waiting { t.waiting } else { t.unplaced };
    let table = view! {
        <DataTable caption=title columns>
            {rows}
        </DataTable>
    };
    view! {
        <div id="unplaced" class="docket-lines">
            <h2>{title}</h2>
            <Changing id=docket.id adjust>{table}</Changing>
        </div>
    }
    .into_any()
}

#[component]
fn Correct<'line>(id: DocketId, line: &'line LineView) -> AnyView {
    view! {
        <a class="button button-plain" href=format!("/dockets/{id}/{}/correct", line.number)>
            {t().docket.correct}
            <span class="unseen">" " {line.number}</span>
        </a>
    }
    .into_any()
}

/// Those that cannot be read, with what was typed.
#[component]
pub(super) fn Mistaken<'docket>(docket: &'docket DocketView, open: bool) -> AnyView {
    let (t, language) = (&t().docket, language());
    let lines = group(docket, Group::Mistaken);
    if lines.is_empty() {
        return ().into_any();
    }
    let (id, changes) = (docket.id, open && docket.stage != Stage::Booked);
    let rows = lines
        .into_iter()
        .map(|line| {
            let mistakes =
                line.mistakes.iter().map(|one| view! { <li>{words::mistake(language, one)}</li> }).collect_view();
            let typed = Cell::ALL.iter().filter(|column| !line.typed.cell(**column).is_empty());
            let typed = typed
                .map(|column| {
                    view! {
                        <span class="docket-typed">
                            <code>{words::column(language, *column)}</code>
                            " "
                            {line.typed.cell(*column).to_owned()}
                        </span>
                    }
                })
                .collect_view();
            view! {
                <tr role="row" id=format!("line-{}", line.number)>
                    <td role="cell" data-label=t.line>{line.number}</td>
                    <td role="cell" data-label=t.mistakes class="docket-why">
                        <ul>{mistakes}</ul>
                    </td>
                    <td role="cell" data-label=t.typed>{typed}</td>
                    {changes
                        .then(|| {
                            view! {
                                <td role="cell" data-label=t.adjust class="docket-changes">
                                    <Correct id line />
                                </td>
                            }
                        })}
                </tr>
            }
        })
        .collect_view();
    let mut columns = [t.line, t.mistakes, t.typed].map(Column::new).to_vec();
    columns.extend(changes.then(|| Column::new(t.adjust)));
    view! {
        <div id="mistaken" class="docket-lines">
            <h2>{t.mistaken}</h2>
            <p class="soft">{t.mistaken_lead}</p>
            <DataTable caption=t.mistaken columns>
                {rows}
            </DataTable>
        </div>
    }
    .into_any()
}

/// Those that were left out.
#[component]
pub(super) fn Dropped<'docket>(docket: &'docket DocketView, adjust: ServerAction<AdjustDocket>, open: bool) -> AnyView {
    let t = &t().docket;
    let lines = group(docket, Group::Dropped);
    if lines.is_empty() {
        return ().into_any();
    }
    let changes = open && docket.stage != Stage::Booked;
    let rows = lines
        .into_iter()
        .map(|line| {
            view! {
                <tr role="row" id=format!("line-{}", line.number)>
                    <td role="cell" data-label=t.line>{line.number}</td>
                    <td role="cell" data-label=t.what>
                        <What line />
                    </td>
                    <td role="cell" data-label=t.who>
                        <Who line />
                    </td>
                    {changes
                        .then(|| {
                            view! {
                                <td role="cell" data-label=t.adjust class="docket-changes">
                                    <Change change=Adjustment::Want(line.number) words=t.want of=line.typed.cell(Cell::Case) />
                                </td>
                            }
                        })}
                </tr>
            }
        })
        .collect_view();
    let mut columns = vec![Column::new(t.line), Column::new(t.what), Column::new(t.who)];
    columns.extend(changes.then(|| Column::new(t.adjust)));
    let table = view! {
        <DataTable caption=t.dropped columns>
            {rows}
        </DataTable>
    };
    view! {
        <div id="dropped" class="docket-lines">
            <h2>{t.dropped}</h2>
            <Changing id=docket.id adjust>{table}</Changing>
        </div>
    }
    .into_any()
}
