//! Writing the shards of one split.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Float32Builder, StringBuilder, UInt64Builder};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use corpus::{Record, Span, Split};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{SCHEMA, span_fields};
use crate::dataset::{Shard, SplitCounts};
use crate::digest::Hashing;
use crate::{ArtifactError, DatasetManifest};

/// Text bytes held before they become a batch.
const BATCH_BYTES: usize = 4 << 20;
/// Records held before they become a batch.
const BATCH_RECORDS: usize = 8192;
/// Encoded bytes held before they become a row group.
const ROW_GROUP_BYTES: usize = 32 << 20;

type Sink = Hashing<BufWriter<File>>;

/// Writes the records of one split into shards of bounded size, with bounded
/// memory, and counts them.
pub struct SplitWriter {
    dir: PathBuf,
    split: Split,
    shard_bytes: u64,
    batch: Batch,
    open: Option<(String, u64, ArrowWriter<Sink>)>,
    shards: Vec<Shard>,
    counts: SplitCounts,
}

impl SplitWriter {
    /// A writer into `dir`; a new shard starts when one exceeds `shard_bytes`.
    pub fn new(dir: &Path, split: Split, shard_bytes: u64) -> Self {
        Self {
            dir: dir.to_path_buf(),
            split,
            shard_bytes,
            batch: Batch::default(),
            open: None,
            shards: Vec::new(),
            counts: SplitCounts::default(),
        }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`ArtifactError::NoSpace`] or [`ArtifactError::Shard`] when a full batch
    /// cannot be written.
    pub fn write(&mut self, record: &Record) -> Result<(), ArtifactError> {
        self.counts.add(record);
        self.batch.push(record);
        if self.batch.records >= BATCH_RECORDS || self.batch.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Closes the last shard; its counts and shards go into the manifest.
    ///
    /// # Errors
    /// [`ArtifactError::NoSpace`] or [`ArtifactError::Shard`] when the rest
    /// cannot be written.
    pub fn finish(mut self, manifest: &mut DatasetManifest) -> Result<(), ArtifactError> {
        self.flush()?;
        self.close()?;
        manifest
            .counts
            .splits
            .insert(self.split.as_str().to_owned(), self.counts);
        manifest.shards.append(&mut self.shards);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ArtifactError> {
        if self.batch.records == 0 {
            return Ok(());
        }
        if self.open.is_none() {
            self.open = Some(self.create()?);
        }
        let Some((file, records, writer)) = &mut self.open else {
            return Ok(());
        };
        let path = self.dir.join(&*file);
        *records += self.batch.records as u64;
        let written = self
            .batch
            .take()
            .and_then(|batch| writer.write(&batch))
            .and_then(|()| {
                if writer.in_progress_size() > ROW_GROUP_BYTES {
                    writer.flush()
                } else {
                    Ok(())
                }
            });
        written.map_err(|e| ArtifactError::shard(path, e))?;
        if (writer.bytes_written() + writer.in_progress_size()) as u64 > self.shard_bytes {
            self.close()?;
        }
        Ok(())
    }

    fn create(&self) -> Result<(String, u64, ArrowWriter<Sink>), ArtifactError> {
        let file = format!("{}-{:05}.parquet", self.split.as_str(), self.shards.len());
        let path = self.dir.join(&file);
        let sink = File::create_new(&path).map_err(|e| ArtifactError::io(&path, e))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by("tacit".to_owned())
            .build();
        let writer = ArrowWriter::try_new(
            Hashing::new(BufWriter::with_capacity(1 << 20, sink)),
            SCHEMA.clone(),
            Some(properties),
        )
        .map_err(|e| ArtifactError::shard(path, e))?;
        Ok((file, 0, writer))
    }

    fn close(&mut self) -> Result<(), ArtifactError> {
        let Some((file, records, writer)) = self.open.take() else {
            return Ok(());
        };
        let path = self.dir.join(&file);
        let sink = writer
            .into_inner()
            .map_err(|e| ArtifactError::shard(&path, e))?;
        let (buffer, digest, bytes) = sink.finish();
        buffer
            .into_inner()
            .map_err(|e| ArtifactError::io(&path, e.into_error()))?;
        self.shards.push(Shard {
            file,
            split: self.split,
            records,
            bytes,
            digest,
        });
        Ok(())
    }
}

/// Columns being filled.
#[derive(Default)]
struct Batch {
    records: usize,
    bytes: usize,
    id: StringBuilder,
    text: StringBuilder,
    subject: StringBuilder,
    spans: Spans,
    uncertain: Spans,
}

impl Batch {
    fn push(&mut self, record: &Record) {
        self.records += 1;
        self.bytes += record.text.len();
        self.id.append_value(&record.id);
        self.text.append_value(record.text.expose());
        self.subject.append_option(record.subject.as_deref());
        self.spans.push(&record.spans);
        self.uncertain.push(&record.uncertain);
    }

    fn take(&mut self) -> Result<RecordBatch, ParquetError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            Arc::new(self.text.finish()),
            Arc::new(self.subject.finish()),
            Arc::new(self.spans.take()?),
            Arc::new(self.uncertain.take()?),
        ];
        self.records = 0;
        self.bytes = 0;
        Ok(RecordBatch::try_new(SCHEMA.clone(), columns)?)
    }
}

/// A column of lists of spans being filled.
#[derive(Default)]
struct Spans {
    ends: Vec<i32>,
    start: UInt64Builder,
    end: UInt64Builder,
    entity: StringBuilder,
    score: Float32Builder,
    recognizer: StringBuilder,
}

impl Spans {
    fn push(&mut self, spans: &[Span]) {
        for span in spans {
            self.start.append_value(span.start as u64);
            self.end.append_value(span.end as u64);
            self.entity.append_value(span.entity.as_str());
            self.score.append_value(span.score);
            self.recognizer.append_value(&span.recognizer);
        }
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.push(before + spans.len() as i32);
    }

    fn take(&mut self) -> Result<ListArray, ParquetError> {
        let values: Vec<ArrayRef> = vec![
            Arc::new(self.start.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.entity.finish()),
            Arc::new(self.score.finish()),
            Arc::new(self.recognizer.finish()),
        ];
        let values = StructArray::try_new(span_fields(), values, None)?;
        let lengths = self.ends.iter().scan(0, |before, &end| {
            let length = end - *before;
            *before = end;
            usize::try_from(length).ok()
        });
        let list = ListArray::try_new(
            Arc::new(Field::new("item", DataType::Struct(span_fields()), false)),
            OffsetBuffer::from_lengths(lengths),
            Arc::new(values),
            None,
        )?;
        self.ends.clear();
        Ok(list)
    }
}
