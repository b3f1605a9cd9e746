//! RFC 4571: on a stream, each packet comes after its length in two bytes.

use crate::packet::LONGEST;

/// A frame longer than any packet: this is no browser, and the stream cannot be trusted any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Bytes of a stream, until they make a packet.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    taken: usize,
}

impl Frames {
    /// What was read; `next` should have emptied the rest, so that this never grows beyond one frame and one reading.
    pub(crate) fn push(&mut self, more: &[u8]) {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        self.bytes.extend_from_slice(more);
    }

    /// The next whole packet.
    pub(crate) fn next(&mut self) -> Result<Option<&[u8]>, TooLong> {
        let rest = &self.bytes[self.taken..];
        let Some((length, packet)) = rest.split_first_chunk() else { return Ok(None) };
        let length = usize::from(u16::from_be_bytes(*length));
        if length > LONGEST {
            return Err(TooLong);
        }
        if packet.len() < length {
            return Ok(None);
        }
        self.taken += length + 2;
        Ok(Some(&packet[..length]))
    }
}

/// A packet as a frame; nothing of 64 KiB and more.
pub(crate) fn frame(packet: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(packet.len()).ok()?;
    Some([&length.to_be_bytes(), packet].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// However a stream is cut, the packets come out as they went in.
        #[test]
        fn packets_survive_any_cutting(
            packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..=LONGEST), 0..6),
            cut in 1_usize..3_000,
        ) {
            let stream: Vec<u8> = packets.iter().flat_map(|packet| frame(packet).unwrap()).collect();
            let (mut frames, mut out) = (Frames::default(), Vec::new());
            for piece in stream.chunks(cut) {
                frames.push(piece);
                while let Some(packet) = frames.next().unwrap() {
                    out.push(packet.to_vec());
                }
            }
            prop_assert_eq!(out, packets);
        }

        /// Garbage is cut into packets or given up, never kept without end.
        #[test]
        fn garbage_is_bounded(garbage in prop::collection::vec(any::<u8>(), 0..9_000)) {
            let mut frames = Frames::default();
            for piece in garbage.chunks(700) {
                frames.push(piece);
                loop {
                    match frames.next() {
                        Ok(Some(packet)) => prop_assert!(packet.len() <= LONGEST),
                        Ok(None) => break,
                        Err(TooLong) => return Ok(()),
                    }
                }
                prop_assert!(frames.bytes.len() - frames.taken <= LONGEST + 2);
            }
        }
    }
}
