//! `/separations`: who must not meet whom.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use shared::separation::{GroupView, SeparationView, SideView};

use super::{
    api::{self, EndSeparation, JoinGroup, LeaveGroup, Separate},
    forms::{BroughtTogether, Join, Pair, Register},
    state::Opened,
};
use crate::{
    components::{Card, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, Tone},
    language::t,
    sought::Seeking,
    who::{WhoAmI, who},
    wire::answered,
};

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    separate: ServerAction<Separate>,
    end: ServerAction<EndSeparation>,
    join: ServerAction<JoinGroup>,
    leave: ServerAction<LeaveGroup>,
}

/// The page.
#[component]
pub fn SeparationsPage() -> impl IntoView {
    let (query, seeking) = (use_query_map(), Seeking::here());
    let done = Memo::new(move |_| query.read().get("done"));
    let sought = Memo::new(move |_| query.with(|query| seeking.by(query)));
    let forms = Forms {
        separate: ServerAction::new(),
        end: ServerAction::new(),
        join: ServerAction::new(),
        leave: ServerAction::new(),
    };
    let changes = [answered(forms.separate), answered(forms.end), answered(forms.join), answered(forms.leave)];
    let weigh = Memo::new(move |_| query.read().get("weigh").is_some());
    let page = crate::wire::fetched(
        move || (weigh.get(), changes.iter().map(|change| change.get()).sum::<usize>()),
        |(weigh, _)| api::separations(weigh),
    );
    let reader = who();
    view! {
        <Transition fallback=Loading>
            {move || {
                let (done, sought) = (done.get(), sought.get());
                Suspend::new(async move {
                    let reader = reader.known().await;
                    match page.await {
                        Ok(opened) => view! { <Everything opened done sought reader forms /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().separations.title />
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
fn Everything(opened: Opened, done: Option<String>, sought: String, reader: WhoAmI, forms: Forms) -> impl IntoView {
    let t = &t().separations;
    let Opened { board, pair, weighed, member } = opened;
    let errors = move || {
        [forms.separate.value().get(), forms.end.value().get(), forms.join.value().get(), forms.leave.value().get()]
            .into_iter()
            .flatten()
            .find_map(Result::err)
    };
    let failed = move || errors().filter(|error| error.problems().is_empty()).map(|error| view! { <Refusal error /> });
    let told = move || {
        done.clone().filter(|_| errors().is_none()).map(|done| {
            let words = match done.as_str() {
                "ended" => t.done_ended,
                "joined" => t.done_joined,
                "left" => t.done_left,
                _ => t.done_added,
            };
            view! { <Notice tone=Tone::Ok title=words /> }
        })
    };
    let none = board.pairs.is_empty().then(|| view! { <p class="soft">{t.none}</p> });
    let pairs = board.pairs.into_iter().map(|pair| view! { <PairLine pair end=forms.end /> }).collect_view();
    let no_groups = board.groups.is_empty().then(|| view! { <p class="soft">{t.no_groups}</p> });
    let groups = board.groups.into_iter().map(|group| view! { <GroupCard group leave=forms.leave /> }).collect_view();
    view! {
        <PageHeading title=t.title kicker=board.name.to_string() lead=t.lead />
        {told}
        {failed}
        {weighed.map(|hits| view! { <BroughtTogether hits reader /> })}
        <section class="rule-section" aria-labelledby="pairs-title">
            <h2 id="pairs-title">{t.pairs}</h2>
            {none}
            <ul class="rule-lines">{pairs}</ul>
        </section>
        <Register sought />
        <div class="rule-two">
            <Pair typed=pair.unwrap_or_default() separate=forms.separate />
            <Join typed=member.unwrap_or_default() join=forms.join />
        </div>
        <section class="rule-section" aria-labelledby="groups-title">
            <h2 id="groups-title">{t.groups}</h2>
            {no_groups}
            <div class="rule-cards">{groups}</div>
        </section>
    }
}

/// `DEMO-0001 · María José Peña`, `grupo G1`, `DEMO-0077 (en otro centro)`.
fn side(side: &SideView) -> String {
    let t = &t().separations;
    match (&side.name, side.group) {
        (_, true) => t.group_of(&side.code),
        (Some(name), false) => format!("{} · {name}", side.code),
        (None, false) => t.elsewhere_of(&side.code),
    }
}

#[component]
fn PairLine(pair: SeparationView, end: ServerAction<EndSeparation>) -> impl IntoView {
    let t = &t().separations;
    let can_end = pair.can_end();
    let (one, other) = (side(&pair.one), side(&pair.other));
    let both = format!("{one}, {other}");
    let reason = pair.reason.map_or_else(|| t.no_reason.to_owned(), |reason| reason.to_string());
    view! {
        <li class="rule-line">
            <span>
                <strong>{one}</strong>
                <span class="separation-sign">{t.apart_from}</span>
                <strong>{other}</strong>
                <span class="cell-under">{reason}</span>
            </span>
            {if can_end {
                view! {
                    <ActionForm action=end>
                        <input type="hidden" name="separation" value=pair.id.to_string() />
                        <SubmitButton look=Look::Secondary>
                            {t.end} <span class="unseen">" " {both}</span>
                        </SubmitButton>
                    </ActionForm>
                }
                    .into_any()
            } else {
                view! { <span class="soft">{t.not_here}</span> }.into_any()
            }}
        </li>
    }
}

#[component]
fn GroupCard(group: GroupView, leave: ServerAction<LeaveGroup>) -> impl IntoView {
    let t = &t().separations;
    let id = group.id;
    let elsewhere = (group.elsewhere > 0).then(|| view! { <p class="soft">{t.members_elsewhere(group.elsewhere)}</p> });
    let members = group
        .members
        .into_iter()
        .map(|member| {
            let who = format!("{} · {}", member.code, member.name);
            view! {
                <li class="rule-line">
                    <span>{who.clone()}</span>
                    <ActionForm action=leave>
                        <input type="hidden" name="group" value=id.to_string() />
                        <input type="hidden" name="detainee" value=member.id.to_string() />
                        <SubmitButton look=Look::Plain>
                            {t.leave} <span class="unseen">" " {who}</span>
                        </SubmitButton>
                    </ActionForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <Card>
            <h3>{t.group_of(&group.code)}</h3>
            <ul class="rule-lines">{members}</ul>
            {elsewhere}
        </Card>
    }
}
