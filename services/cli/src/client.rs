//! Connections to the three services, found by flags, environment or the local
//! suite, and the retries that a lost connection is worth.

use std::path::PathBuf;
use std::time::Duration;

use chassis::client::{Link, Options};
use chassis::{Code, Failure};
use proto::audit::v1::audit_service_client::AuditServiceClient;
use proto::finetune::v1::fine_tune_service_client::FineTuneServiceClient;
use proto::ingest::v1::ingest_service_client::IngestServiceClient;
use proto::privacy::v1::budget_service_client::BudgetServiceClient;
use tonic::Status;

use crate::args::Global;
use crate::endpoints::{self, Endpoints};
use crate::error::Error;

/// The ingest service.
pub(crate) type Ingest = IngestServiceClient<Link>;
/// The finetune service.
pub(crate) type FineTune = FineTuneServiceClient<Link>;
/// The budgets, of the finetune service.
pub(crate) type Budgets = BudgetServiceClient<Link>;
/// The audit service.
pub(crate) type Audit = AuditServiceClient<Link>;

/// A report lists hundreds of measures at most, a page a thousand resources:
/// this is far above both.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// Waits before a lost connection is tried again, in order; about 30 seconds.
const PAUSES: [Duration; 8] = [
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(7),
    Duration::from_secs(7),
    Duration::from_secs(7),
];

/// Finds and connects services.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    global: Global,
    data_dir: PathBuf,
}

impl Connector {
    /// A connector by the global flags.
    pub(crate) fn new(global: &Global) -> Self {
        let data_dir = endpoints::data_dir(global.data_dir.as_deref());
        Self {
            global: global.clone(),
            data_dir,
        }
    }

    /// The ingest service.
    pub(crate) async fn ingest(&self) -> Result<Ingest, Error> {
        let flag = self.global.ingest_endpoint.as_ref();
        let link = self.link("ingest", flag, |known| known.ingest).await?;
        Ok(IngestServiceClient::new(link).max_decoding_message_size(MAX_ANSWER_BYTES))
    }

    /// The finetune service.
    pub(crate) async fn finetune(&self) -> Result<FineTune, Error> {
        let flag = self.global.finetune_endpoint.as_ref();
        let link = self.link("finetune", flag, |known| known.finetune).await?;
        Ok(FineTuneServiceClient::new(link).max_decoding_message_size(MAX_ANSWER_BYTES))
    }

    /// The budgets, of the finetune service.
    pub(crate) async fn budgets(&self) -> Result<Budgets, Error> {
        let flag = self.global.finetune_endpoint.as_ref();
        let link = self.link("finetune", flag, |known| known.finetune).await?;
        Ok(BudgetServiceClient::new(link).max_decoding_message_size(MAX_ANSWER_BYTES))
    }

    /// The audit service.
    pub(crate) async fn audit(&self) -> Result<Audit, Error> {
        let flag = self.global.audit_endpoint.as_ref();
        let link = self.link("audit", flag, |known| known.audit).await?;
        Ok(AuditServiceClient::new(link).max_decoding_message_size(MAX_ANSWER_BYTES))
    }

    /// Folders in which the local suite looks for models; none where no local
    /// suite runs.
    pub(crate) fn model_roots(&self) -> Vec<PathBuf> {
        let known = Endpoints::read(&self.data_dir).ok().flatten();
        known.map(|known| known.model_roots).unwrap_or_default()
    }

    async fn link(
        &self,
        service: &str,
        flag: Option<&String>,
        pick: impl Fn(Endpoints) -> String,
    ) -> Result<Link, Error> {
        let variable = format!("TACIT_{}_ENDPOINT", service.to_ascii_uppercase());
        if let Some(named) = flag.cloned().or_else(|| chassis::config::env(&variable)) {
            return Ok(chassis::client::connect(&named, &self.options()).await?);
        }
        let Some(known) = Endpoints::read(&self.data_dir)? else {
            return Err(Failure::new(
                Code::Unavailable,
                "NO_ENDPOINT",
                format!(
                    "no local suite runs in {} and no {service} endpoint is given",
                    self.data_dir.display()
                ),
            )
            .action(format!(
                "start one with `tacit up`, name its folder with --data-dir, or pass --{service}-endpoint"
            ))
            .into());
        };
        let endpoint = pick(known);
        chassis::client::connect(&endpoint, &self.options())
            .await
            .map_err(|failure| {
                let local = failure.reason == "UNREACHABLE";
                let action = "the local suite has stopped or is stopping; start it with `tacit up`";
                if local {
                    failure.action(action)
                } else {
                    failure
                }
                .into()
            })
    }

    fn options(&self) -> Options {
        let file = |flag: &Option<PathBuf>, variable: &str| {
            let environment = || chassis::config::env(variable).map(PathBuf::from);
            flag.clone().or_else(environment)
        };
        Options {
            token_file: token_file(&self.global),
            ca_file: file(&self.global.tls_ca, "TACIT_TLS_CA"),
            cert_file: self.global.tls_cert.clone(),
            key_file: self.global.tls_key.clone(),
            ..Options::default()
        }
    }
}

/// The file with the bearer token.
pub(crate) fn token_file(global: &Global) -> Option<PathBuf> {
    let environment = || chassis::config::env("TACIT_TOKEN_FILE").map(PathBuf::from);
    global.token_file.clone().or_else(environment)
}

/// Counts tries and waits between them.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    tried: usize,
}

impl Patience {
    /// Something worked: the next trouble is a new one.
    pub(crate) fn reset(&mut self) {
        self.tried = 0;
    }

    /// Waits where another try is worth it.
    ///
    /// # Errors
    /// The status, where it is final or the tries are used up.
    pub(crate) async fn pause(&mut self, status: Status) -> Result<(), Error> {
        match PAUSES.get(self.tried) {
            Some(pause) if is_passing(&status) => {
                self.tried += 1;
                tracing::info!(code = ?status.code(), attempt = self.tried, "trying again");
                tokio::time::sleep(*pause).await;
                Ok(())
            }
            _ => Err(status.into()),
        }
    }
}

/// Whether the same call may work a moment later: the connection broke, or the
/// service says so. An answer of ours with another code is final.
pub(crate) fn is_passing(status: &Status) -> bool {
    let lost = chassis::failure_from_status(status).reason == "CALL_FAILED";
    match status.code() {
        tonic::Code::Unavailable => true,
        tonic::Code::Unknown | tonic::Code::Internal | tonic::Code::Cancelled => lost,
        _ => false,
    }
}

/// Repeats a call that may safely be repeated until it is answered.
pub(crate) async fn retry<T>(mut call: impl AsyncFnMut() -> Result<T, Status>) -> Result<T, Error> {
    let mut patience = Patience::default();
    loop {
        match call().await {
            Ok(answer) => return Ok(answer),
            Err(status) => patience.pause(status).await?,
        }
    }
}

/// Gathers pages until `limit` items or the last page.
pub(crate) async fn pages<T>(
    limit: usize,
    mut page: impl AsyncFnMut(i32, String) -> Result<(Vec<T>, String), Status>,
) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    let mut token = String::new();
    loop {
        let size = i32::try_from((limit - items.len()).min(1000)).unwrap_or(1000);
        let (found, next) = page(size, token).await?;
        items.extend(found);
        if next.is_empty() || items.len() >= limit {
            items.truncate(limit);
            return Ok(items);
        }
        token = next;
    }
}

#[cfg(test)]
mod tests;
