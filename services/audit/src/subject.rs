//! The subject of an audit: a checkpoint, its base model and a dataset, each
//! checked to be what the manifests say.

use std::path::{Path, PathBuf};

use artifacts::checkpoint::{DatasetRef, list_files, model_digest};
use artifacts::{CheckpointManifest, DatasetManifest, Digest};
use chassis::{Failure, Worker};
use corpus::Split;

use crate::claim;
use crate::error::{no_holdout, unfit};
use crate::spec::Spec;

/// What is audited.
pub(crate) struct Subject {
    pub(crate) checkpoint: CheckpointManifest,
    pub(crate) checkpoint_digest: Digest,
    pub(crate) checkpoint_dir: PathBuf,
    pub(crate) base_model: PathBuf,
    pub(crate) dataset: DatasetManifest,
    pub(crate) dataset_ref: DatasetRef,
    pub(crate) dataset_dir: PathBuf,
}

impl Subject {
    /// Opens what a job names.
    ///
    /// # Errors
    /// `ARTIFACT_NOT_FOUND`, `ARTIFACT_CORRUPT` when a file of the checkpoint
    /// differs from its manifest, `BASE_MODEL_CHANGED`, `DATASET_CHANGED`,
    /// `NO_TRAINING_DATA`, `NO_HOLDOUT`, and `PRIVACY_STATEMENT_INVALID` when
    /// the checkpoint's claim does not follow from its run.
    pub(crate) fn open(worker: &Worker, spec: &Spec) -> Result<Self, Failure> {
        let store = worker.store();
        let checkpoint: CheckpointManifest = store.manifest(&spec.checkpoint)?;
        let checkpoint_dir = store.open(&spec.checkpoint)?;
        let name = spec
            .dataset
            .as_ref()
            .unwrap_or(&checkpoint.dataset.name)
            .clone();
        let dataset: DatasetManifest = store.manifest(&name)?;
        let dataset_ref = DatasetRef {
            digest: store.digest(&name)?,
            name,
        };
        let subject = Self {
            checkpoint_digest: store.digest(&spec.checkpoint)?,
            dataset_dir: store.open(&dataset_ref.name)?,
            base_model: spec.base_model.clone(),
            checkpoint_dir,
            checkpoint,
            dataset,
            dataset_ref,
        };
        subject.check()?;
        Ok(subject)
    }

    /// Whether the dataset is the one that the checkpoint was trained on.
    pub(crate) fn trained_on_dataset(&self) -> bool {
        self.checkpoint.dataset == self.dataset_ref
    }

    /// Whether the checkpoint is an adapter on the base model.
    pub(crate) fn is_adapter(&self) -> bool {
        is_adapter(&self.checkpoint_dir)
    }

    /// Digest of the release policy that the run was started under.
    pub(crate) fn registered_policy(&self) -> Option<String> {
        let stated = self.checkpoint.config.get("audit_policy")?;
        stated.as_str().map(str::to_owned)
    }

    fn check(&self) -> Result<(), Failure> {
        let trained = &self.checkpoint.dataset;
        if trained.name == self.dataset_ref.name && trained.digest != self.dataset_ref.digest {
            return Err(unfit(
                "DATASET_CHANGED",
                "the dataset version is not the one the checkpoint was trained on, though it has \
                 its name",
            )
            .action("restore the store from a backup, or name another dataset version"));
        }
        if self.dataset.records_in(Split::Train) == 0 {
            return Err(unfit(
                "NO_TRAINING_DATA",
                "the dataset version has no record in its training split",
            ));
        }
        if self.dataset.records_in(Split::Holdout) == 0 {
            return Err(no_holdout());
        }
        // Another dataset does not tell the size of the split that the claim is about.
        let trained_on = self.trained_on_dataset();
        let units = trained_on.then(|| self.dataset.records_in(Split::Train));
        claim::check(&self.checkpoint, units)?;
        if list_files(&self.checkpoint_dir)? != self.checkpoint.files {
            return Err(unfit(
                "ARTIFACT_CORRUPT",
                "a file of the checkpoint is not what its manifest lists",
            ));
        }
        if model_digest(&self.base_model)? != self.checkpoint.base_model.digest {
            return Err(unfit(
                "BASE_MODEL_CHANGED",
                "the base model is not the one the checkpoint was trained from",
            )
            .action("put back the files that the fine-tuning job read; its digest is in the checkpoint's manifest"));
        }
        Ok(())
    }
}

/// Whether a checkpoint's folder holds an adapter.
pub(crate) fn is_adapter(dir: &Path) -> bool {
    dir.join("adapter_config.json").is_file()
}
