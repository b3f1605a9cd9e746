//! What became of a wished start: why it is not possible, and the nearest that are, each a button. Changing an
//! appointment shows the same.

use leptos::{form::ActionForm, prelude::*};
use locales::dates;
use shared::{
    draft::{SlotView, Wished},
    ids::DraftId,
};

use super::{api::ChooseSlot, state};
use crate::{
    components::{Look, Notice, SubmitButton, Tone},
    language::{language, t},
    words::obstacles,
};

/// The panel under the week, and on the last step when the slot was lost.
#[component]
pub(super) fn WishedPanel(
    /// The draft.
    draft: DraftId,
    /// What became of the wish.
    wished: Wished,
    /// The form that chooses.
    choose: ServerAction<ChooseSlot>,
    /// The title instead of "… is not possible".
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    let (t, language) = (&t().booking, language());
    let form = move |buttons: AnyView| {
        view! {
            <ActionForm action=choose>
                <input type="hidden" name="draft" value=draft.to_string() />
                {buttons}
            </ActionForm>
        }
        .into_any()
    };
    let when = dates::capitalised(&dates::moment(language, wished.start.civil));
    if let Some(slot) = wished.slot {
        return view! {
            <Notice tone=Tone::Ok title=t.wish_possible(&when) alert=true>
                {form(alternatives(vec![slot]))}
            </Notice>
        }
        .into_any();
    }
    view! { <Impossible wished title form /> }.into_any()
}

/// Why a start is not possible, and the nearest that are.
#[component]
pub fn Impossible<F: FnOnce(AnyView) -> AnyView + Send + 'static>(
    /// What became of the wish.
    wished: Wished,
    /// The title instead of "… is not possible".
    title: Option<String>,
    /// Puts the buttons into the form that they send.
    form: F,
) -> impl IntoView {
    let (t, language) = (&t().booking, language());
    let when = dates::capitalised(&dates::moment(language, wished.start.civil));
    let title = title.unwrap_or_else(|| t.wish_impossible(&when));
    let reasons = state::joined(wished.obstacles)
        .iter()
        .map(|one| view! { <li>{obstacles::obstacle(language, one)}</li> })
        .collect_view();
    let nearest = wished.nearest;
    let words = if nearest.is_empty() { t.nearest_none } else { t.nearest };
    view! {
        <Notice tone=Tone::Stop title alert=true>
            <ul>{reasons}</ul>
            <p>{words}</p>
            {form(alternatives(nearest))}
        </Notice>
    }
}

/// Slots as buttons that choose them and go on.
fn alternatives(slots: Vec<SlotView>) -> AnyView {
    let language = language();
    let buttons = slots
        .into_iter()
        .map(|slot| {
            let words = format!("{} · {}", state::short_start(language, &slot), state::rooms(&slot));
            view! {
                <SubmitButton look=Look::Secondary name="slot" value=state::slot_code(slot.slot)>
                    {words}
                </SubmitButton>
            }
        })
        .collect_view();
    view! { <div class="alternatives">{buttons}</div> }.into_any()
}
