//! Budgets over gRPC: decode, handle, encode.

use std::collections::HashMap;

use artifacts::ArtifactName;
use chassis::page::page;
use chassis::{BudgetState, Failure, Jobs, Opening, Timestamp, wire};
use dp::ledger::{Action, Entry};
use dp::{Accountant, DpEvent};
use proto::privacy::v1 as privacy;
use proto::privacy::v1::budget_service_server::BudgetService;
use tonic::{Request, Response, Status};

use crate::convert::JOBS;
use crate::error::invalid;

const DATASETS: &str = "datasets/";
const BUDGETS: &str = "budgets/";

/// The service.
pub(crate) struct Budgets {
    jobs: Jobs,
}

impl Budgets {
    pub(crate) fn new(jobs: Jobs) -> Self {
        Self { jobs }
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl BudgetService for Budgets {
    async fn create_budget(
        &self,
        request: Request<privacy::CreateBudgetRequest>,
    ) -> Answer<privacy::Budget> {
        let opening = opening(request.into_inner())?;
        Ok(Response::new(budget(
            &self.jobs.open_budget(opening).await?,
        )))
    }

    async fn get_budget(
        &self,
        request: Request<privacy::GetBudgetRequest>,
    ) -> Answer<privacy::Budget> {
        let ledger = ledger(&request.into_inner().name, "name")?;
        Ok(Response::new(budget(&self.jobs.budget(&ledger).await?)))
    }

    async fn list_budgets(
        &self,
        request: Request<privacy::ListBudgetsRequest>,
    ) -> Answer<privacy::ListBudgetsResponse> {
        let request = request.into_inner();
        let (found, next_page_token) = page(
            self.jobs.budgets().await?,
            |state| state.ledger.dataset().to_owned(),
            request.page_size,
            &request.page_token,
        )?;
        Ok(Response::new(privacy::ListBudgetsResponse {
            budgets: found.iter().map(budget).collect(),
            next_page_token,
        }))
    }

    async fn list_budget_entries(
        &self,
        request: Request<privacy::ListBudgetEntriesRequest>,
    ) -> Answer<privacy::ListBudgetEntriesResponse> {
        let request = request.into_inner();
        let ledger = ledger(&request.parent, "parent")?;
        let delta = self.jobs.budget(&ledger).await?.ledger.budget().delta;
        let (found, next_page_token) = page(
            self.jobs.history(&ledger).await?,
            // Of one length, so that their order is that of the numbers.
            |(_, entry)| format!("{:020}", entry.sequence()),
            request.page_size,
            &request.page_token,
        )?;
        let encoded = tokio::task::spawn_blocking(move || encode_all(&found, delta))
            .await
            .map_err(|_| crate::error::internal("the accountant stopped because of a bug"))?;
        Ok(Response::new(privacy::ListBudgetEntriesResponse {
            entries: encoded?,
            next_page_token,
        }))
    }
}

fn opening(request: privacy::CreateBudgetRequest) -> Result<Opening, Failure> {
    let dataset = dataset(&request.dataset, "dataset")?;
    let parents = request
        .parents
        .iter()
        .map(|name| self::dataset(name, "parents"));
    let groups = request.subject_groups.into_iter().map(|group| {
        // The same letters as in a dataset's name.
        if ArtifactName::parse(&format!("{DATASETS}{}/versions/1", group.group)).is_err() {
            let expected = "expected 1 to 63 of a-z, 0-9, -, _ and .";
            return Err(invalid("INVALID_NAME", "subject_groups.group", expected));
        }
        let delta = if group.delta == 0.0 {
            request.delta
        } else {
            group.delta
        };
        let epsilon = group.epsilon;
        Ok((group.group, dp::ledger::Budget { epsilon, delta }))
    });
    Ok(Opening {
        dataset,
        budget: dp::ledger::Budget {
            epsilon: request.epsilon,
            delta: request.delta,
        },
        parents: parents.collect::<Result<_, _>>()?,
        groups: groups.collect::<Result<_, _>>()?,
    })
}

/// A dataset's resource name, checked.
fn dataset(name: &str, field: &str) -> Result<String, Failure> {
    let whole = ArtifactName::parse(&format!("{name}/versions/1"));
    match whole {
        Ok(_) if name.starts_with(DATASETS) => Ok(name.to_owned()),
        _ => Err(invalid("INVALID_NAME", field, "expected datasets/ID")),
    }
}

/// The ledger of a budget: that of the dataset, or of a group in it.
fn ledger(budget: &str, field: &str) -> Result<String, Failure> {
    match budget.strip_prefix(BUDGETS) {
        Some(rest) if !rest.is_empty() => Ok(format!("{DATASETS}{rest}")),
        _ => Err(invalid("INVALID_NAME", field, "expected budgets/DATASET")),
    }
}

/// The budget of a ledger.
fn name(ledger: &str) -> String {
    format!("{BUDGETS}{}", ledger.trim_start_matches(DATASETS))
}

fn budget(state: &BudgetState) -> privacy::Budget {
    let (ledger, standing) = (&state.ledger, &state.standing);
    privacy::Budget {
        name: name(ledger.dataset()),
        epsilon: ledger.budget().epsilon,
        delta: ledger.budget().delta,
        parents: ledger.parents().iter().map(|parent| name(parent)).collect(),
        spent_epsilon: standing.settled,
        committed_epsilon: standing.committed,
        open_jobs: standing
            .open_jobs
            .iter()
            .map(|id| format!("{JOBS}{id}"))
            .collect(),
        entries: ledger.entries().len() as u64,
        head_digest: state.head().map(String::from).unwrap_or_default(),
    }
}

fn encode_all(
    entries: &[(Timestamp, Entry)],
    delta: f64,
) -> Result<Vec<privacy::BudgetEntry>, Failure> {
    // Many jobs have the same plan.
    let mut known = HashMap::new();
    entries
        .iter()
        .map(|one| encode(one, delta, &mut known))
        .collect()
}

fn encode(
    (time, entry): &(Timestamp, Entry),
    delta: f64,
    known: &mut HashMap<String, f64>,
) -> Result<privacy::BudgetEntry, Failure> {
    use privacy::BudgetAction as A;
    let (action, job, event): (A, &str, Option<&DpEvent>) = match entry.action() {
        Action::Open { .. } => (A::Open, "", None),
        Action::Reserve { job, event } => (A::Reserve, job, Some(event)),
        Action::Settle { job, event } => (A::Settle, job, Some(event)),
        Action::Release { job } => (A::Release, job, None),
        Action::Refuse { job, event } => (A::Refuse, job, Some(event)),
    };
    let (mut epsilon, mut event_json) = (None, String::new());
    if let Some(event) = event {
        event_json = serde_json::to_string(event).map_err(dp::Error::Json)?;
        epsilon = Some(match known.get(&event_json) {
            Some(epsilon) => *epsilon,
            None => Accountant::Pld.epsilon(event, delta)?,
        });
        known.extend(epsilon.map(|epsilon| (event_json.clone(), epsilon)));
    }
    Ok(privacy::BudgetEntry {
        sequence: entry.sequence(),
        time: Some(wire::timestamp(*time)),
        action: action.into(),
        job: if job.is_empty() {
            String::new()
        } else {
            format!("{JOBS}{job}")
        },
        event_json,
        epsilon,
        previous_digest: entry.previous().map(String::from).unwrap_or_default(),
        digest: entry.digest().into(),
    })
}
