//! Answering posted forms, with JavaScript or without: a refusal leads back to the form's page, and what was typed
//! waits there.
//!
//! An address shows up in histories and logs, so it carries only codes of what is wrong. What a person typed waits in
//! cookies of their own browser that only the server reads, for a quarter of an hour. What is too long for them is lost
//! without JavaScript, and the page says so. What others changed meanwhile, what stands in the way, and whom somebody seeks
//! wait in such cookies too.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, header, request::Parts};
use leptos::{
    prelude::{provide_context, use_context},
    server_fn::{ServerFn, error::ServerFnUrlError},
};
use leptos_axum::ResponseOptions;
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use shared::{error::Error, ports::Answer, text::Name};

use crate::{
    context::{answer, plain_form},
    error::ApiError,
    meanwhile::Meanwhile,
    session::{connection, cookie},
    shell::UNKEPT,
    sought::SOUGHT,
};

/// The longest note, written in whatever script, fits into two; more than 8 kB of cookies no usual proxy lets through.
const TYPED_COOKIES: [&str; 2] = ["telesala_typed", "telesala_typed_more"];
/// The form of the sign-in page. It has a cookie of its own: whoever signs in again comes from a form that waits for them.
pub const SIGN_IN: &str = "sign-in";
const NAME_COOKIES: [&str; 1] = ["telesala_name"];
/// How the names of searches begin; the path of their page follows. They have a cookie of their own: whoever seeks loses nothing
/// that was typed into another form.
const SEARCH: &str = "search:";
const SEARCH_COOKIES: [&str; 1] = ["telesala_sought"];
/// Browsers keep cookies of up to 4096 bytes with name and attributes.
const TYPED_LIMIT: usize = 3800;

/// What others changed before a form that was refused for it, or what stands in its way.
const MEANWHILE_COOKIE: &str = "telesala_meanwhile";
/// As much of that as goes beside one full cookie of what was typed.
const MEANWHILE_LIMIT: usize = 1900;

/// That what was typed is too long to be kept, in the context of the request.
#[derive(Clone, Copy)]
struct Unkept;

/// That what was typed fills more than one cookie, in the context of the request.
#[derive(Clone, Copy)]
struct Long;

/// Answers the form `F` of the page at `page`. Without JavaScript a refusal leads back there (or to sign in first), and
/// the action of the form finds the error in the address.
pub fn answer_form<F, T>(page: &str, outcome: Answer<T>) -> Result<T, ApiError>
where
    F: ServerFn<Error = ApiError>,
{
    let result = answer(outcome);
    match &result {
        Ok(_) => forget_meanwhile(page, F::PATH),
        Err(error) if plain_form() => {
            keep_meanwhile(page, F::PATH, error);
            let page = if use_context::<Unkept>().is_some() { unkept(page) } else { page.to_owned() };
            lead_to(&address_after(&page, F::PATH, error));
        }
        Err(_) => {}
    }
    result
}

/// Leads the browser to `path` of this site, with JavaScript or without.
pub fn lead_to(path: &str) {
    // Part of a path may be what someone sent; what no header can hold leads home.
    let sound = path.starts_with('/') && !path.starts_with("//") && HeaderValue::from_str(path).is_ok();
    leptos_axum::redirect(if sound { path } else { "/" });
}

/// The address of the page at `page` that says that what was typed is lost.
fn unkept(page: &str) -> String {
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}{UNKEPT}=1")
}

/// Where a refused form leads.
fn address_after(page: &str, function: &str, error: &ApiError) -> String {
    const BASE: &str = "http://here";
    if matches!(error, ApiError::Refused(Error::Unauthenticated)) {
        let back: String = page.replace('%', "%25").replace('&', "%26").replace('?', "%3F").replace('#', "%23");
        return format!("/sign-in?back={back}");
    }
    ServerFnUrlError::new(function, codes_only(error.clone()))
        .to_url(&format!("{BASE}{page}"))
        .ok()
        .and_then(|url| url.as_str().strip_prefix(BASE).map(ToOwned::to_owned))
        .unwrap_or_else(|| page.to_owned())
}

