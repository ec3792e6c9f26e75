//! Messages of the contract as JSON: proto's own mapping, read off the
//! descriptors, with the field names of the `.proto` files, 64-bit integers as
//! numbers and unset fields written out, so that a program finds every key.

use std::sync::LazyLock;

use chassis::{Code, Failure};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::Value;

use crate::error::Error;

static POOL: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(proto::DESCRIPTORS).ok());

/// A message that knows its name in the contract.
pub(crate) trait Named: Message {
    /// Fully qualified, `tacit.job.v1.JobEvent`.
    const NAME: &'static str;
}

macro_rules! named {
    ($($package:ident :: $message:ident),* $(,)?) => {
        $(impl Named for proto::$package::v1::$message {
            const NAME: &'static str =
                concat!("tacit.", stringify!($package), ".v1.", stringify!($message));
        })*
    };
}

named!(
    artifact::Checkpoint,
    artifact::Dataset,
    artifact::DatasetVersion,
    artifact::Report,
    audit::AuditJob,
    finetune::FineTuningJob,
    ingest::IngestionJob,
    job::JobEvent,
    privacy::Budget,
    privacy::BudgetEntry,
);

/// The message as a JSON object.
pub(crate) fn of<M: Named>(message: &M) -> Result<Value, Error> {
    convert(message).ok_or_else(|| {
        let sentence = format!("{} has no JSON form in this build", M::NAME);
        Failure::new(Code::Internal, "INTERNAL", sentence).into()
    })
}

fn convert<M: Named>(message: &M) -> Option<Value> {
    let descriptor = POOL.as_ref()?.get_message_by_name(M::NAME)?;
    let bytes = message.encode_to_vec();
    let dynamic = DynamicMessage::decode(descriptor, bytes.as_slice()).ok()?;
    let options = SerializeOptions::new()
        .stringify_64_bit_integers(false)
        .use_proto_field_name(true)
        .skip_default_fields(false);
    dynamic
        .serialize_with_options(serde_json::value::Serializer, &options)
        .ok()
}

#[cfg(test)]
mod tests;
