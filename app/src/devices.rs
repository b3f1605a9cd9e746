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

    /// Chooses the device of `kind`.
    pub fn choose(&mut self, kind: Kind, id: Option<String>) {
        match kind {
            Kind::Camera => self.camera = id,
            Kind::Microphone => self.microphone = id,
            Kind::Speaker => self.speaker = id,
        }
    }
}

/// A number that differs when other devices are connected; `None` where the browser does not tell them apart.
pub fn fingerprint(devices: &[Device]) -> Option<String> {
    let mut ids: Vec<(u8, &str)> =
        devices.iter().map(|device| (device.kind as u8, device.id.as_str())).filter(|(_, id)| !id.is_empty()).collect();
    if ids.is_empty() {
        return None;
    }
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
        Device { kind, id: id.to_owned(), label: String::new() }
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
        assert_eq!(fingerprint(&[]), None);
        assert_eq!(fingerprint(&[device(Kind::Camera, "")]), None);
    }
}
