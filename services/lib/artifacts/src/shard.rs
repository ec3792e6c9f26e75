//! Shards: Parquet files of records (columns `id`, `text`, `subject`, `spans`,
//! `uncertain`).
//!
//! The split is not a column: a shard holds one split, and its manifest says
//! which, so that a reader of `train` cannot meet a holdout record.

mod read;
mod write;

use std::sync::{Arc, LazyLock};

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

pub use read::{Records, read_split};
pub use write::SplitWriter;

/// Fields of one span.
fn span_fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::UInt64, false),
        Field::new("end", DataType::UInt64, false),
        Field::new("type", DataType::Utf8, false),
        Field::new("score", DataType::Float32, false),
        Field::new("recognizer", DataType::Utf8, false),
    ])
}

/// The columns of a shard. Offsets are bytes of `text`, half-open.
pub static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let spans = |name| {
        let span = Field::new("item", DataType::Struct(span_fields()), false);
        Field::new(name, DataType::List(Arc::new(span)), false)
    };
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, false),
        Field::new("text", DataType::Utf8, false),
        Field::new("subject", DataType::Utf8, true),
        spans("spans"),
        spans("uncertain"),
    ]))
});

#[cfg(test)]
mod tests;
