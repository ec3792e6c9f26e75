//! Disjoint sets of records.

/// Groups of records that must stay together: disjoint sets over record
/// numbers. Four bytes a record.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    parent: Vec<u32>,
}

impl Groups {
    /// Records 0 to `records - 1`, each a group of its own.
    pub fn new(records: u32) -> Self {
        Self {
            parent: (0..records).collect(),
        }
    }

    /// Puts two records, and all that is with them, into one group. Whether
    /// they were in two before.
    pub fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high as usize] = low;
        low != high
    }

    /// The representative record of a record's group: the smallest number in it.
    pub fn root(&mut self, record: u32) -> u32 {
        let mut at = record;
        while self.parent[at as usize] != at {
            let up = self.parent[at as usize];
            self.parent[at as usize] = self.parent[up as usize];
            at = up;
        }
        at
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// Size of each group, at the index of its root; 0 elsewhere.
    pub fn sizes(&mut self) -> Vec<u32> {
        let mut sizes = vec![0; self.len()];
        for record in 0..self.len() as u32 {
            sizes[self.root(record) as usize] += 1;
        }
        sizes
    }
}
