//! What was typed into a step and not saved. The other steps show, and book, what is saved: as long as there is more, they say so.

use leptos::prelude::*;
use locales::words;
use shared::{
    appointment::Role,
    draft::{DraftStep, DraftView},
    ids::DraftId,
};

use super::{
    page::Forms,
    state::{self, Asked},
};
use crate::{
    components::{Button, Look, Notice, Tone},
    error::ApiError,
    language::{language, t},
    typed,
};

/// A form of the booking into which one types before sending it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypedForm {
    /// The first step.
    What,
    /// Somebody new for a part.
    Person(Role),
}

impl TypedForm {
    /// What it is called in a draft.
    pub fn name(self, draft: DraftId) -> String {
        let code = match self {
            Self::What => DraftStep::What.code(),
            Self::Person(role) => role.code(),
        };
        format!("{}{code}", beginning(draft))
    }

    /// The form whose name goes on so.
    fn read(code: &str) -> Option<Self> {
        if code == DraftStep::What.code() { Some(Self::What) } else { Role::from_code(code).map(Self::Person) }
    }

    /// Where it is.
    fn path(self, draft: DraftId) -> String {
        match self {
            Self::What => state::path(draft, DraftStep::What),
            Self::Person(role) => format!("{}?part={}", state::path(draft, DraftStep::Who), role.code()),
        }
    }

    /// What was typed there, in words.
    fn words(self) -> String {
        let t = &t().booking;
        match self {
            Self::What => t.unsent_what.to_owned(),
            Self::Person(role) => t.unsent_person(words::role(language(), role)),
        }
    }
}

/// How the names of all forms of a draft begin.
fn beginning(draft: DraftId) -> String {
    format!("booking/{draft}/")
}

/// The forms that a page does not show and that can be gone to: of a part that nobody takes in this kind there is none.
fn elsewhere(view: &DraftView, step: DraftStep, asked: &Asked, typed_person: Option<Role>) -> Vec<TypedForm> {
    let open = state::open_part(view, asked.part.or(typed_person)).filter(|_| step == DraftStep::Who);
    let parts = state::parts(&view.draft).into_iter().filter(|role| state::is_admitted(&view.draft, *role));
    let people = parts.filter(|role| open != Some(*role)).map(TypedForm::Person);
    (step != DraftStep::What).then_some(TypedForm::What).into_iter().chain(people).collect()
}

