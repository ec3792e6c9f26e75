//! Reference checkpoints: fine-tuned alike, on other data.

use std::path::PathBuf;

use artifacts::checkpoint::list_files;
use artifacts::{ArtifactName, CheckpointManifest, Digest};
use chassis::{Failure, Worker};
use model::Model;

use crate::config::AuditOptions;
use crate::error::{self, unfit};
use crate::observe;
use crate::subject::{Subject, is_adapter};

/// The field of a job that names them.
const FIELD: &str = "spec.reference_checkpoints";

/// A reference checkpoint, checked.
pub(crate) struct Reference {
    name: ArtifactName,
    digest: Digest,
    dir: PathBuf,
}

/// # Errors
/// `REFERENCE_TWICE`: two that are the same say nothing of how models differ.
pub(crate) fn check_distinct(references: &[Reference]) -> Result<(), Failure> {
    for (place, reference) in references.iter().enumerate() {
        if references[..place]
            .iter()
            .any(|other| other.digest == reference.digest)
        {
            let message = format!("{} is named more than once", reference.name);
            return Err(unfit("REFERENCE_TWICE", message).field(FIELD));
        }
    }
    Ok(())
}

impl Reference {
    /// Opens what a job names.
    ///
    /// # Errors
    /// `ARTIFACT_NOT_FOUND`, `ARTIFACT_CORRUPT`, `REFERENCE_OF_ANOTHER_BASE` and
    /// `REFERENCE_SAW_DATA` where it was trained on the dataset version under audit.
    pub(crate) fn open(
        worker: &Worker,
        subject: &Subject,
        name: &ArtifactName,
    ) -> Result<Self, Failure> {
        let store = worker.store();
        let told = |e| Failure::from(e).field(FIELD);
        let manifest: CheckpointManifest = store.manifest(name).map_err(told)?;
        let dir = store.open(name).map_err(told)?;
        let refused =
            |reason, message: &str| Err(unfit(reason, format!("{name}: {message}")).field(FIELD));
        if manifest.base_model.digest != subject.checkpoint.base_model.digest {
            return refused(
                "REFERENCE_OF_ANOTHER_BASE",
                "a reference checkpoint must be of the base model of the checkpoint under audit",
            );
        }
        let digest = store.digest(name).map_err(told)?;
        if manifest.dataset.digest == subject.dataset_ref.digest
            || digest == subject.checkpoint_digest
        {
            return refused(
                "REFERENCE_SAW_DATA",
                "a reference checkpoint must not have been trained on the records under audit",
            );
        }
        if list_files(&dir)? != manifest.files {
            return refused(
                "ARTIFACT_CORRUPT",
                "a file is not what the checkpoint's manifest lists",
            );
        }
        Ok(Self {
            name: name.clone(),
            digest,
            dir,
        })
    }

    /// Loads it, its adapter on the base model.
    pub(crate) fn load(&self, options: &AuditOptions, subject: &Subject) -> Result<Model, Failure> {
        let told = |e| error::model(&e).field(FIELD).with("checkpoint", &self.name);
        if !is_adapter(&self.dir) {
            return observe::load(options, &self.dir).map_err(told);
        }
        let mut model = observe::load(options, &subject.base_model).map_err(told)?;
        model.load_adapter(&self.dir).map_err(told)?;
        Ok(model)
    }
}
