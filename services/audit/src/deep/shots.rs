//! The text before a record for ReCaLL.

use artifacts::shard::read_split;
use attacks::bootstrap::SplitMix64;
use chassis::Failure;
use corpus::Split;
use corpus::tokenize::Tokenizer;

use crate::error;
use crate::subject::Subject;

/// Tokens before a record at most, and at least: less than that changes nothing.
const MOST: usize = 256;
const FEWEST: usize = 16;
/// Records drawn.
const RECORDS: u64 = 16;

/// Tokens of drawn records of the validation split, as many as there is room for; none where that is too few.
pub(super) fn draw(
    subject: &Subject,
    tokenizer: &Tokenizer,
    seed: u64,
    room: usize,
) -> Result<Vec<i64>, Failure> {
    let room = room.min(MOST);
    let total = subject.dataset.records_in(Split::Validation);
    let chosen = SplitMix64::new(seed ^ 0x5407).choose(total, RECORDS);
    let mut wanted = chosen.iter().copied().peekable();
    let mut ids = Vec::new();
    let records = read_split(&subject.dataset_dir, &subject.dataset, Split::Validation);
    for (number, record) in (0..).zip(records) {
        if ids.len() >= room || wanted.peek().is_none() {
            break;
        }
        let record = record?;
        if wanted.next_if_eq(&number).is_some() {
            let encoded = tokenizer.encode(record.text.expose());
            ids.extend(encoded.map_err(|e| error::tokenizer(&e))?.ids);
        }
    }
    ids.truncate(room);
    Ok(if ids.len() < FEWEST { Vec::new() } else { ids })
}
