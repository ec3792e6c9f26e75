//! E-mail: an mbox of messages (RFC 4155, with the quoting of mboxrd), or one
//! message (RFC 5322).

use std::borrow::Cow;
use std::io::BufRead;

use chassis::Failure;
use mail_parser::{Address, MessageParser};

use super::lines::next_line;
use super::parse::Stated;
use super::{Batcher, Raw};
use crate::error::BadRecord;

/// Reads messages up to the end; a message's line is its first. A source that
/// does not begin like an mbox is one message.
pub(super) fn read_mail(
    input: &mut dyn BufRead,
    max_record_bytes: usize,
    emit: &mut dyn FnMut(super::Batch) -> bool,
) -> Result<(), Failure> {
    let mut batcher = Batcher::new(emit);
    let mut line = Vec::new();
    let mut message = Message::default();
    let (mut number, mut mbox, mut blank) = (0, false, true);
    while let Some(fits) = next_line(input, max_record_bytes, &mut line)? {
        number += 1;
        if number == 1 {
            mbox = line.starts_with(b"From ");
            message.first = 1;
        }
        if mbox && blank && line.starts_with(b"From ") {
            if number > 1 && !message.push(&mut batcher) {
                return Ok(());
            }
            message.first = number + 1;
            blank = false;
            continue;
        }
        blank = line.is_empty();
        let text = if mbox { unquoted(&line) } else { &line[..] };
        message.add(text, fits, max_record_bytes);
    }
    if message.push(&mut batcher) {
        batcher.finish();
    }
    Ok(())
}

/// A line of the body that would begin a message carries one `>` more.
fn unquoted(line: &[u8]) -> &[u8] {
    let depth = line.iter().take_while(|byte| **byte == b'>').count();
    if depth > 0 && line[depth..].starts_with(b"From ") {
        &line[1..]
    } else {
        line
    }
}

/// A message being collected.
#[derive(Default)]
struct Message {
    first: u64,
    bytes: Vec<u8>,
    too_large: bool,
}

impl Message {
    fn add(&mut self, line: &[u8], fits: bool, max_bytes: usize) {
        self.too_large |= !fits || self.bytes.len() + line.len() + 1 > max_bytes;
        if self.too_large {
            self.bytes.clear();
        } else {
            self.bytes.extend_from_slice(line);
            self.bytes.push(b'\n');
        }
    }

    /// Gives the message out, where there is one; false to stop.
    fn push(&mut self, batcher: &mut Batcher<'_>) -> bool {
        let bytes = std::mem::take(&mut self.bytes);
        let size = bytes.len();
        if std::mem::take(&mut self.too_large) {
            let bad = BadRecord::new("RECORD_TOO_LARGE", self.first, "");
            return batcher.push(self.first, Raw::Bad(bad), 64);
        }
        bytes.trim_ascii().is_empty() || batcher.push(self.first, Raw::Mail(bytes), size)
    }
}

/// What a message states: its text is the headers a reader sees and the plain
/// body, its subject (whom it is about) the sender's address.
pub(super) fn parse(bytes: &[u8], line: u64) -> Result<Stated, BadRecord> {
    let malformed = || BadRecord::new("MALFORMED_RECORD", line, "");
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(malformed)?;
    let body = message.body_text(0);
    if message.from().is_none() && message.subject().is_none() {
        return Err(malformed());
    }
    let mut text = String::new();
    let mut header = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            text.push_str(&format!("{name}: {value}\n"));
        }
    };
    header("From", message.from().map(people));
    header("To", message.to().map(people));
    header("Cc", message.cc().map(people));
    header("Date", message.date().map(mail_parser::DateTime::to_rfc822));
    header("Subject", message.subject().map(str::to_owned));
    text.push('\n');
    text.push_str(body.unwrap_or(Cow::Borrowed("")).trim_end());
    let sender = message.from().and_then(Address::first);
    let sender = sender.and_then(|from| from.address());
    Ok(Stated {
        id: message.message_id().map(str::to_owned),
        text,
        subject: sender.map(str::to_ascii_lowercase),
        spans: None,
        split: None,
    })
}

/// `Name <address>, …`.
fn people(address: &Address<'_>) -> String {
    let each = address.iter().map(|one| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    });
    each.collect::<Vec<_>>().join(", ")
}
