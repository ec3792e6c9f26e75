//! A signer that is another program: the way to a key service, a token or an HSM.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Algorithm, PublicKey, Signer, Verifier};
use crate::Error;

/// How often a running program is looked at.
const TICK: Duration = Duration::from_millis(10);
/// Bytes that a signature can be long, in base64 too.
const LONGEST: u64 = 4096;

/// Runs a program for each signature: the bytes to sign go to its standard input,
/// the signature comes from its standard output, as it is or in base64. It is
/// believed only if it fits the public key.
#[derive(Clone, Debug)]
pub struct ExecSigner {
    program: PathBuf,
    arguments: Vec<String>,
    public: PublicKey,
    patience: Duration,
}

impl ExecSigner {
    /// A signer by a program that may take as long as `patience` for a signature.
    pub fn new(
        program: impl Into<PathBuf>,
        arguments: Vec<String>,
        public: PublicKey,
        patience: Duration,
    ) -> Self {
        Self {
            program: program.into(),
            arguments,
            public,
            patience,
        }
    }

    fn run(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| Error::io("start", &self.program, e))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(output)) = (input, output) else {
            return Err(Error::Signer("has no input or output"));
        };
        std::thread::scope(|scope| {
            // A program that does not read all of its input closes it: that is its affair.
            scope.spawn(move || input.write_all(message).and_then(|()| input.flush()));
            let answer = scope.spawn(move || {
                let mut bytes = Vec::new();
                output.take(LONGEST).read_to_end(&mut bytes).map(|_| bytes)
            });
            let ended = wait(&mut child, self.patience);
            let answer = answer.join().map_err(|_| Error::Signer("cannot be read"))?;
            if !ended? {
                return Err(Error::Signer("failed"));
            }
            answer.map_err(|_| Error::Signer("cannot be read"))
        })
    }
}

/// Whether the program succeeded; it is killed when it takes too long.
fn wait(child: &mut Child, patience: Duration) -> Result<bool, Error> {
    let end = Instant::now() + patience;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if Instant::now() < end => std::thread::sleep(TICK),
            Ok(None) => {
                // It may have ended this moment; either way it is waited for.
                let _ = child.kill();
                let _ = child.wait();
                return Err(Error::Signer("took too long"));
            }
            Err(_) => return Err(Error::Signer("cannot be waited for")),
        }
    }
}

impl Signer for ExecSigner {
    fn key_id(&self) -> String {
        self.public.key_id()
    }

    fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = self.run(message)?;
        if self.public.verify(message, &answer).is_ok() {
            return Ok(answer);
        }
        // `base64` breaks lines.
        let text: Vec<u8> = answer
            .into_iter()
            .filter(|b| !b.is_ascii_whitespace())
            .collect();
        let signature = STANDARD.decode(text).unwrap_or_default();
        match self.public.verify(message, &signature) {
            Ok(()) => Ok(signature),
            Err(_) => Err(Error::Signer("gave no signature of the public key")),
        }
    }
}
