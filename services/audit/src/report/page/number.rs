//! Numbers on the page: looked up in the report's JSON by path, so that the two
//! cannot disagree.

use maud::{Markup, html};
use serde_json::Value;

use crate::report::Body;

/// The report as types, to decide by, and as JSON, to show numbers from.
pub(super) struct View<'a> {
    pub(super) body: &'a Body,
    json: Value,
}

/// How a number is written.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// Nats, three decimals.
    Nats,
    /// Nats with a sign.
    Change,
    /// A factor.
    Times,
    /// A share, as a percentage.
    Percent,
    /// A whole number with separators.
    Count,
    /// Three decimals.
    Score,
    /// An upper bound, such as a claimed epsilon: three decimals, never rounded down.
    AtMost,
    /// As it is in the JSON.
    Plain,
}

impl<'a> View<'a> {
    pub(super) fn new(body: &'a Body) -> Result<Self, serde_json::Error> {
        Ok(Self {
            body,
            json: serde_json::to_value(body)?,
        })
    }

    /// A number, by its path in `report.json`.
    pub(super) fn number(&self, path: &str, style: Style) -> Markup {
        let pointer = format!("/{}", path.replace('.', "/"));
        match self.json.pointer(&pointer).and_then(Value::as_number) {
            Some(number) => html! {
                span class="n" data-metric=(path) data-value=(number) {
                    (style.write(number))
                }
            },
            None => html! { span class="n" data-missing=(path) { "n/a" } },
        }
    }

    /// An estimate with its interval.
    pub(super) fn estimate(&self, path: &str, style: Style) -> Markup {
        html! {
            (self.number(&format!("{path}.value"), style)) " " (self.interval(path, style))
        }
    }

    /// The interval of an estimate or of a rate.
    pub(super) fn interval(&self, path: &str, style: Style) -> Markup {
        html! {
            span class="interval" {
                "[" (self.number(&format!("{path}.low"), style))
                ", " (self.number(&format!("{path}.high"), style)) "]"
            }
        }
    }

    /// `3 of 120 (2.5 %)` with the interval of the share.
    pub(super) fn rate(&self, path: &str) -> Markup {
        html! {
            (self.number(&format!("{path}.count"), Style::Count)) " of "
            (self.number(&format!("{path}.of"), Style::Count))
            " " (self.interval(path, Style::Percent))
        }
    }
}

impl Style {
    fn write(self, number: &serde_json::Number) -> String {
        let value = number.as_f64().unwrap_or(f64::NAN);
        match self {
            Self::Nats | Self::Score => fixed(value, 3),
            Self::AtMost => fixed((1e3 * value).ceil() / 1e3, 3),
            Self::Change => format!("{}{}", if value > 0.0 { "+" } else { "" }, fixed(value, 3)),
            Self::Times if value >= 100.0 => format!("{}×", grouped(&fixed(value, 0))),
            Self::Times => format!("{}×", fixed(value, 2)),
            Self::Percent => format!("{} %", fixed(100.0 * value, 1)),
            Self::Count => grouped(&number.to_string()),
            Self::Plain => number.to_string(),
        }
    }
}

/// With a true minus sign, and none before a zero.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.bytes().all(|b| b == b'0' || b == b'.') => zero.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let write =
            |style: Style, value: f64| style.write(&serde_json::Number::from_f64(value).unwrap());
        assert_eq!(write(Style::Change, -0.12345), "\u{2212}0.123");
        assert_eq!(write(Style::Change, 0.5), "+0.500");
        assert_eq!(write(Style::Nats, -0.0001), "0.000");
        assert_eq!(write(Style::AtMost, 2.999_1), "3.000");
        assert_eq!(write(Style::AtMost, 1.25), "1.250");
        assert_eq!(write(Style::Percent, 0.125), "12.5 %");
        assert_eq!(write(Style::Times, 1234.6), "1,235×");
        assert_eq!(write(Style::Times, 2.5), "2.50×");
        assert_eq!(Style::Count.write(&1_234_567_u64.into()), "1,234,567");
        assert_eq!(Style::Count.write(&12_u64.into()), "12");
    }
}
