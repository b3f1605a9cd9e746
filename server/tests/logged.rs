//! What the server logs, for tests that listen.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::{Dispatch, subscriber::NoSubscriber};

/// The lines of those who log to it.
pub struct Log {
    said: Said,
    lines: Dispatch,
    _beside: Dispatch,
}

impl Log {
    /// A log of nothing yet.
    pub fn listening() -> Self {
        // Where there is one subscriber alone, the first thread that says a line decides for all whether anybody wants it, and
        // at the threads of other tests nobody listens. Where there are two, all are asked.
        let beside = Dispatch::new(NoSubscriber::default());
        let said = Said::default();
        let writer = said.clone();
        let lines = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        Self { said, lines: Dispatch::new(lines), _beside: beside }
    }

    /// Where a task logs that is to be listened to: `task.with_subscriber(log.lines())`.
    pub fn lines(&self) -> Dispatch {
        self.lines.clone()
    }

    /// All that was logged.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.said.0.lock().unwrap()).into_owned()
    }
}

#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
