//! The SDK's models → the native structs, one type after the other.
//!
//! The SDK's models have no serde, and are `non_exhaustive`: their fields can be taken, but none can be demanded to be
//! all. So the literal of the native struct is what is exhaustive here: a field that is added there does not compile
//! until it is taken from the SDK. Nothing is judged. Words that the SDK does not know stay the words that AWS
//! sent.

mod groups;
mod networks;
mod recorders;
mod trails;

/// Turns a part of the SDK's models into the native one.
pub(super) trait Native<T> {
    /// Takes itself apart.
    fn native(self) -> T;
}

impl Native<Self> for String {
    fn native(self) -> Self {
        self
    }
}

impl Native<Option<Self>> for String {
    fn native(self) -> Option<Self> {
        Some(self)
    }
}

impl Native<Self> for bool {
    fn native(self) -> Self {
        self
    }
}

impl Native<Option<Self>> for bool {
    fn native(self) -> Option<Self> {
        Some(self)
    }
}

impl Native<Self> for i64 {
    fn native(self) -> Self {
        self
    }
}

impl Native<i64> for i32 {
    fn native(self) -> i64 {
        self.into()
    }
}

impl<A: Native<B>, B> Native<Option<B>> for Option<A> {
    fn native(self) -> Option<B> {
        self.map(Native::native)
    }
}

impl<A: Native<B>, B> Native<Vec<B>> for Vec<A> {
    fn native(self) -> Vec<B> {
        self.into_iter().map(Native::native).collect()
    }
}

/// A list that was not sent is an empty one, as it is in what the command line prints.
impl<A: Native<B>, B> Native<Vec<B>> for Option<Vec<A>> {
    fn native(self) -> Vec<B> {
        self.unwrap_or_default().native()
    }
}

/// `Theirs => Ours { field, field }`: each field is taken from the field of the same name.
macro_rules! mirrors {
    ($($theirs:ty => $ours:ident { $($field:ident),* $(,)? $(; $own:ident : $value:expr)* $(;)? })*) => {
        $(
            impl $crate::providers::aws::client::models::Native<native::$ours> for $theirs {
                fn native(self) -> native::$ours {
                    native::$ours {
                        $($field: $crate::providers::aws::client::models::Native::native(self.$field),)*
                        $($own: $value,)*
                    }
                }
            }
        )*
    };
}

/// Words of a list of which the SDK knows some.
macro_rules! words {
    ($($theirs:ty),* $(,)?) => {
        $(
            impl $crate::providers::aws::client::models::Native<String> for $theirs {
                fn native(self) -> String {
                    self.as_str().to_owned()
                }
            }
        )*
    };
}

use {mirrors, words};
