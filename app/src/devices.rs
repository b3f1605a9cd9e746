//! Cameras, microphones and loudspeakers as a browser lists them. Their ids and names never leave it.

/// The kinds of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A camera.
    Camera,
    /// A microphone.
    Microphone,
    /// A loudspeaker.
    Speaker,
}

/// A device that is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What it is.
    pub kind: Kind,
    /// Its id: another for every site.
    pub id: String,
    /// The group of devices in one case that it belongs to; empty where the browser does not say.
    pub group: String,
    /// What it is called; empty until a device was allowed.
    pub label: String,
}

/// The devices that a person chose, as far as they did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The camera's id.
    pub camera: Option<String>,
    /// The microphone's id.
    pub microphone: Option<String>,
    /// The loudspeaker's id.
    pub speaker: Option<String>,
}

impl Chosen {
    /// The id of the device of `kind`.
    pub fn of(&self, kind: Kind) -> Option<&str> {
        match kind {
            Kind::Camera => self.camera.as_deref(),
            Kind::Microphone => self.microphone.as_deref(),
            Kind::Speaker => self.speaker.as_deref(),
        }
    }

    /// Those of them that are `connected`.
    #[must_use]
    pub fn among(&self, connected: &[Device]) -> Self {
        let there = |kind: Kind| {
            let listed = |id: &&str| connected.iter().any(|device| device.kind == kind && device.id == *id);
            self.of(kind).filter(listed).map(ToOwned::to_owned)
        };
        Self { camera: there(Kind::Camera), microphone: there(Kind::Microphone), speaker: there(Kind::Speaker) }
    }

    /// Chooses the device of `kind`.
    pub fn choose(&mut self, kind: Kind, id: Option<String>) {
        match kind {
            Kind::Camera => self.camera = id,
            Kind::Microphone => self.microphone = id,
            Kind::Speaker => self.speaker = id,
        }
    }
}

/// The id of the listed device of `kind` that is used: the one that was given, or else the one that was chosen.
pub fn used<'id>(kind: Kind, listed: &[Device], in_use: &'id Chosen, chosen: &'id Chosen) -> Option<&'id str> {
    let is_listed = |id: &&str| listed.iter().any(|device| device.kind == kind && device.id == *id);
    in_use.of(kind).filter(is_listed).or_else(|| chosen.of(kind).filter(is_listed))
}

/// Whether a refusal of this name says that no device is as it was wished: one that was remembered is gone.
pub fn too_much_was_wished(name: &str) -> bool {
    matches!(name, "OverconstrainedError" | "ConstraintNotSatisfiedError")
}

/// Whether `used` is still among those that are `connected`, and still the same device.
pub fn is_connected(used: &Device, connected: &[Device]) -> bool {
    let of_kind: Vec<&Device> = connected.iter().filter(|device| device.kind == used.kind).collect();
    // Browsers give no ids to a page that was allowed nothing, or is no longer: then only that there is one is known.
    if used.id.is_empty() || of_kind.iter().all(|device| device.id.is_empty()) {
        return !of_kind.is_empty();
    }
    let alike = |one: &str, other: &str| one.is_empty() || other.is_empty() || one == other;
    // "The usual one" is always there; with another name, or of another group, it is another.
    let same = |device: &&Device| {
        device.id == used.id && alike(&device.label, &used.label) && alike(&device.group, &used.group)
    };
    of_kind.iter().any(same)
}

/// Whether others of this kind are connected `now` than `before`. Where a browser does not tell them apart, or shows none, as it
/// does to a page that is allowed nothing, no other has come.
pub fn others_of(kind: Kind, before: &[Device], now: &[Device]) -> bool {
    let ids = |listed: &[Device]| -> Option<Vec<String>> {
        let mut ids: Vec<String> =
            listed.iter().filter(|device| device.kind == kind).map(|device| device.id.clone()).collect();
        ids.sort_unstable();
        (!ids.is_empty() && ids.iter().all(|id| !id.is_empty())).then_some(ids)
    };
    matches!((ids(before), ids(now)), (Some(before), Some(now)) if before != now)
}

