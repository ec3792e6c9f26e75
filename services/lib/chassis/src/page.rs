//! Pages of a list that is read whole (AIP-158).

use crate::{Code, Failure};

/// Items on a page when the request does not say.
pub const DEFAULT_SIZE: usize = 50;
/// Items on a page at most.
pub const MAX_SIZE: usize = 1000;

/// One page of `items`, which are in order of `key`, and the token of the next
/// page (empty on the last). The token is the key of the last item given out,
/// so a list that changes between two pages skips and repeats nothing.
///
/// # Errors
/// `INVALID_PAGE_SIZE` when the size is negative.
pub fn page<T, K: Ord + AsRef<str>>(
    items: Vec<T>,
    key: impl Fn(&T) -> K,
    page_size: i32,
    page_token: &str,
) -> Result<(Vec<T>, String), Failure> {
    let size = usize::try_from(page_size).map_err(|_| {
        Failure::new(
            Code::InvalidArgument,
            "INVALID_PAGE_SIZE",
            "a page size is not negative",
        )
        .field("page_size")
    })?;
    let size = if size == 0 {
        DEFAULT_SIZE
    } else {
        size.min(MAX_SIZE)
    };
    let mut left = items
        .into_iter()
        .filter(|item| key(item).as_ref() > page_token);
    let page: Vec<T> = left.by_ref().take(size).collect();
    let more = left.next().is_some();
    let token = page
        .last()
        .filter(|_| more)
        .map(|item| key(item).as_ref().to_owned());
    Ok((page, token.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_the_list_once() {
        let all = || ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let (mut token, mut seen) = (String::new(), Vec::new());
        loop {
            let (page, next) = page(all(), |item| item.clone(), 2, &token).unwrap();
            assert!(page.len() <= 2);
            seen.extend(page);
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, all());
        assert_eq!(page(all(), |i| i.clone(), 0, "").unwrap().0.len(), 5);
        assert_eq!(
            page(all(), |i| i.clone(), -1, "").unwrap_err().reason,
            "INVALID_PAGE_SIZE"
        );
    }
}
