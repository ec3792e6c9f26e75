//! CSV and Parquet: fields are columns.

use std::fs::File;
use std::io::BufRead;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use chassis::Failure;
use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::parse::FieldValues;
use super::{Batcher, Raw, read_failure};
use crate::error::{self, BadRecord};
use crate::spec::Fields;

/// Reads CSV with a header line.
pub(super) fn read_csv(
    input: &mut dyn BufRead,
    fields: &Fields,
    max_record_bytes: usize,
    emit: &mut dyn FnMut(super::Batch) -> bool,
) -> Result<(), Failure> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(input);
    let header = reader.byte_headers().map_err(csv_failure)?.clone();
    let column = |name: &str| header.iter().position(|h| h == name.as_bytes());
    let Some(text) = column(&fields.text) else {
        return Err(no_column(&fields.text));
    };
    let (id, subject) = (column(&fields.id), column(&fields.subject));
    let mut batcher = Batcher::new(emit);
    let mut row = ByteRecord::new();
    while reader.read_byte_record(&mut row).map_err(csv_failure)? {
        let line = row.position().map_or(0, csv::Position::line);
        let value = |at: Option<usize>| at.and_then(|i| row.get(i)).map(<[u8]>::to_vec);
        let raw = if row.len() != header.len() {
            Raw::Bad(BadRecord::new("MALFORMED_RECORD", line, ""))
        } else if row.as_slice().len() > max_record_bytes {
            Raw::Bad(BadRecord::new("RECORD_TOO_LARGE", line, ""))
        } else {
            Raw::Fields(FieldValues {
                text: value(Some(text)),
                id: value(id).filter(|v| !v.is_empty()),
                subject: value(subject).filter(|v| !v.is_empty()),
            })
        };
        if !batcher.push(line, raw, row.as_slice().len()) {
            return Ok(());
        }
    }
    batcher.finish();
    Ok(())
}

fn csv_failure(error: csv::Error) -> Failure {
    match error.into_kind() {
        ErrorKind::Io(io) => read_failure(&io),
        _ => error::source("MALFORMED_RECORD", "the source is not CSV"),
    }
}

/// Reads a Parquet file a batch of rows at a time.
pub(super) fn read_parquet(
    file: File,
    fields: &Fields,
    position: &AtomicU64,
    emit: &mut dyn FnMut(super::Batch) -> bool,
) -> Result<(), Failure> {
    let malformed = || error::source("MALFORMED_PARQUET", "the source is not a Parquet file");
    let length = file.metadata().map(|m| m.len()).unwrap_or(0);
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| malformed())?;
    let names = [&fields.text, &fields.id, &fields.subject];
    if builder.schema().column_with_name(&fields.text).is_none() {
        return Err(no_column(&fields.text));
    }
    let total = builder.metadata().file_metadata().num_rows().max(1) as u64;
    let mask = ProjectionMask::columns(
        builder.parquet_schema(),
        names.iter().map(|name| name.as_str()),
    );
    let reader = builder
        .with_projection(mask)
        .with_batch_size(512)
        .build()
        .map_err(|_| malformed())?;
    let mut batcher = Batcher::new(emit);
    let mut row = 0;
    for batch in reader {
        let batch = batch.map_err(|_| malformed())?;
        let text = strings(&batch, &fields.text)?;
        let (id, subject) = (
            strings(&batch, &fields.id)?,
            strings(&batch, &fields.subject)?,
        );
        for i in 0..batch.num_rows() {
            row += 1;
            let value = |column: &Option<StringArray>| {
                let column = column.as_ref()?;
                column
                    .is_valid(i)
                    .then(|| column.value(i).as_bytes().to_vec())
            };
            let values = FieldValues {
                text: value(&text),
                id: value(&id),
                subject: value(&subject),
            };
            let bytes = values.text.as_ref().map_or(0, Vec::len);
            if !batcher.push(row, Raw::Fields(values), bytes) {
                return Ok(());
            }
        }
        // Rows are the best measure of how far a columnar file was read.
        position.store(length / total * row, Ordering::Relaxed);
    }
    batcher.finish();
    Ok(())
}

/// A column as strings: text as it is, whole numbers written out.
fn strings(batch: &RecordBatch, name: &str) -> Result<Option<StringArray>, Failure> {
    let Some(column) = batch.column_by_name(name) else {
        return Ok(None);
    };
    let textual = matches!(
        column.data_type(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(_, _)
    );
    if !textual && !column.data_type().is_integer() {
        return Err(
            error::source("WRONG_FIELD_TYPE", "a column is not text").field(name.to_owned())
        );
    }
    let cast = arrow_cast::cast(column, &DataType::Utf8)
        .map_err(|_| error::source("WRONG_FIELD_TYPE", "a column is not text").field(name))?;
    Ok(cast.as_string_opt::<i32>().cloned())
}

fn no_column(name: &str) -> Failure {
    error::source("MISSING_FIELD", "the source has no such column")
        .field(name)
        .action("name the column that holds the text with fields.text")
}
