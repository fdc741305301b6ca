//! Changes that take an input and give what there is then, or why nothing changed: most of them.

/// Declares a change: the mutation's field, its input and what its payload calls the outcome.
macro_rules! changes {
    ($($field:ident($given:ident) -> $payload:tt $value:ident: $type:ty;)*) => {
        $(mod $field {
            use cynic::MutationBuilder as _;

            use super::*;
            use crate::api::client;
            use crate::api::failure::{Failure, UserError, settle};
            use crate::api::key::Key;

            #[derive(cynic::QueryVariables)]
            struct Variables {
                input: $given,
            }

            #[derive(cynic::QueryFragment)]
            #[cynic(graphql_type = "Mutation", variables = "Variables")]
            struct Change {
                #[arguments(input: $input)]
                $field: Payload,
            }

            #[derive(cynic::QueryFragment)]
            #[cynic(graphql_type = $payload)]
            struct Payload {
                $value: Option<$type>,
                user_errors: Vec<UserError>,
            }

            pub(super) async fn send(input: $given, key: &Key) -> Result<$type, Failure> {
                let payload = client::mutate(Change::build(Variables { input }), key).await?.$field;
                settle(payload.$value, payload.user_errors)
            }
        })*
    };
}

pub(super) use changes;
