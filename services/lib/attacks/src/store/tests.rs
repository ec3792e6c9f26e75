use std::fs::File;
use std::io::Write as _;

use super::*;
use crate::Bootstrap;
use crate::bootstrap::SplitMix64;
use crate::signal::tests::random_records;

/// Records with every kind of value, some without tokens or spans.
fn records() -> Vec<Observed> {
    let mut random = SplitMix64::new(6);
    let mut records = random_records(1500, 21);
    for (index, observed) in records.iter_mut().enumerate() {
        for pass in [&mut observed.base, &mut observed.tuned] {
            for seen in pass {
                let mut draw = || f32::from_bits(random.next_u64() as u32 & 0xBF7F_FFFF);
                (seen.mean, seen.variance) = (draw(), draw().abs());
                seen.top_k_log_mass = -draw().abs();
                (seen.rank, seen.top1) = (random.next_u64() as u32, u32::MAX);
            }
        }
        observed.lowercase = (index % 3 == 0).then(|| -random.unit() as f32);
        observed.recall = (index % 2 == 0).then_some(-0.0);
        for token in &mut observed.tokens {
            token.uncertain = random.below(3) == 0;
        }
        observed.neighbours = (0..index % 3).map(|_| -random.unit() as f32).collect();
        observed.references = (0..index % 2).map(|_| -random.unit() as f32).collect();
        observed.subject = (index % 4 > 0).then(|| random.next_u64());
        if index % 50 == 7 {
            observed.spans.clear();
            observed.tokens.clear();
            observed.base.clear();
            observed.tuned.clear();
        }
    }
    records
}

/// A file of these bytes.
fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn what_is_read_is_what_was_written_and_so_are_the_findings() {
    let records = records();
    let stored = write(&records, Vec::new()).unwrap();
    assert_eq!(write(&records, Vec::new()).unwrap(), stored);
    let replayed = read(file(&stored)).unwrap();
    assert_eq!(replayed, records);
    // Zeros of either sign are equal; their bits are not.
    let bits = |all: &[Observed]| -> Vec<u32> {
        let passes = all.iter().flat_map(|o| o.base.iter().chain(&o.tuned));
        passes
            .flat_map(|o| FLOATS.map(|field| (field.get)(o).to_bits()))
            .chain(all.iter().filter_map(|o| o.recall.map(f32::to_bits)))
            .collect()
    };
    assert_eq!(bits(&replayed), bits(&records));
    let bootstrap = Bootstrap {
        seed: 3,
        resamples: 20,
    };
    let findings = |all: &[Observed]| crate::find(all, &bootstrap).unwrap();
    let json = |all: &[Observed]| serde_json::to_string(&findings(all)).unwrap();
    assert_eq!(json(&replayed), json(&records));
    assert_eq!(
        crate::blind::blind(&replayed),
        crate::blind::blind(&records)
    );
    let users = crate::user::user_membership;
    assert_eq!(users(&replayed), users(&records));
}

#[test]
fn an_empty_list_is_a_file_too() {
    let stored = write(&[], Vec::new()).unwrap();
    assert!(read(file(&stored)).unwrap().is_empty());
}

#[test]
fn what_is_damaged_is_refused() {
    let mut torn = records();
    torn[0].tuned.pop();
    assert!(matches!(
        write(&torn, Vec::new()),
        Err(StoreError::Signal(_))
    ));
    let mut stored = write(&records(), Vec::new()).unwrap();
    stored.truncate(stored.len() / 2);
    assert!(matches!(read(file(&stored)), Err(StoreError::Parquet(_))));
    assert!(matches!(
        read(file(b"no parquet at all")),
        Err(StoreError::Parquet(_))
    ));
}
