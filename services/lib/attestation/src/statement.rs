//! The statement: in-toto Statement v1, which ties a claim to a subject.

use serde::{Deserialize, Serialize};

use crate::subject::Resource;
use crate::{Error, Predicate, Subject, predicate};

/// Type of the statements written and read.
pub const TYPE: &str = "https://in-toto.io/Statement/v1";

/// Something that can be claimed about a model.
pub trait Claim: Serialize {
    /// Its type URI, version included.
    const TYPE: &'static str;

    /// Whether it makes sense in itself.
    ///
    /// # Errors
    /// [`Error::Predicate`] with the field that does not.
    fn check(&self) -> Result<(), Error>;
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement<P> {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Resource>,
    predicate_type: String,
    predicate: P,
}

/// Writes a statement down: the same bytes for the same claim and subject.
///
/// # Errors
/// [`Error::Predicate`].
pub(crate) fn encode<C: Claim>(claim: &C, subject: &Subject) -> Result<Vec<u8>, Error> {
    claim.check()?;
    let statement = Statement {
        kind: TYPE.to_owned(),
        subject: subject.resources(),
        predicate_type: C::TYPE.to_owned(),
        predicate: claim,
    };
    serde_json::to_vec(&statement).map_err(|_| Error::Predicate("it has no JSON form".to_owned()))
}

/// Reads a statement about an audit. The caller has checked its signature.
///
/// # Errors
/// [`Error::StatementType`], [`Error::PredicateType`], [`Error::Predicate`].
pub(crate) fn decode(bytes: &[u8]) -> Result<(Subject, Predicate), Error> {
    let malformed = |e: serde_json::Error| {
        // The position and never the text: it is not ours to repeat.
        Error::Predicate(format!("line {}, column {}", e.line(), e.column()))
    };
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "_type", default)]
        kind: String,
        #[serde(rename = "predicateType", default)]
        predicate_type: String,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(malformed)?;
    if head.kind != TYPE {
        return Err(Error::StatementType);
    }
    if head.predicate_type != predicate::TYPE {
        return Err(Error::PredicateType);
    }
    let statement: Statement<Predicate> = serde_json::from_slice(bytes).map_err(malformed)?;
    statement.predicate.check()?;
    Ok((
        Subject::from_resources(&statement.subject)?,
        statement.predicate,
    ))
}
