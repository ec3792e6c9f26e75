//! From Parquet to observations.

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float32Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch};
use corpus::{EntityType, Split};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use super::{COUNTS, FLOATS, Field, StoreError};
use crate::{Observation, Observed, TaggedSpan, Token};

/// Reads what [`super::write`] wrote, in order.
///
/// # Errors
/// [`StoreError`] where the file is not what was written.
pub fn read<R: ChunkReader + 'static>(source: R) -> Result<Vec<Observed>, StoreError> {
    let mut records = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::try_new(source)?.build()? {
        let batch = batch?;
        for row in 0..batch.num_rows() {
            let observed = record(&batch, row)?;
            observed.check()?;
            records.push(observed);
        }
    }
    Ok(records)
}

fn record(batch: &RecordBatch, row: usize) -> Result<Observed, StoreError> {
    let splits = column(batch, "split")?.as_string_opt::<i32>();
    let split = splits.ok_or(StoreError::Column("split"))?.value(row);
    let split = Split::ALL.into_iter().find(|s| s.as_str() == split);
    let ids = list::<UInt32Type>(batch, "token_id", row)?;
    let overlaps = list::<UInt32Type>(batch, "token_span", row)?;
    if overlaps.len() != ids.len() {
        return Err(StoreError::Column("token_span"));
    }
    let unsure = column(batch, "token_uncertain")?.as_list_opt::<i32>();
    let unsure = unsure
        .ok_or(StoreError::Column("token_uncertain"))?
        .value(row);
    let unsure = unsure
        .as_boolean_opt()
        .filter(|u| u.len() == ids.len() && u.null_count() == 0);
    let unsure = unsure.ok_or(StoreError::Column("token_uncertain"))?;
    let tokens = ids
        .values()
        .iter()
        .zip(overlaps.iter())
        .zip(unsure.values());
    Ok(Observed {
        record: required::<UInt64Type>(batch, "record", row)?,
        split: split.ok_or(StoreError::Column("split"))?,
        subject: optional::<UInt64Type>(batch, "subject", row)?,
        zlib_bytes: required::<UInt32Type>(batch, "zlib_bytes", row)?,
        lowercase: optional::<Float32Type>(batch, "lowercase", row)?,
        recall: optional::<Float32Type>(batch, "recall", row)?,
        neighbours: floats(batch, "neighbours", row)?,
        references: floats(batch, "references", row)?,
        tokens: tokens
            .map(|((id, span), uncertain)| Token {
                id: *id,
                span,
                uncertain,
            })
            .collect(),
        spans: spans(batch, row).ok_or(StoreError::Column("spans"))?,
        base: pass(batch, row, 0, ids.len())?,
        tuned: pass(batch, row, 1, ids.len())?,
    })
}

fn pass(
    batch: &RecordBatch,
    row: usize,
    which: usize,
    tokens: usize,
) -> Result<Vec<Observation>, StoreError> {
    let empty = Observation {
        log_prob: 0.0,
        rank: 0,
        top1: 0,
        mean: 0.0,
        variance: 0.0,
        top_k_log_mass: 0.0,
    };
    let mut pass = vec![empty; tokens];
    for field in &FLOATS {
        fill::<Float32Type>(batch, row, field, which, &mut pass)?;
    }
    for field in &COUNTS {
        fill::<UInt32Type>(batch, row, field, which, &mut pass)?;
    }
    Ok(pass)
}

fn fill<T: ArrowPrimitiveType>(
    batch: &RecordBatch,
    row: usize,
    field: &Field<T::Native>,
    which: usize,
    pass: &mut [Observation],
) -> Result<(), StoreError> {
    let name = field.columns[which];
    let values = list::<T>(batch, name, row)?;
    if values.len() != pass.len() || values.null_count() > 0 {
        return Err(StoreError::Column(name));
    }
    for (observation, value) in pass.iter_mut().zip(values.values()) {
        (field.set)(observation, *value);
    }
    Ok(())
}

fn column<'a>(batch: &'a RecordBatch, name: &'static str) -> Result<&'a ArrayRef, StoreError> {
    batch.column_by_name(name).ok_or(StoreError::Column(name))
}

fn optional<T: ArrowPrimitiveType>(
    batch: &RecordBatch,
    name: &'static str,
    row: usize,
) -> Result<Option<T::Native>, StoreError> {
    let values = column(batch, name)?.as_primitive_opt::<T>();
    let values = values.ok_or(StoreError::Column(name))?;
    Ok(values.is_valid(row).then(|| values.value(row)))
}

fn required<T: ArrowPrimitiveType>(
    batch: &RecordBatch,
    name: &'static str,
    row: usize,
) -> Result<T::Native, StoreError> {
    optional::<T>(batch, name, row)?.ok_or(StoreError::Column(name))
}

fn list<T: ArrowPrimitiveType>(
    batch: &RecordBatch,
    name: &'static str,
    row: usize,
) -> Result<PrimitiveArray<T>, StoreError> {
    let lists = column(batch, name)?.as_list_opt::<i32>();
    let values = lists.ok_or(StoreError::Column(name))?.value(row);
    let values = values.as_primitive_opt::<T>();
    Ok(values.ok_or(StoreError::Column(name))?.clone())
}

fn floats(batch: &RecordBatch, name: &'static str, row: usize) -> Result<Vec<f32>, StoreError> {
    let values = list::<Float32Type>(batch, name, row)?;
    if values.null_count() > 0 {
        return Err(StoreError::Column(name));
    }
    Ok(values.values().to_vec())
}

fn spans(batch: &RecordBatch, row: usize) -> Option<Vec<TaggedSpan>> {
    let list = batch
        .column_by_name("spans")?
        .as_list_opt::<i32>()?
        .value(row);
    let list = list.as_struct_opt()?;
    let types = list.column_by_name("type")?.as_string_opt::<i32>()?;
    let firsts = list.column_by_name("first_mention")?.as_boolean_opt()?;
    let wholes = list.column_by_name("whole")?.as_boolean_opt()?;
    (0..list.len())
        .map(|i| {
            Some(TaggedSpan {
                entity_type: EntityType::parse(types.value(i)).ok()?,
                first_mention: firsts.value(i),
                whole: wholes.value(i),
            })
        })
        .collect()
}
