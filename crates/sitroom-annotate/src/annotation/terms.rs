//! Terms of the contract: what a field may say, as JSON and lexicons write it.

/// An enum whose values are terms, in snake case.
macro_rules! words_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each value is a term of the contract")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The value as the contract and the lexicons write it.
            pub fn parse(text: &str) -> Option<Self> {
                serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.serialize(f)
            }
        }
    };
}
pub(super) use words_enum;