/// The error without names and values: they wait in a cookie, or the page finds them again by itself.
fn codes_only(error: ApiError) -> ApiError {
    match error {
        ApiError::Refused(Error::Refused(_)) => ApiError::Refused(Error::Refused(Vec::new())),
        ApiError::Refused(Error::Conflict(_)) => ApiError::Refused(Error::Conflict(Vec::new())),
        ApiError::Refused(Error::Stale { version, .. }) => {
            ApiError::Refused(Error::Stale { version, changes: Vec::new() })
        }
        ApiError::Refused(Error::Outdated(_)) => ApiError::Refused(Error::Outdated(Vec::new())),
        other => other,
    }
}

/// As much of `meanwhile` as fits into its cookie: the first of what it lists. `None` if not even one does.
fn fitting(mut meanwhile: Meanwhile) -> Option<String> {
    while !(meanwhile.changes.is_empty() && meanwhile.obstacles.is_empty()) {
        let value = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&meanwhile).ok()?);
        if value.len() <= MEANWHILE_LIMIT {
            return Some(value);
        }
        if meanwhile.changes.pop().is_none() {
            meanwhile.obstacles.pop();
        }
    }
    None
}

fn unpacked(value: &str) -> Option<Meanwhile> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}

/// Keeps what others changed or what stands in the way, if the form `function` of the page at `page` was refused for it.
fn keep_meanwhile(page: &str, function: &str, error: &ApiError) {
    let (changes, obstacles) = match error {
        ApiError::Refused(Error::Stale { changes, .. } | Error::Outdated(changes)) => (changes.clone(), Vec::new()),
        ApiError::Refused(Error::Refused(obstacles)) => (Vec::new(), obstacles.clone()),
        _ => return,
    };
    let (page, function) = (path_of(page).to_owned(), function.to_owned());
    let meanwhile = Meanwhile { page, function, changes, obstacles };
    match fitting(meanwhile).filter(|_| use_context::<Long>().is_none()) {
        Some(value) => set_cookie(MEANWHILE_COOKIE, &value, 900),
        None if sent(MEANWHILE_COOKIE) => set_cookie(MEANWHILE_COOKIE, "", 0),
        None => {}
    }
}

/// Forgets that, if it waits for the form `function` of the page at `page`.
fn forget_meanwhile(page: &str, function: &str) {
    let kept = use_context::<Parts>().and_then(|parts| unpacked(cookie(&parts.headers, MEANWHILE_COOKIE)?));
    if kept.is_some_and(|kept| kept.page == path_of(page) && kept.function == function) {
        set_cookie(MEANWHILE_COOKIE, "", 0);
    }
}

/// `page` without what is asked there.
fn path_of(page: &str) -> &str {
    page.split('?').next().unwrap_or_default()
}

/// What waits for the page of this request, if a refused form leads to it.
pub fn meanwhile() -> Option<Meanwhile> {
    let parts = use_context::<Parts>()?;
    let refused = parts.uri.query().is_some_and(|query| query.contains("__err="));
    let kept = unpacked(cookie(&parts.headers, MEANWHILE_COOKIE)?)?;
    (refused && kept.page == parts.uri.path()).then_some(kept)
}

#[derive(Serialize, Deserialize)]
struct Typed<T> {
    form: String,
    typed: T,
}

/// Keeps what was typed into `form` if it was refused, and forgets it if it was taken.
pub fn keep_if_refused<T: Serialize, A>(form: &str, typed: &T, outcome: &Answer<A>) {
    match outcome {
        Ok(_) => forget(form),
        Err(_) => keep(form, typed),
    }
}

