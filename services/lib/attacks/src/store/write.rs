//! From observations to Parquet.

use std::io::Write;
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Float32Type, UInt32Type};
use arrow_array::{
    ArrayRef, BooleanArray, Float32Array, ListArray, PrimitiveArray, RecordBatch, StringArray,
    StructArray, UInt32Array, UInt64Array,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Fields};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::{COUNTS, FLOATS, PASSES, StoreError};
use crate::Observed;

/// Records of a batch: lists count their values with 32 bits.
const BATCH: usize = 1024;

/// Writes records. The same records give the same bytes.
///
/// # Errors
/// [`StoreError::Signal`] for a record that does not fit together, else what went
/// wrong in writing.
pub fn write<W: Write + Send>(records: &[Observed], sink: W) -> Result<W, StoreError> {
    records.iter().try_for_each(Observed::check)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("tacit".to_owned())
        .build();
    let schema = batch(&[])?.schema();
    let mut writer = ArrowWriter::try_new(sink, schema, Some(properties))?;
    for chunk in records.chunks(BATCH) {
        writer.write(&batch(chunk)?)?;
        writer.flush()?;
    }
    Ok(writer.into_inner()?)
}

fn batch(records: &[Observed]) -> Result<RecordBatch, StoreError> {
    let each = || records.iter();
    let mut columns: Vec<(&str, ArrayRef, bool)> = vec![
        (
            "record",
            Arc::new(each().map(|o| o.record).collect::<UInt64Array>()),
            false,
        ),
        (
            "split",
            Arc::new(
                each()
                    .map(|o| Some(o.split.as_str()))
                    .collect::<StringArray>(),
            ),
            false,
        ),
        (
            "subject",
            Arc::new(each().map(|o| o.subject).collect::<UInt64Array>()),
            true,
        ),
        (
            "zlib_bytes",
            Arc::new(each().map(|o| o.zlib_bytes).collect::<UInt32Array>()),
            false,
        ),
        (
            "lowercase",
            Arc::new(each().map(|o| o.lowercase).collect::<Float32Array>()),
            true,
        ),
        (
            "recall",
            Arc::new(each().map(|o| o.recall).collect::<Float32Array>()),
            true,
        ),
        ("neighbours", floats(records, |o| &o.neighbours)?, false),
        ("references", floats(records, |o| &o.references)?, false),
        ("spans", spans(records)?, false),
    ];
    let tokens = || OffsetBuffer::from_lengths(records.iter().map(|o| o.tokens.len()));
    let ids = each().flat_map(|o| &o.tokens).map(|t| Some(t.id));
    columns.push((
        "token_id",
        list::<UInt32Type>(ids.collect(), tokens(), false)?,
        false,
    ));
    let overlaps = each().flat_map(|o| &o.tokens).map(|t| t.span);
    columns.push((
        "token_span",
        list::<UInt32Type>(overlaps.collect(), tokens(), true)?,
        false,
    ));
    let unsure = each().flat_map(|o| &o.tokens).map(|t| Some(t.uncertain));
    let item = Arc::new(Field::new("item", DataType::Boolean, false));
    let unsure: BooleanArray = unsure.collect();
    let unsure = ListArray::try_new(item, tokens(), Arc::new(unsure), None)?;
    columns.push(("token_uncertain", Arc::new(unsure), false));
    for (pass, of) in PASSES.iter().enumerate() {
        for field in &FLOATS {
            let values = each().flat_map(of).map(|o| Some((field.get)(o)));
            let column = list::<Float32Type>(values.collect(), tokens(), false)?;
            columns.push((field.columns[pass], column, false));
        }
        for field in &COUNTS {
            let values = each().flat_map(of).map(|o| Some((field.get)(o)));
            let column = list::<UInt32Type>(values.collect(), tokens(), false)?;
            columns.push((field.columns[pass], column, false));
        }
    }
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

/// A column of one list of numbers a record.
fn floats(records: &[Observed], of: fn(&Observed) -> &Vec<f32>) -> Result<ArrayRef, StoreError> {
    let values = records.iter().flat_map(of).copied().map(Some);
    let offsets = OffsetBuffer::from_lengths(records.iter().map(|o| of(o).len()));
    list::<Float32Type>(values.collect(), offsets, false)
}

/// A column of lists.
fn list<T: ArrowPrimitiveType>(
    values: PrimitiveArray<T>,
    offsets: OffsetBuffer<i32>,
    nullable: bool,
) -> Result<ArrayRef, StoreError> {
    let item = Arc::new(Field::new("item", T::DATA_TYPE, nullable));
    Ok(Arc::new(ListArray::try_new(
        item,
        offsets,
        Arc::new(values),
        None,
    )?))
}

fn spans(records: &[Observed]) -> Result<ArrayRef, StoreError> {
    let all = || records.iter().flat_map(|o| &o.spans);
    let types = all()
        .map(|s| Some(s.entity_type.as_str()))
        .collect::<StringArray>();
    let firsts = all()
        .map(|s| Some(s.first_mention))
        .collect::<BooleanArray>();
    let wholes = all().map(|s| Some(s.whole)).collect::<BooleanArray>();
    let fields = Fields::from(vec![
        Field::new("type", DataType::Utf8, false),
        Field::new("first_mention", DataType::Boolean, false),
        Field::new("whole", DataType::Boolean, false),
    ]);
    let columns: Vec<ArrayRef> = vec![Arc::new(types), Arc::new(firsts), Arc::new(wholes)];
    let values = StructArray::try_new(fields.clone(), columns, None)?;
    let item = Arc::new(Field::new("item", DataType::Struct(fields), false));
    let offsets = OffsetBuffer::from_lengths(records.iter().map(|o| o.spans.len()));
    Ok(Arc::new(ListArray::try_new(
        item,
        offsets,
        Arc::new(values),
        None,
    )?))
}
