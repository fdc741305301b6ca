//! Codes of top-level errors, and what is never shown.

use std::collections::HashSet;

use async_graphql::{EmptyMutation, EmptySubscription, Object, Response, Schema, Value};
use docket_domain::Fault;
use docket_server::graphql::error::{ApiError, ErrorCode, finish};
use docket_server::graphql::limits::Most;
use docket_server::graphql::schema::api;
use sea_orm::DbErr;

const ID: &str = "req_1";

struct Broken;

#[Object]
#[expect(clippy::unused_async, reason = "resolvers are async")]
impl Broken {
    async fn database(&self) -> Result<i32, ApiError> {
        Err(DbErr::Custom("password=s3cret".to_owned()).into())
    }

    async fn contention(&self) -> Result<i32, ApiError> {
        Err(Fault::Contention { attempts: 30 }.into())
    }

    async fn argument(&self) -> Result<i32, ApiError> {
        Err(ApiError::bad_input("`first` must be from 1 to 100."))
    }
}

fn finished(mut response: Response) -> (String, String) {
    let [error, ..] = response.errors.as_mut_slice() else { panic!("no error") };
    finish(error, ID);
    let Some(extensions) = &error.extensions else { panic!("no extensions") };
    assert_eq!(extensions.get("requestId"), Some(&Value::from(ID)));
    let Some(Value::String(code)) = extensions.get("code") else { panic!("no code") };
    (code.clone(), error.message.clone())
}

async fn broken(query: &str) -> (String, String) {
    finished(Schema::new(Broken, EmptyMutation, EmptySubscription).execute(query).await)
}

async fn refused(query: &str) -> String {
    finished(api(Most::default()).execute(query).await).0
}

#[tokio::test]
async fn a_fault_is_masked() {
    let (code, message) = broken("{database}").await;
    assert_eq!((code.as_str(), message.as_str()), ("INTERNAL", "Something went wrong on our side. Request id req_1."));
    let (code, message) = broken("{contention}").await;
    assert_eq!(code, "CONFLICT");
    assert!(message.contains("try again") && message.contains(ID), "{message}");
}

#[tokio::test]
async fn a_wrong_argument_is_explained() {
    let explained = ("BAD_USER_INPUT".to_owned(), "`first` must be from 1 to 100.".to_owned());
    assert_eq!(broken("{argument}").await, explained);
}

#[tokio::test]
async fn documents_that_do_not_fit_say_so() {
    assert_eq!(refused("{nope}").await, "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(refused("{order{id}}").await, "GRAPHQL_VALIDATION_FAILED");
    let price = |price: &str| {
        format!("mutation{{createProduct(input:{{sku:\"a\",name:\"a\",unitPrice:{price}}}){{product{{id}}}}}}")
    };
    assert_eq!(refused(&price("\"1e3\"")).await, "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(refused(&price("1.5")).await, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn documents_that_ask_for_too_much_say_so() {
    let nested =
        format!("{{orders(first:1){{nodes{{{}id{}}}}}}}", "customer{orders(first:1){nodes{".repeat(5), "}}}".repeat(5));
    assert_eq!(refused(&nested).await, "QUERY_TOO_COMPLEX");
    assert_eq!(
        refused("{customers(first:100){nodes{orders(first:100){nodes{id notes number}}}}}").await,
        "QUERY_TOO_COMPLEX"
    );
    assert_eq!(refused(&format!("{{tenant{{name {}}}}}", "@include(if:true)".repeat(21))).await, "QUERY_TOO_COMPLEX");
    let recursive = format!("{{{}id{}}}", "... on Query{".repeat(40), "}".repeat(40));
    assert_eq!(refused(&recursive).await, "QUERY_TOO_COMPLEX");
}

#[test]
fn every_code_has_a_name_of_its_own() {
    let names: HashSet<&str> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
}
