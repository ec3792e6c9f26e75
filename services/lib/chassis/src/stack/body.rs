//! Bodies that watch what goes through them.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::body::Body;
use tonic::codegen::Bytes;
use tonic::{Code as GrpcCode, Status};
use tracing::Span;

use crate::{Code, Failure};

/// Calls `ended` once with the status a response ends with: from its headers,
/// its trailers, or `Cancelled` when it is dropped before either. The body is
/// polled inside `span`.
pub(super) fn observe(
    response: Response<Body>,
    span: Span,
    ended: impl FnOnce(GrpcCode) + Send + 'static,
) -> Response<Body> {
    if let Some(status) = Status::from_header_map(response.headers()) {
        ended(status.code());
        return response;
    }
    response.map(|body| {
        Body::new(Observed {
            body,
            span,
            ended: Some(Box::new(ended)),
        })
    })
}

struct Observed {
    body: Body,
    span: Span,
    ended: Option<Box<dyn FnOnce(GrpcCode) + Send>>,
}

impl Observed {
    fn end(&mut self, code: GrpcCode) {
        if let Some(ended) = self.ended.take() {
            ended(code);
        }
    }
}

impl HttpBody for Observed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let span = self.span.clone();
        let polled = span.in_scope(|| Pin::new(&mut self.body).poll_frame(cx));
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(trailers) = frame.trailers_ref() {
                    let status = Status::from_header_map(trailers);
                    self.end(status.map_or(GrpcCode::Unknown, |s| s.code()));
                }
            }
            Poll::Ready(Some(Err(status))) => self.end(status.code()),
            Poll::Ready(None) => self.end(GrpcCode::Unknown),
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        // The inner body's word would let the trailers go by unread.
        self.ended.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.end(GrpcCode::Cancelled);
    }
}

/// A request body whose gRPC messages may have at most `limit` bytes each.
pub(super) fn limit(body: Body, limit: u32) -> Body {
    Body::new(Limited {
        body,
        limit,
        prefix: Prefix::default(),
        left: 0,
    })
}

struct Limited {
    body: Body,
    limit: u32,
    prefix: Prefix,
    /// Bytes of the current message still to come.
    left: usize,
}

/// The five bytes before a message: a flag and a big-endian length.
#[derive(Default)]
struct Prefix {
    bytes: [u8; 5],
    have: usize,
}

impl Limited {
    /// Walks over the messages of a chunk.
    fn check(&mut self, mut chunk: &[u8]) -> Result<(), Failure> {
        while !chunk.is_empty() {
            let skip = self.left.min(chunk.len());
            self.left -= skip;
            chunk = &chunk[skip..];
            if self.left > 0 {
                break;
            }
            let want = (5 - self.prefix.have).min(chunk.len());
            let have = self.prefix.have;
            self.prefix.bytes[have..have + want].copy_from_slice(&chunk[..want]);
            self.prefix.have += want;
            chunk = &chunk[want..];
            if self.prefix.have == 5 {
                let [_, a, b, c, d] = self.prefix.bytes;
                let length = u32::from_be_bytes([a, b, c, d]);
                if length > self.limit {
                    return Err(too_large(length, self.limit));
                }
                self.left = length as usize;
                self.prefix.have = 0;
            }
        }
        Ok(())
    }
}

fn too_large(length: u32, limit: u32) -> Failure {
    Failure::new(
        Code::ResourceExhausted,
        "MESSAGE_TOO_LARGE",
        format!("a message of {length} bytes is over the limit of {limit}"),
    )
    .action("send smaller messages: a stream may have as many as it needs")
    .with("limit_bytes", limit)
}

impl HttpBody for Limited {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(chunk) = frame.data_ref()
            && let Err(failure) = self.check(chunk)
        {
            return Poll::Ready(Some(Err(failure.into())));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
