//! INTERNALDATE (`date-time`) and SEARCH dates (`date`), RFC 9051 section 9.

use alloc::format;
use alloc::string::String;

use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset};

use crate::error::EncodeError;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads `dd-Mon-yyyy hh:mm:ss +zzzz`, without quotes.
///
/// The day may be padded with a space or not at all, the month may be in any case. Second 60 is the one after 59,
/// as in imaplib. `None` for anything else, so for `00-Jan-0000 00:00:00 +0000`, which Domino sends.
///
/// ```
/// use imap_proto_core::types::parse_internal_date;
/// let date = parse_internal_date(b"17-Jul-1996 02:44:25 -0700").unwrap();
/// assert_eq!(date.unix_timestamp(), 837_596_665);
/// ```
#[must_use]
pub fn parse_internal_date(text: &[u8]) -> Option<OffsetDateTime> {
    let mut rest = text.strip_prefix(b" ").unwrap_or(text);
    let date = date(&mut rest)?;
    expect(&mut rest, b' ')?;
    let hour = number(&mut rest, 2, 2)?;
    expect(&mut rest, b':')?;
    let minute = number(&mut rest, 2, 2)?;
    expect(&mut rest, b':')?;
    let second = number(&mut rest, 2, 2)?;
    expect(&mut rest, b' ')?;
    let offset = zone(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    let leap = second == 60;
    let second = if leap { 59 } else { second };
    let time = Time::from_hms(small(hour)?, small(minute)?, small(second)?).ok()?;
    let read = OffsetDateTime::new_in_offset(date, time, offset);
    if leap { read.checked_add(Duration::SECOND) } else { Some(read) }
}

/// Writes ` d-Mon-yyyy hh:mm:ss +zzzz`, without quotes, for APPEND.
///
/// A day of one digit is padded with a space, as in the examples of RFC 9051 6.3.12. An offset that is no whole
/// number of minutes is cut to one; the instant stays the same.
///
/// # Errors
/// [`EncodeError::Invalid`] for a year outside 0 to 9999.
pub fn format_internal_date(when: OffsetDateTime) -> Result<String, EncodeError> {
    let (hours, minutes, seconds) = when.offset().as_hms();
    let when = match seconds {
        0 => Some(when),
        _ => UtcOffset::from_hms(hours, minutes, 0).ok().and_then(|whole| when.checked_to_offset(whole)),
    };
    let when = when.filter(|when| (0..=9999).contains(&when.year())).ok_or(YEAR)?;
    let (hours, minutes, _) = when.offset().as_hms();
    let sign = if when.offset().is_negative() { '-' } else { '+' };
    Ok(format!(
        "{:2}-{}-{:04} {:02}:{:02}:{:02} {sign}{:02}{:02}",
        when.day(),
        month_name(when.month()),
        when.year(),
        when.hour(),
        when.minute(),
        when.second(),
        hours.unsigned_abs(),
        minutes.unsigned_abs(),
    ))
}

/// Reads a SEARCH date, `d-Mon-yyyy` without quotes. A day of two digits is accepted, the month in any case.
#[must_use]
pub fn parse_date(text: &[u8]) -> Option<Date> {
    let mut rest = text;
    date(&mut rest).filter(|_| rest.is_empty())
}

/// Writes a SEARCH date, `1-Feb-1994`: no padding, for servers refuse it there.
///
/// # Errors
/// [`EncodeError::Invalid`] for a year outside 0 to 9999.
///
/// ```
/// # use imap_proto_core::types::{format_date, parse_date};
/// let date = parse_date(b"1-Feb-1994").unwrap();
/// assert_eq!(format_date(date)?, "1-Feb-1994");
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
pub fn format_date(date: Date) -> Result<String, EncodeError> {
    if !(0..=9999).contains(&date.year()) {
        return Err(YEAR);
    }
    Ok(format!("{}-{}-{:04}", date.day(), month_name(date.month()), date.year()))
}

const YEAR: EncodeError = EncodeError::Invalid { what: "date", why: "the year is outside 0 to 9999" };

fn month_name(month: Month) -> &'static str {
    MONTHS.get(usize::from(u8::from(month)) - 1).copied().unwrap_or_default()
}

fn date(rest: &mut &[u8]) -> Option<Date> {
    let day = number(rest, 1, 2)?;
    expect(rest, b'-')?;
    let (name, behind) = rest.split_at_checked(3)?;
    *rest = behind;
    let month = MONTHS.iter().position(|month| month.as_bytes().eq_ignore_ascii_case(name))?;
    expect(rest, b'-')?;
    let year = number(rest, 4, 4)?;
    let month = Month::try_from(u8::try_from(month).ok()? + 1).ok()?;
    Date::from_calendar_date(i32::from(year), month, small(day)?).ok()
}

fn zone(rest: &mut &[u8]) -> Option<UtcOffset> {
    let (sign, behind) = rest.split_first()?;
    *rest = behind;
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let hours = i8::try_from(number(rest, 2, 2)?).ok()?;
    let minutes = i8::try_from(number(rest, 2, 2)?).ok()?;
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

/// Reads `least` to `most` digits; `most` is at most 4.
fn number(rest: &mut &[u8], least: usize, most: usize) -> Option<u16> {
    let count = rest.iter().take(most).take_while(|octet| octet.is_ascii_digit()).count();
    if count < least {
        return None;
    }
    let (digits, behind) = rest.split_at_checked(count)?;
    *rest = behind;
    digits.iter().try_fold(0_u16, |sum, digit| sum.checked_mul(10)?.checked_add(u16::from(digit - b'0')))
}

fn expect(rest: &mut &[u8], octet: u8) -> Option<()> {
    *rest = rest.strip_prefix(&[octet])?;
    Some(())
}

fn small(number: u16) -> Option<u8> {
    u8::try_from(number).ok()
}

#[cfg(test)]
mod tests;
