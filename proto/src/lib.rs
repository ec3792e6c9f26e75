//! The gRPC contract: services, jobs and artifacts, version 1.
//!
//! The code is generated from the `.proto` files beside this crate and checked
//! in, so that nobody needs protoc and a change of the contract is a diff to
//! review. The module tree is the package tree.
#![forbid(unsafe_code)]

/// The files' descriptors, for server reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!("gen/descriptors.bin");

/// Declares a package's module and includes its generated code.
macro_rules! package {
    ($(#[$doc:meta])* $package:ident, $file:literal) => {
        $(#[$doc])*
        pub mod $package {
            /// Version 1.
            #[allow(missing_docs, unreachable_pub, clippy::all, reason = "generated code")]
            pub mod v1 {
                include!(concat!("gen/", $file));
            }
        }
    };
}

/// Package `tacit`.
pub mod tacit {
    package!(
        /// What services hand over.
        artifact, "tacit.artifact.v1.rs"
    );
    package!(
        /// The audit service.
        audit, "tacit.audit.v1.rs"
    );
    package!(
        /// The finetune service.
        finetune, "tacit.finetune.v1.rs"
    );
    package!(
        /// The ingest service.
        ingest, "tacit.ingest.v1.rs"
    );
    package!(
        /// Long tasks, the same for all services.
        job, "tacit.job.v1.rs"
    );
    package!(
        /// Privacy parameters and statements.
        privacy, "tacit.privacy.v1.rs"
    );
}

pub use tacit::{artifact, audit, finetune, ingest, job, privacy};
