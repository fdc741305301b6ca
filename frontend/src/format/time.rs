//! Points in time and calendar days: short beside other things, in full as a title.

use js_sys::{Array, Date, Intl};
use wasm_bindgen::JsValue;

use super::{apply, options};

/// A time in the three forms that `<time>` wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// What is read in a row: `Today 11:52`, `19 Nov 16:22`.
    pub(crate) short: String,
    /// The same in full, with the time zone.
    pub(crate) full: String,
    /// The same for machines, as the API gave it.
    pub(crate) datetime: String,
}

/// A point in time (`2026-11-21T11:52:03Z`) in the reader's time zone.
pub(crate) fn instant(iso: &str) -> Stamp {
    let date = Date::new(&iso.into());
    let time = || write(&date, &[("timeStyle", "short")]);
    let short = match Distance::from_now(Civil::local(&date)) {
        Distance::Today => format!("Today {}", time()),
        Distance::Yesterday => format!("Yesterday {}", time()),
        Distance::ThisYear => {
            format!("{} {}", write(&date, &[("day", "numeric"), ("month", "short")]), time())
        }
        Distance::Far => write(&date, &[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
    };
    let full = write(&date, &[("dateStyle", "full"), ("timeStyle", "long")]);
    Stamp { short, full, datetime: iso.to_owned() }
}

/// A calendar day (`2026-11-21`), which is the same day everywhere.
pub(crate) fn day(iso: &str) -> Stamp {
    // A date alone is read as midnight UTC: written in UTC it stays that day.
    let date = Date::new(&iso.into());
    let short = match Distance::from_now(Civil::utc(&date)) {
        Distance::Today => "Today".to_owned(),
        Distance::Yesterday => "Yesterday".to_owned(),
        Distance::ThisYear => write(&date, &[("day", "numeric"), ("month", "short"), ("timeZone", "UTC")]),
        Distance::Far => {
            write(&date, &[("day", "numeric"), ("month", "short"), ("year", "numeric"), ("timeZone", "UTC")])
        }
    };
    let full = write(&date, &[("dateStyle", "full"), ("timeZone", "UTC")]);
    Stamp { short, full, datetime: iso.to_owned() }
}

/// The date of a point in time or a day, always with its year: `21 Nov 2026`.
pub(crate) fn date(iso: &str) -> String {
    let mut style = vec![("day", "numeric"), ("month", "short"), ("year", "numeric")];
    if !iso.contains('T') {
        style.push(("timeZone", "UTC"));
    }
    write(&Date::new(&iso.into()), &style)
}

/// The time of day of a point in time, for the reader.
pub(crate) fn clock(iso: &str) -> String {
    write(&Date::new(&iso.into()), &[("timeStyle", "short")])
}

/// The time of day now, for the reader.
pub(crate) fn clock_now() -> String {
    write(&Date::new_0(), &[("timeStyle", "short")])
}

/// Today for the reader, as a heading has it: `Friday, November 20`.
pub(crate) fn today() -> String {
    write(&Date::new_0(), &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
}

/// Whether the point in time falls on today, for the reader.
pub(crate) fn is_today(instant: &str) -> bool {
    Civil::local(&Date::new(&instant.into())) == Civil::local(&Date::new_0())
}

/// The calendar day so many days before today, as the server counts days: in UTC.
pub(crate) fn days_ago(days: u32) -> String {
    let date = Date::new_0();
    date.set_time(date.get_time() - f64::from(days) * 86_400_000.0);
    let iso: String = date.to_iso_string().into();
    iso.chars().take("2026-11-21".len()).collect()
}

/// Whether the point in time falls on the calendar day, for the reader or in UTC.
pub(crate) fn falls_on(instant: &str, day: &str) -> bool {
    instant.starts_with(day) || Civil::local(&Date::new(&instant.into())) == Civil::utc(&Date::new(&day.into()))
}

fn write(date: &Date, style: &[(&str, &str)]) -> String {
    let style: Vec<(&str, JsValue)> = style.iter().map(|&(name, value)| (name, value.into())).collect();
    apply(&Intl::DateTimeFormat::new(&Array::new(), &options(&style)).format(), date).unwrap_or_default()
}

/// A day of the calendar: year, month from 0, day from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Civil(u32, u32, u32);

impl Civil {
    fn local(date: &Date) -> Self {
        Self(date.get_full_year(), date.get_month(), date.get_date())
    }

    fn utc(date: &Date) -> Self {
        Self(date.get_utc_full_year(), date.get_utc_month(), date.get_utc_date())
    }
}

/// How far back a day lies, as far as the writing differs.
#[derive(Debug, PartialEq, Eq)]
enum Distance {
    Today,
    Yesterday,
    ThisYear,
    Far,
}

impl Distance {
    fn from_now(then: Civil) -> Self {
        let date = Date::new_0();
        let today = Civil::local(&date);
        // Day 0 is the last of the month before.
        date.set_date(date.get_date() - 1);
        Self::between(then, today, Civil::local(&date))
    }

    fn between(then: Civil, today: Civil, yesterday: Civil) -> Self {
        match then {
            _ if then == today => Self::Today,
            _ if then == yesterday => Self::Yesterday,
            Civil(year, ..) if year == today.0 => Self::ThisYear,
            _ => Self::Far,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Civil, Distance};

    fn on_new_year(then: Civil) -> Distance {
        Distance::between(then, Civil(2026, 0, 1), Civil(2025, 11, 31))
    }

    #[test]
    fn yesterday_is_yesterday_across_a_new_year() {
        assert_eq!(on_new_year(Civil(2026, 0, 1)), Distance::Today);
        assert_eq!(on_new_year(Civil(2025, 11, 31)), Distance::Yesterday);
    }

    #[test]
    fn the_year_is_written_only_when_it_is_another_one() {
        assert_eq!(on_new_year(Civil(2025, 11, 30)), Distance::Far);
        assert_eq!(on_new_year(Civil(2026, 0, 2)), Distance::ThisYear);
    }
}
