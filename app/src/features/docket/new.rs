//! `/dockets/new`: a file becomes a list of hearings. The form is a plain one, so that it needs no script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use locales::{dates, words as coded};
use shared::{
    civil::written_date,
    docket::{Column, DocketSummary, Dockets, MOST_LINES, reading::Unreadable},
    error::Problem,
};

use super::{api::list_dockets, words};
use crate::{
    components::{
        Column as Head, DataTable, EmptyState, Entry, ErrorSummary, Field, LinkButton, Loading, Look, Notice,
        PageHeading, Refusal, SubmitButton, Tag, Tone, Width,
    },
    language::{language, t},
};

/// The page.
#[component]
pub fn NewDocketPage() -> impl IntoView {
    let list = crate::wire::fetched(|| (), |()| list_dockets());
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(list) => view! { <Upload list /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().docket.new_title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Upload(list: Dockets) -> impl IntoView {
    let (t, language) = (&t().docket, language());
    let query = use_query_map().get_untracked();
    let all = |key: &str| query.get_all(key).unwrap_or_default();
    let wrong: Vec<String> = all("wrong")
        .iter()
        .filter_map(|code| Unreadable::from_code(code))
        .map(|one| words::unreadable(language, &one))
        .collect();
    let problems: Vec<Problem> = all("problem").iter().filter_map(|code| problem(code)).collect();
    let typed = |key: &str, usual| query.get(key).unwrap_or_else(|| written_date(usual));
    let (first, last) = (typed("first", list.first), typed("last", list.last));
    let problems = Signal::stored(problems);
    let labels = vec![("first", t.first.to_owned()), ("last", t.last.to_owned()), ("file", t.file.to_owned())];
    view! {
        <PageHeading title=t.new_title lead=t.new_lead />
        <ErrorSummary problems labels />
        {(!wrong.is_empty())
            .then(|| {
                let items = wrong.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
                view! {
                    <Notice tone=Tone::Stop title=t.wrong_title alert=true>
                        <ul>{items}</ul>
                    </Notice>
                }
            })}
        <div class="docket-new">
            <form class="card docket-form" method="post" action="/dockets/upload" enctype="multipart/form-data">
                <div class="field">
                    <label class="field-label" for="file">
                        {t.file}
                    </label>
                    <p class="field-hint" id="file-hint">
                        {t.file_hint(MOST_LINES)}
                    </p>
                    <input
                        class="input docket-file"
                        type="file"
                        id="file"
                        name="file"
                        required
                        aria-describedby="file-hint"
                        accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    />
                </div>
                <div class="field-row">
                    <Field name="first" label=t.first value=first entry=Entry::Date required=true width=Width::Short problems />
                    <Field name="last" label=t.last value=last entry=Entry::Date required=true width=Width::Short problems />
                </div>
                <div class="form-actions">
                    <SubmitButton>{t.upload}</SubmitButton>
                </div>
            </form>
            <Columns />
        </div>
        <Earlier dockets=list.dockets />
    }
}

/// The problem that an address names: the field, and what is wrong with it.
fn problem(code: &str) -> Option<Problem> {
    use shared::error::Fault;
    let (field, fault) = code.split_once(':')?;
    let fault = match fault {
        "not_a_date" => Fault::NotADate,
        "in_the_past" => Fault::InThePast,
        "end_before_start" => Fault::EndBeforeStart,
        "too_far_ahead" => Fault::TooFarAhead,
        _ => Fault::Missing,
    };
    ["first", "last", "file"].contains(&field).then(|| Problem::new(field, fault))
}

/// What the columns are called and hold.
#[component]
fn Columns() -> impl IntoView {
    let (t, language) = (&t().docket, language());
    let rows = Column::ALL
        .iter()
        .map(|column| {
            view! {
                <div class="docket-column">
                    <dt>
                        <code>{words::column(language, *column)}</code>
                        {column.is_required().then(|| view! { <span class="docket-needed">{t.needed}</span> })}
                    </dt>
                    <dd>{words::about(language, *column)}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="card docket-columns" aria-labelledby="docket-columns">
            <h2 id="docket-columns">{t.columns}</h2>
            <p class="soft">{t.columns_lead}</p>
            <p>
                <LinkButton href="/dockets/template.csv" look=Look::Secondary external=true>
                    {t.template}
                </LinkButton>
            </p>
            <dl>{rows}</dl>
        </section>
    }
}

/// The lists there are.
#[component]
fn Earlier(dockets: Vec<DocketSummary>) -> impl IntoView {
    let (t, language) = (&t().docket, language());
    let body = if dockets.is_empty() {
        view! { <EmptyState title=t.earlier_none /> }.into_any()
    } else {
        let rows = dockets
            .into_iter()
            .map(|docket| {
                view! {
                    <tr role="row">
                        <td role="cell" data-label=t.name>
                            <a href=format!("/dockets/{}", docket.id)>{docket.name.to_string()}</a>
                        </td>
                        <td role="cell" data-label=t.hearings>{docket.lines}</td>
                        <td role="cell" data-label=t.made>{dates::short_moment(language, docket.made.civil)}</td>
                        <td role="cell" data-label=t.stage>
                            <Tag tone=super::standing::tone(docket.stage) text=coded::stage(language, docket.stage) />
                        </td>
                    </tr>
                }
            })
            .collect_view();
        let columns = [t.name, t.hearings, t.made, t.stage].map(Head::new).to_vec();
        view! {
            <DataTable caption=t.earlier columns>
                {rows}
            </DataTable>
        }
        .into_any()
    };
    view! {
        <div class="docket-earlier">
            <h2>{t.earlier}</h2>
            {body}
        </div>
    }
}
