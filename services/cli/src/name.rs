//! Names of resources, short or full: `support`, `support@2`,
//! `datasets/support/versions/2`.

use crate::error::Error;

/// `datasets/{dataset}`.
pub(crate) fn dataset(given: &str) -> Result<String, Error> {
    resource("datasets", given)
}

/// `datasets/{dataset}/versions/{version}`; the newest version where none is
/// named.
pub(crate) fn dataset_version(given: &str) -> Result<String, Error> {
    let short = given.strip_prefix("datasets/").unwrap_or(given);
    let (id, version) = match short
        .split_once("/versions/")
        .or_else(|| short.split_once('@'))
    {
        Some((id, version)) => (id, version),
        None => (short, "-"),
    };
    check(id, given)?;
    check(version, given)?;
    Ok(format!("datasets/{id}/versions/{version}"))
}

/// Whether a version is named.
pub(crate) fn has_version(given: &str) -> bool {
    given.contains('@') || given.contains("/versions/")
}

/// `budgets/{dataset}`, or that of a group in it.
pub(crate) fn budget(given: &str) -> Result<String, Error> {
    let short = given
        .strip_prefix("budgets/")
        .or_else(|| given.strip_prefix("datasets/"))
        .unwrap_or(given);
    match short.split_once("/subjectGroups/") {
        Some((dataset, group)) => {
            check(dataset, given)?;
            check(group, given)?;
        }
        None => check(short, given)?,
    }
    Ok(format!("budgets/{short}"))
}

/// `{collection}/{id}`.
pub(crate) fn resource(collection: &str, given: &str) -> Result<String, Error> {
    let prefixed = given
        .strip_prefix(collection)
        .and_then(|rest| rest.strip_prefix('/'));
    let id = prefixed.unwrap_or(given);
    check(id, given)?;
    Ok(format!("{collection}/{id}"))
}

/// Only the shape: which identifiers are good is the services' to say.
fn check(id: &str, given: &str) -> Result<(), Error> {
    if id.is_empty() || id.contains(['/', '@']) {
        return Err(Error::Usage(format!(
            "{given} is not a name of the kind asked for"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
