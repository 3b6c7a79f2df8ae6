//! Dates: INTERNALDATE, SEARCH dates (RFC 3501 9: `date-time`, `date`) and the Date field (RFC 5322 3.3).

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400;

/// An instant together with the zone it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateTime {
    seconds: i64,
    zone_minutes: i64,
}

impl DateTime {
    pub(crate) fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { seconds: i64::try_from(since.as_secs()).unwrap_or(0), zone_minutes: 0 }
    }

    /// `dd-Mon-yyyy hh:mm:ss +zzzz`, the day padded with a space where it has one digit.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?.trim_start();
        let mut words = text.split(' ');
        let (date, time, zone) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() {
            return None;
        }
        let zone_minutes = zone_minutes(zone)?;
        let seconds = parse_day(date.as_bytes())? * DAY + seconds_of_day(time)? - zone_minutes * 60;
        Some(Self { seconds, zone_minutes })
    }

    /// The day on the calendar of its own zone: SEARCH disregards time and zone (RFC 3501 6.4.4).
    pub(crate) fn day(self) -> i64 {
        (self.seconds + self.zone_minutes * 60).div_euclid(DAY)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.seconds + self.zone_minutes * 60;
        let (year, month, day) = civil(local.div_euclid(DAY));
        let (time, zone) = (local.rem_euclid(DAY), self.zone_minutes.abs());
        let name = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).unwrap_or(&"Jan");
        let sign = if self.zone_minutes < 0 { '-' } else { '+' };
        write!(
            f,
            "{day:02}-{name}-{year:04} {:02}:{:02}:{:02} {sign}{:02}{:02}",
            time / 3600,
            time / 60 % 60,
            time % 60,
            zone / 60,
            zone % 60
        )
    }
}

/// `1-Feb-1994` as days since 1970.
pub(crate) fn parse_day(text: &[u8]) -> Option<i64> {
    let mut fields = std::str::from_utf8(text).ok()?.split('-');
    let (day, month, year) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() || day.len() > 2 || year.len() != 4 {
        return None;
    }
    day_number(digits(year)?, month_number(month)?, digits(day)?)
}

/// The day of a Date field, `Tue, 1 Jul 2003 10:52:37 +0200`.
pub(crate) fn parse_date_field(text: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(text);
    let text = text.split_once(',').map_or(&*text, |(_, rest)| rest);
    let mut words = text.split_ascii_whitespace();
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let year = digits(year)?;
    let year = match year {
        0..=49 => year + 2000,
        50..=999 => year + 1900,
        _ => year,
    };
    day_number(year, month_number(month)?, digits(day)?)
}

fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn month_number(name: &str) -> Option<i64> {
    let at = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(name))?;
    i64::try_from(at + 1).ok()
}

fn seconds_of_day(text: &str) -> Option<i64> {
    let mut fields = text.split(':');
    let (h, m, s) = (digits(fields.next()?)?, digits(fields.next()?)?, digits(fields.next()?)?);
    (fields.next().is_none() && h < 24 && m < 60 && s <= 60).then_some(h * 3600 + m * 60 + s)
}

fn zone_minutes(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let number = digits(text.get(1..)?)?;
    (text.len() == 5 && number % 100 < 60 && number < 2400)
        .then_some(sign * (number / 100 * 60 + number % 100))
}

fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    let number = days_from_civil(year, month, day);
    (civil(number) == (year, month, day)).then_some(number)
}

/// Days since 1970 of a Gregorian date; the year starts in March so that the leap day is its last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_date_round_trip() {
        for text in ["01-Jul-2003 10:52:37 +0200", "29-Feb-2024 00:00:00 -0930", "31-Dec-1969 23:59:59 +0000"]
        {
            assert_eq!(DateTime::parse(text.as_bytes()).unwrap().to_string(), text);
        }
        assert_eq!(
            DateTime::parse(b" 1-Jul-2003 10:52:37 +0200").unwrap().to_string(),
            "01-Jul-2003 10:52:37 +0200"
        );
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in
            ["30-Feb-2024 00:00:00 +0000", "1-Foo-2024 00:00:00 +0000", "1-Jan-2024 25:00:00 +0000", "x", ""]
        {
            assert_eq!(DateTime::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_day(b"00-Jan-0000"), None);
    }

    #[test]
    fn days_and_date_fields_agree() {
        assert_eq!(parse_day(b"1-Jan-1970"), Some(0));
        assert_eq!(parse_date_field(b"Tue, 1 Jul 2003 10:52:37 +0200"), parse_day(b"1-Jul-2003"));
        assert_eq!(parse_date_field(b"1 Jul 03 10:52 GMT"), parse_day(b"1-Jul-2003"));
    }
}
