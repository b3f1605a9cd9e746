//! What a browser's refusal means. Browsers word the same refusal differently, and some do not say who refused.

use shared::check::Access;

/// Why `getUserMedia` refused, as the browser says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The error's name, such as `NotAllowedError`.
    pub name: String,
    /// The error's text, in English in every browser we know.
    pub message: String,
}

/// What `refusal` means, given what the Permissions API answers afterwards (`granted`, `prompt`, `denied`; `None` where
/// it cannot be asked for cameras and microphones, as in older Firefox and Safari).
pub fn meaning(refusal: &Refusal, state: Option<&str>) -> Access {
    let message = refusal.message.to_lowercase();
    match refusal.name.as_str() {
        "NotAllowedError" | "PermissionDeniedError" | "SecurityError" => match state {
            _ if message.contains("system") => Access::DeniedBySystem,
            _ if message.contains("dismissed") => Access::Dismissed,
            Some("denied") => Access::Denied,
            Some("prompt") => Access::Dismissed,
            _ => Access::DeniedBySystem,
        },
        "NotFoundError" | "DevicesNotFoundError" => Access::NotFound,
        "NotReadableError" | "AbortError" | "TrackStartError" => Access::NotReadable,
        _ => Access::Failed,
    }
}

/// Whether asking once more, for this device by itself, would only nag: a person said no, or the question would come again.
/// Where the site has leave (`state` is `granted`) no question comes, so a system that holds back one device need not cost the
/// other.
pub fn asking_again_nags(access: Access, state: Option<&str>) -> bool {
    match access {
        Access::Dismissed | Access::Denied => true,
        Access::DeniedBySystem => state != Some("granted"),
        Access::Granted | Access::NotFound | Access::NotReadable | Access::Unanswered | Access::Failed => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, message: &str, state: Option<&str>) -> Access {
        meaning(&Refusal { name: name.to_owned(), message: message.to_owned() }, state)
    }

    #[test]
    fn refusals_mean_what_browsers_mean_by_them() {
        assert_eq!(of("NotAllowedError", "Permission dismissed", Some("prompt")), Access::Dismissed);
        assert_eq!(of("NotAllowedError", "Permission denied", Some("denied")), Access::Denied);
        assert_eq!(of("NotAllowedError", "Permission denied by system", Some("granted")), Access::DeniedBySystem);
        assert_eq!(of("NotAllowedError", "The request is not allowed by the user agent", None), Access::DeniedBySystem);
        assert_eq!(of("NotAllowedError", "", Some("prompt")), Access::Dismissed);
        assert_eq!(of("NotFoundError", "Requested device not found", Some("prompt")), Access::NotFound);
        assert_eq!(of("NotReadableError", "Could not start video source", Some("granted")), Access::NotReadable);
        assert_eq!(of("AbortError", "Starting videoinput failed", None), Access::NotReadable);
        assert_eq!(of("TypeError", "", None), Access::Failed);
    }

    #[test]
    fn only_a_person_or_a_new_question_is_nagged() {
        for state in [None, Some("prompt"), Some("denied"), Some("granted")] {
            assert!(asking_again_nags(Access::Dismissed, state), "{state:?}");
            assert!(asking_again_nags(Access::Denied, state), "{state:?}");
            assert_eq!(asking_again_nags(Access::DeniedBySystem, state), state != Some("granted"), "{state:?}");
            for fault in [Access::NotFound, Access::NotReadable, Access::Failed] {
                assert!(!asking_again_nags(fault, state), "{fault:?} {state:?}");
            }
        }
    }
}