/// Says which forms hold what is not saved, with the way there; nothing if none does. `typed_person` is the part of a new person
/// who was refused: their form stands open.
#[component]
pub(super) fn Unsent(view: DraftView, step: DraftStep, asked: Asked, typed_person: Option<Role>) -> impl IntoView {
    let t = &t().booking;
    let draft = view.id;
    let forms = elsewhere(&view, step, &asked, typed_person);
    let unsent = RwSignal::new(Vec::<TypedForm>::new());
    // What the tab keeps is known only there, once the page stands.
    Effect::new(move || {
        let waiting = typed::waiting(&beginning(draft));
        let waiting = waiting.iter().filter_map(|code| TypedForm::read(code));
        unsent.set(waiting.filter(|form| forms.contains(form)).collect());
    });
    move || {
        let left = unsent.try_get().unwrap_or_default();
        (!left.is_empty()).then(|| {
            let links = left
                .into_iter()
                .map(|form| {
                    view! {
                        <li>
                            <a href=form.path(draft)>{form.words()}</a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <Notice tone=Tone::Warn title=t.unsent_title alert=true>
                    <p>{t.unsent_lead}</p>
                    <ul>{links}</ul>
                    <Button look=Look::Plain on:click=move |_| discard(draft, unsent)>
                        {t.unsent_discard}
                    </Button>
                </Notice>
            }
        })
    }
}

/// Forgets what those forms hold.
fn discard(draft: DraftId, unsent: RwSignal<Vec<TypedForm>>) {
    for form in unsent.get_untracked() {
        typed::forget(&form.name(draft));
    }
    unsent.set(Vec::new());
}

/// Forgets what was typed into a form once the draft has it. `draft` is the one that the page shows.
pub(super) fn forget_what_is_saved(forms: Forms, draft: impl Fn() -> Option<DraftId> + Copy + 'static) {
    Effect::new(move || {
        if let (true, Some(draft)) = (is_done(forms.save_what.value().get()), draft()) {
            typed::forget(&TypedForm::What.name(draft));
        }
    });
    // The form says for which part only as long as it is on its way.
    let part = StoredValue::new(None::<Role>);
    Effect::new(move || {
        if let Some(sent) = forms.add_new_person.input().get() {
            part.set_value(Role::from_code(&sent.form.role));
        }
    });
    Effect::new(move || {
        if let (true, Some(draft), Some(part)) =
            (is_done(forms.add_new_person.value().get()), draft(), part.get_value())
        {
            typed::forget(&TypedForm::Person(part).name(draft));
        }
    });
}

/// Forgets all that was typed for a draft once it was booked or left.
pub(super) fn forget_once_over(draft: DraftId, answer: impl Fn() -> Option<Result<(), ApiError>> + 'static) {
    Effect::new(move || {
        if is_done(answer()) {
            typed::forget(&beginning(draft));
        }
    });
}

fn is_done(answer: Option<Result<(), ApiError>>) -> bool {
    matches!(answer, Some(Ok(())))
}

#[cfg(test)]
mod tests {
    use shared::{draft::Draft, time::ZoneName};

    use super::*;

    fn id(last: u8) -> DraftId {
        format!("01990000-0000-7000-8000-0000000000{last:02}").parse().unwrap()
    }

    fn view(kind: &str) -> DraftView {
        let mut draft = Draft::default();
        kind.clone_into(&mut draft.what.kind);
        DraftView {
            id: id(7),
            draft,
            detainees: Vec::new(),
            people: Vec::new(),
            slot: None,
            held_until: None,
            problems: Vec::new(),
            booked: None,
            today: jiff::civil::date(2027, 1, 11),
            zone: ZoneName("America/El_Salvador".to_owned()),
        }
    }

    #[test]
    fn a_form_is_found_again_by_its_name() {
        let (draft, other) = (id(7), id(8));
        for form in [TypedForm::What].into_iter().chain(Role::ALL.iter().copied().map(TypedForm::Person)) {
            let name = form.name(draft);
            let code = name.strip_prefix(&beginning(draft)).unwrap();
            assert_eq!(TypedForm::read(code), Some(form), "{name}");
            assert!(!name.starts_with(&beginning(other)), "{name}");
        }
        assert_eq!(TypedForm::read("nobody"), None);
    }

    #[test]
    fn a_page_tells_of_the_forms_that_it_does_not_show() {
        use DraftStep::{Check, What, When, Who};
        let (hearing, nothing) = (view("hearing"), Asked::default());
        let (first, judge) = (TypedForm::What, TypedForm::Person(Role::Judge));
        for step in [Who, When, Check] {
            let forms = elsewhere(&hearing, step, &nothing, None);
            assert!(forms.contains(&first) && forms.contains(&judge), "{step:?}: {forms:?}");
        }
        let forms = elsewhere(&hearing, What, &nothing, None);
        assert!(!forms.contains(&first) && forms.contains(&judge), "{forms:?}");
        let asked = Asked { part: Some(Role::Judge), ..Asked::default() };
        let lawyer = TypedForm::Person(Role::DefenceLawyer);
        for forms in [elsewhere(&hearing, Who, &asked, None), elsewhere(&hearing, Who, &nothing, Some(Role::Judge))] {
            assert!(!forms.contains(&judge) && forms.contains(&lawyer), "its form stands open: {forms:?}");
        }
        assert!(elsewhere(&hearing, When, &asked, None).contains(&judge));
        let meeting = elsewhere(&view("legal_meeting"), When, &nothing, None);
        assert!(!meeting.contains(&judge) && meeting.contains(&lawyer), "{meeting:?}");
    }
}
