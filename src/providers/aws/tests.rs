//! Tests over the whole of the provider.
