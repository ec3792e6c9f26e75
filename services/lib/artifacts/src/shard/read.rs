//! Reading the shards of one split, a batch at a time.

use std::borrow::Cow;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use corpus::{EntityType, Record, Redacted, Span, Split};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::{ArtifactError, DatasetManifest, Digest};

/// The records of one split, in order. Each shard's digest is checked before
/// its first record is given out.
pub struct Records {
    dir: PathBuf,
    split: Split,
    shards: std::vec::IntoIter<(String, Digest)>,
    open: Option<(PathBuf, ParquetRecordBatchReader)>,
    ready: std::vec::IntoIter<Record>,
}

/// Opens a split of a dataset version that lies in `dir`.
pub fn read_split(dir: &Path, manifest: &DatasetManifest, split: Split) -> Records {
    let shards: Vec<_> = manifest
        .shards_of(split)
        .map(|s| (s.file.clone(), s.digest.clone()))
        .collect();
    Records {
        dir: dir.to_path_buf(),
        split,
        shards: shards.into_iter(),
        open: None,
        ready: Vec::new().into_iter(),
    }
}

impl Iterator for Records {
    type Item = Result<Record, ArtifactError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.ready.next() {
                return Some(Ok(record));
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(e) => {
                    self.shards = Vec::new().into_iter();
                    self.open = None;
                    return Some(Err(e));
                }
            }
        }
    }
}

impl Records {
    /// Reads the next batch, opening the next shard where the last has ended.
    /// False when there is nothing left.
    fn fill(&mut self) -> Result<bool, ArtifactError> {
        if self.open.is_none() {
            let Some((file, digest)) = self.shards.next() else {
                return Ok(false);
            };
            let path = self.dir.join(file);
            if Digest::of_file(&path)?.0 != digest {
                return Err(ArtifactError::Corrupt { path });
            }
            let file = File::open(&path).map_err(|e| ArtifactError::io(&path, e))?;
            let reader = ParquetRecordBatchReaderBuilder::try_new(file)
                .and_then(|b| b.with_batch_size(1024).build())
                .map_err(|e| ArtifactError::shard(&path, e))?;
            self.open = Some((path, reader));
        }
        let Some((path, reader)) = &mut self.open else {
            return Ok(true);
        };
        match reader.next() {
            None => self.open = None,
            Some(batch) => {
                let batch = batch.map_err(|e| ArtifactError::shard(&*path, e.into()))?;
                self.ready = decode(&batch, self.split, path)?.into_iter();
            }
        }
        Ok(true)
    }
}

fn decode(batch: &RecordBatch, split: Split, path: &Path) -> Result<Vec<Record>, ArtifactError> {
    let wrong = |column| ArtifactError::Column {
        path: path.to_path_buf(),
        column,
    };
    let strings = |name: &'static str| {
        batch
            .column_by_name(name)
            .and_then(|c| c.as_string_opt::<i32>())
            .ok_or(wrong(name))
    };
    let (ids, texts, subjects) = (strings("id")?, strings("text")?, strings("subject")?);
    let lists = batch
        .column_by_name("spans")
        .and_then(|c| c.as_list_opt::<i32>())
        .ok_or(wrong("spans"))?;
    // Shards written before there were uncertain spans lack the column.
    let uncertain = batch
        .column_by_name("uncertain")
        .map(|c| c.as_list_opt::<i32>().ok_or(wrong("uncertain")))
        .transpose()?;
    let mut records = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let text = texts.value(row);
        let spans = self::spans(lists.value(row).as_ref(), text).ok_or(wrong("spans"))?;
        let uncertain = match uncertain {
            Some(lists) => {
                self::spans(lists.value(row).as_ref(), text).ok_or(wrong("uncertain"))?
            }
            None => Vec::new(),
        };
        records.push(Record {
            id: ids.value(row).to_owned(),
            text: Redacted::new(text),
            subject: subjects
                .is_valid(row)
                .then(|| subjects.value(row).to_owned()),
            spans,
            uncertain,
            split,
        });
    }
    Ok(records)
}

fn spans(list: &dyn Array, text: &str) -> Option<Vec<Span>> {
    let list = list.as_struct_opt()?;
    let start = list
        .column_by_name("start")?
        .as_primitive_opt::<UInt64Type>()?;
    let end = list
        .column_by_name("end")?
        .as_primitive_opt::<UInt64Type>()?;
    let entity = list.column_by_name("type")?.as_string_opt::<i32>()?;
    let score = list
        .column_by_name("score")?
        .as_primitive_opt::<Float32Type>()?;
    let recognizer = list.column_by_name("recognizer")?.as_string_opt::<i32>()?;
    (0..list.len())
        .map(|i| {
            let span = Span {
                start: usize::try_from(start.value(i)).ok()?,
                end: usize::try_from(end.value(i)).ok()?,
                entity: EntityType::parse(entity.value(i)).ok()?,
                score: score.value(i),
                recognizer: Cow::Owned(recognizer.value(i).to_owned()),
            };
            span.check(text).is_ok().then_some(span)
        })
        .collect()
}