/// Keeps what was typed into `form` in place of anything older. Text too long for the cookies is not kept.
pub fn keep<T: Serialize>(form: &str, typed: &T) {
    let Ok(json) = serde_json::to_vec(&Typed { form: form.to_owned(), typed }) else { return };
    let value = URL_SAFE_NO_PAD.encode(json);
    let names = cookies_of(form);
    let Some(pieces) = pieces(&value, names.len()) else {
        provide_context(Unkept);
        return clear(form);
    };
    if pieces.iter().skip(1).any(|piece| !piece.is_empty()) {
        provide_context(Long);
    }
    for (name, piece) in names.iter().zip(pieces) {
        if !piece.is_empty() {
            set_cookie(name, piece, 900);
        } else if sent(name) {
            set_cookie(name, "", 0);
        }
    }
}

/// `value` in one piece for each of so many `cookies`, the last ones perhaps empty; `None` if it is too long.
fn pieces(value: &str, cookies: usize) -> Option<Vec<&str>> {
    let (mut rest, mut pieces) = (value, Vec::with_capacity(cookies));
    for _ in 0..cookies {
        let (piece, more) = rest.split_at_checked(TYPED_LIMIT).unwrap_or((rest, ""));
        pieces.push(piece);
        rest = more;
    }
    rest.is_empty().then_some(pieces)
}

/// What was typed into `form` and refused.
pub fn kept<T: DeserializeOwned>(form: &str) -> Option<T> {
    let parts = use_context::<Parts>()?;
    let value: String = cookies_of(form).iter().filter_map(|name| cookie(&parts.headers, name)).collect();
    let json = URL_SAFE_NO_PAD.decode(value).ok()?;
    let found: Typed<T> = serde_json::from_slice(&json).ok()?;
    (found.form == form).then_some(found.typed)
}

/// Forgets what was typed into `form`, if anything; what was typed into another waits on.
pub fn forget(form: &str) {
    if kept::<IgnoredAny>(form).is_some() {
        clear(form);
    }
}

/// Keeps what is sought on the page at `page`, as far as a name or a code can be long.
pub fn keep_sought(page: &str, text: &str) {
    let text: String = text.chars().take(usize::from(Name::LIMIT)).collect();
    keep(&search_on(path_of(page)), &text);
}

/// What is sought on the page of this request, if a search leads to it.
pub fn sought() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let mut asked = parts.uri.query()?.split('&').filter_map(|pair| pair.split('=').next());
    if asked.any(|key| key == SOUGHT) { kept(&search_on(parts.uri.path())) } else { None }
}

/// The name of the search on the page at `path`.
fn search_on(path: &str) -> String {
    format!("{SEARCH}{path}")
}

/// Forgets all that waits for somebody who signed in: the next one at this browser is another.
pub fn forget_all() {
    let all = TYPED_COOKIES.into_iter().chain([MEANWHILE_COOKIE]).chain(SEARCH_COOKIES);
    for name in all.filter(|name| sent(name)) {
        set_cookie(name, "", 0);
    }
}

/// Takes the cookies of `form` away.
fn clear(form: &str) {
    for name in cookies_of(form).iter().filter(|name| sent(name)) {
        set_cookie(name, "", 0);
    }
}

/// Whether the browser sent the cookie called `name`.
fn sent(name: &str) -> bool {
    use_context::<Parts>().is_some_and(|parts| cookie(&parts.headers, name).is_some())
}

fn cookies_of(form: &str) -> &'static [&'static str] {
    match form {
        SIGN_IN => &NAME_COOKIES,
        search if search.starts_with(SEARCH) => &SEARCH_COOKIES,
        _ => &TYPED_COOKIES,
    }
}

