//! A list of mostly one.

use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};

/// None, one, or more: one needs no block of its own.
#[derive(Clone)]
pub(crate) enum Few<T> {
    Most(Option<T>),
    Many(Vec<T>),
}

impl<T> Few<T> {
    #[inline]
    pub(crate) fn push(&mut self, item: T) {
        match self {
            Self::Most(none @ None) => *none = Some(item),
            Self::Most(first) => *self = Self::Many(first.take().into_iter().chain([item]).collect()),
            Self::Many(items) => items.push(item),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<T> {
        match self {
            Self::Most(item) => item.into_iter().collect(),
            Self::Many(items) => items,
        }
    }

    pub(crate) fn for_each(self, take: impl FnMut(T)) {
        match self {
            Self::Most(item) => item.into_iter().for_each(take),
            Self::Many(items) => items.into_iter().for_each(take),
        }
    }

    pub(crate) fn map(self, change: impl FnMut(T) -> T) -> Self {
        match self {
            Self::Most(item) => Self::Most(item.map(change)),
            Self::Many(items) => Self::Many(items.into_iter().map(change).collect()),
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self::Most(None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Most(item) => item.as_slice(),
            Self::Many(items) => items,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::Most(item) => item.as_mut_slice(),
            Self::Many(items) => items,
        }
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_one_and_more() {
        let mut few = Few::default();
        for n in 0..4 {
            assert_eq!(&few[..], &[0, 1, 2, 3][..n]);
            assert_eq!(matches!(few, Few::Many(_)), n > 1, "one needs no block");
            assert_eq!(few.clone().into_vec(), few[..]);
            assert_eq!(few.clone().map(|n| n * 2).iter().sum::<usize>(), few.iter().sum::<usize>() * 2);
            let mut seen = alloc::vec![];
            few.clone().for_each(|n| seen.push(n));
            assert_eq!(seen, few[..]);
            few.push(n);
        }
        for n in few.iter_mut() {
            *n += 1;
        }
        assert_eq!(few, Few::Many(alloc::vec![1, 2, 3, 4]));
        assert_ne!(few, Few::default());
    }
}
