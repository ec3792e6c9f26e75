//! Aligned columns for a terminal.

/// A table that is as wide as it must be.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table with a heading line.
    pub(crate) fn new<const N: usize>(heading: [&str; N]) -> Self {
        let heading = heading.map(str::to_owned).to_vec();
        Self {
            rows: vec![heading],
            right: Vec::new(),
        }
    }

    /// A list of names and values, without a heading.
    pub(crate) fn facts() -> Self {
        Self::default()
    }

    /// Aligns columns, counted from 0, to the right: for numbers.
    #[must_use]
    pub(crate) fn right(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        self.right.extend(columns);
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a name and its value, unless the value is empty.
    pub(crate) fn fact(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.row([name.to_owned(), value]);
        }
    }

    /// The lines, each ended by a newline, two blanks between columns.
    pub(crate) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let blanks = " ".repeat(widths[column] - cell.chars().count());
                let (before, after) = match self.right.contains(&column) {
                    true => (blanks.as_str(), ""),
                    false => ("", blanks.as_str()),
                };
                let gap = if column == 0 { "" } else { "  " };
                line.push_str(&format!("{gap}{before}{cell}{after}"));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests;