/// A number that differs when other devices are connected; `None` where the browser does not tell them apart.
pub fn fingerprint(devices: &[Device]) -> Option<String> {
    // A browser that allows one kind and hides the other would seem to have lost a device. That there is none at all is known.
    if devices.iter().any(|device| device.id.is_empty()) {
        return None;
    }
    let mut ids: Vec<(u8, &str)> = devices.iter().map(|device| (device.kind as u8, device.id.as_str())).collect();
    ids.sort_unstable();
    // FNV-1a: enough to notice a change, and nothing that could be turned back into an id.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (kind, id) in ids {
        for byte in std::iter::once(kind).chain(id.bytes()).chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    Some(format!("{hash:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(kind: Kind, id: &str) -> Device {
        Device { kind, id: id.to_owned(), group: String::new(), label: String::new() }
    }

    #[test]
    fn a_device_is_told_from_another_in_its_place() {
        let usual = |label: &str, group: &str| Device {
            label: label.to_owned(),
            group: group.to_owned(),
            ..device(Kind::Microphone, "default")
        };
        let used = usual("Headset", "1");
        let camera = device(Kind::Camera, "a");
        assert!(is_connected(&used, &[camera.clone(), used.clone()]));
        assert!(!is_connected(&used, &[camera.clone(), usual("Built-in", "1")]), "another name");
        assert!(!is_connected(&used, &[usual("Headset", "2")]), "another group");
        assert!(is_connected(&used, &[usual("", "")]), "a browser that names nothing");
        assert!(!is_connected(&used, std::slice::from_ref(&camera)), "none of its kind");
        assert!(!is_connected(&used, &[]));
        assert!(!is_connected(&camera, &[device(Kind::Camera, "b"), used]));
    }

    #[test]
    fn others_of_a_kind_are_told_by_their_ids_and_not_by_their_names() {
        let (camera, usual) = (device(Kind::Camera, "a"), device(Kind::Microphone, "default"));
        let before = [camera.clone(), usual.clone()];
        let headset = device(Kind::Microphone, "b");
        let plugged = [headset.clone(), usual.clone(), camera.clone()];
        assert!(others_of(Kind::Microphone, &before, &plugged));
        assert!(others_of(Kind::Microphone, &plugged, &before), "one that goes too");
        assert!(!others_of(Kind::Camera, &before, &plugged), "of another kind");
        let named = Device { label: "Headset".to_owned(), ..headset };
        assert!(
            !others_of(Kind::Microphone, &plugged, &[usual, camera, named]),
            "the same, by name and in another order"
        );
    }

    #[test]
    fn what_a_browser_hides_is_no_other_device() {
        let (camera, hidden) = (device(Kind::Camera, "a"), device(Kind::Camera, ""));
        let camera = std::slice::from_ref(&camera);
        assert!(!others_of(Kind::Camera, std::slice::from_ref(&hidden), camera), "it was allowed meanwhile");
        assert!(!others_of(Kind::Camera, camera, std::slice::from_ref(&hidden)));
        assert!(!others_of(Kind::Speaker, &[], &[device(Kind::Speaker, "a")]), "it shows loudspeakers only now");
        assert!(!others_of(Kind::Camera, camera, &[]), "one that is gone is missed, and is no other");
    }

    #[test]
    fn without_ids_only_that_there_is_one_is_known() {
        let nameless = device(Kind::Camera, "");
        assert!(is_connected(&device(Kind::Camera, "a"), std::slice::from_ref(&nameless)));
        assert!(is_connected(&nameless, &[device(Kind::Camera, "a")]));
        assert!(!is_connected(&nameless, &[device(Kind::Microphone, "a")]));
    }

    #[test]
    fn of_what_was_chosen_only_what_is_gone_is_dropped() {
        let chosen = Chosen { camera: Some("a".to_owned()), microphone: Some("b".to_owned()), speaker: None };
        let there = chosen.among(&[device(Kind::Camera, "b"), device(Kind::Microphone, "b")]);
        assert_eq!(there, Chosen { microphone: Some("b".to_owned()), ..Chosen::default() });
        assert_eq!(chosen.among(&[]), Chosen::default());
    }

    #[test]
    fn what_is_used_is_what_was_given_and_not_what_comes_first() {
        let listed = [device(Kind::Camera, "a"), device(Kind::Camera, "b"), device(Kind::Microphone, "c")];
        let is = |camera: &str| Chosen { camera: Some(camera.to_owned()), ..Chosen::default() };
        let used_camera =
            |in_use: &Chosen, chosen: &Chosen| used(Kind::Camera, &listed, in_use, chosen).map(str::to_owned);
        let none = Chosen::default();
        assert_eq!(used_camera(&is("b"), &none).as_deref(), Some("b"));
        assert_eq!(used_camera(&is("b"), &is("a")).as_deref(), Some("b"), "the one that was chosen was not given");
        assert_eq!(used_camera(&none, &is("b")).as_deref(), Some("b"), "it is about to be asked for");
        assert_eq!(used_camera(&is("gone"), &is("b")).as_deref(), Some("b"));
        assert_eq!(used_camera(&is("c"), &is("gone")), None, "a microphone is no camera");
    }

    #[test]
    fn only_unmet_wishes_are_asked_again_with_fewer() {
        assert!(too_much_was_wished("OverconstrainedError"));
        assert!(!too_much_was_wished("NotFoundError"));
    }

    #[test]
    fn the_fingerprint_is_of_the_set() {
        let (camera, microphone) = (device(Kind::Camera, "a"), device(Kind::Microphone, "b"));
        let both = fingerprint(&[camera.clone(), microphone.clone()]);
        assert!(both.is_some());
        assert_eq!(both, fingerprint(&[microphone.clone(), camera.clone()]), "the order means nothing");
        assert_ne!(both, fingerprint(std::slice::from_ref(&camera)));
        assert_ne!(both, fingerprint(&[camera, device(Kind::Microphone, "c")]));
        assert_ne!(fingerprint(&[device(Kind::Camera, "b")]), fingerprint(&[microphone]));
    }

    #[test]
    fn what_has_no_id_tells_nothing() {
        assert!(fingerprint(&[]).is_some(), "that there is none is known");
        assert_eq!(fingerprint(&[device(Kind::Camera, "")]), None);
        assert_eq!(
            fingerprint(&[device(Kind::Camera, "a"), device(Kind::Microphone, "")]),
            None,
            "half of them hidden"
        );
    }
}
