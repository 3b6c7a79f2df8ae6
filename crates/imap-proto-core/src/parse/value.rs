//! Values nobody registered: kept as they are, or skipped.

use alloc::vec::Vec;

use bytes::Bytes;

use super::cursor::{Cursor, Fail};
use super::literal::decimal;
use crate::response::Value;
use crate::types::Atom;

const RULE: Fail = Fail::Rule("value");

impl Cursor<'_> {
    /// Any value.
    ///
    /// # Errors
    /// When there is none, it is nested too deep, or the response has more of them than `Limits::list`.
    pub fn value(&mut self) -> Result<Value, Fail> {
        self.state.values = self.state.values.checked_sub(1).ok_or(Fail::Rule("values within the limit"))?;
        if self.nil() {
            return Ok(Value::Nil);
        }
        match self.peek() {
            Some(b'(') => {
                let mut list = Vec::new();
                self.list_or_nil("list", |c| {
                    list.push(c.value()?);
                    Ok(())
                })?;
                Ok(Value::List(list))
            }
            Some(b'"') => self.string().map(Value::String),
            _ if self.at_literal() => self.string().map(Value::String),
            _ => self.bare_value(),
        }
    }

    fn bare_value(&mut self) -> Result<Value, Fail> {
        let word = self.word();
        if word.is_empty() {
            return Err(RULE);
        }
        let number = if word.iter().all(u8::is_ascii_digit) { decimal(word) } else { None };
        Ok(number.map_or_else(|| Value::Atom(Atom::from_wire(self.handle(word))), Value::Number))
    }

    /// The values up to the end of the text.
    pub(super) fn values(&mut self) -> Result<Vec<Value>, Fail> {
        let mut values = Vec::new();
        self.spaces();
        while !self.at_end() {
            values.push(self.value()?);
            if self.spaces() > 1 {
                self.tolerate();
            }
        }
        Ok(values)
    }

    /// The octets of any value, as they came; large literals are missing in it.
    pub(crate) fn raw_value(&mut self) -> Result<Bytes, Fail> {
        let mark = self.mark();
        self.skip_value()?;
        Ok(self.handle(self.since(mark).of(self.text).unwrap_or_default()))
    }

    /// Skips one value of any depth, aware of brackets, quotes and literals, in one pass.
    pub(super) fn skip_value(&mut self) -> Result<(), Fail> {
        let mut depth = 0_usize;
        loop {
            if depth > 0 {
                self.spaces();
            }
            match self.peek() {
                Some(b'(') => {
                    depth += 1;
                    self.take(1);
                }
                Some(b')') if depth > 0 => {
                    depth -= 1;
                    self.take(1);
                }
                Some(b'"') => drop(self.quoted()?),
                _ if self.at_literal() => drop(self.literal()?),
                _ if self.word().is_empty() => return Err(RULE),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}