fn set_cookie(name: &str, value: &str, seconds: u32) {
    let secure = if connection().secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    if let (Some(response), Ok(line)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&line)) {
        response.append_header(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        error::{Fault, Problem},
        schedule::Obstacle,
    };

    use super::*;

    #[test]
    fn a_refusal_leads_back_with_its_codes() {
        let error = ApiError::Refused(Error::Invalid(vec![Problem::new("cause", Fault::Missing)]));
        let address = address_after("/confirm/abc?answer=decline", "/do/confirm/respond", &error);
        assert!(
            address.starts_with("/confirm/abc?answer=decline&__path=%2Fdo%2Fconfirm%2Frespond&__err="),
            "{address}"
        );
        let coded = address.rsplit_once("__err=").map(|(_, coded)| coded.replace("%3D", "=")).unwrap_or_default();
        assert_eq!(ServerFnUrlError::<ApiError>::decode_err(&coded), error);
    }

    #[test]
    fn an_ended_session_leads_to_sign_in_and_back() {
        let error = ApiError::Refused(Error::Unauthenticated);
        assert_eq!(
            address_after("/appointments/1?ask=cancel", "/do/x", &error),
            "/sign-in?back=/appointments/1%3Fask=cancel"
        );
    }

    #[test]
    fn what_is_too_long_for_one_cookie_goes_on_in_the_next() {
        let value = |length: usize| "a".repeat(length);
        let lengths = |length| pieces(&value(length), 2).map(|pieces| [pieces[0].len(), pieces[1].len()]);
        assert_eq!(lengths(1), Some([1, 0]));
        assert_eq!(lengths(TYPED_LIMIT), Some([TYPED_LIMIT, 0]));
        assert_eq!(lengths(TYPED_LIMIT + 1), Some([TYPED_LIMIT, 1]));
        assert_eq!(lengths(2 * TYPED_LIMIT), Some([TYPED_LIMIT; 2]));
        assert_eq!(lengths(2 * TYPED_LIMIT + 1), None);
        assert_eq!(unkept("/appointments/1"), "/appointments/1?unkept=1");
        assert_eq!(unkept("/appointments/1?ask=cancelled"), "/appointments/1?ask=cancelled&unkept=1");
    }

    #[test]
    fn what_others_changed_waits_as_far_as_it_fits() {
        let change = |number: usize| shared::appointment::FieldChange {
            field: shared::appointment::Field::Hours,
            of: None,
            from: Some(format!("{number:0200}")),
            to: Some(format!("{number:0200}")),
        };
        let of = |count: usize| Meanwhile {
            page: "/settings".to_owned(),
            function: "/do/settings/notices".to_owned(),
            changes: (0..count).map(change).collect(),
            obstacles: Vec::new(),
        };
        let read = |count: usize| fitting(of(count)).and_then(|value| unpacked(&value));
        assert_eq!(read(1), Some(of(1)));
        assert_eq!((read(0), unpacked("nonsense")), (None, None));
        let some = read(20).expect("some of them fit").changes;
        assert!(some.len() < 20 && some == of(some.len()).changes, "{some:?}");
        assert!(fitting(of(20)).is_some_and(|value| value.len() <= MEANWHILE_LIMIT));
        let closed = || Obstacle::Closed { room: "Sala de audiencias 1".parse().expect("a name") };
        let against = |count| Meanwhile { obstacles: std::iter::repeat_with(closed).take(count).collect(), ..of(0) };
        assert_eq!(fitting(against(2)).and_then(|value| unpacked(&value)), Some(against(2)));
        let some = fitting(against(200)).and_then(|value| unpacked(&value)).expect("some of them fit").obstacles;
        assert!(!some.is_empty() && some.len() < 200, "{some:?}");
    }

    #[test]
    fn no_address_tells_what_changed() {
        let stale = Error::Stale {
            version: 7,
            changes: vec![shared::appointment::FieldChange {
                field: shared::appointment::Field::CaseNumber,
                of: None,
                from: Some("EXP-1".to_owned()),
                to: Some("EXP-2".to_owned()),
            }],
        };
        assert_eq!(
            codes_only(ApiError::Refused(stale)),
            ApiError::Refused(Error::Stale { version: 7, changes: Vec::new() })
        );
        let outdated = Error::Outdated(vec![shared::appointment::FieldChange {
            field: shared::appointment::Field::Departure,
            of: None,
            from: None,
            to: Some("release 2026-11-24".to_owned()),
        }]);
        assert_eq!(codes_only(ApiError::Refused(outdated)), ApiError::Refused(Error::Outdated(Vec::new())));
    }
}
