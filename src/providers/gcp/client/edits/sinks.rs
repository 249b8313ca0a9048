//! Log sinks of a project, a folder or an organisation.

use serde_json::{Value, json};

use super::line::Line;
use super::lists::{link, pairs};
use super::request::{Api, Body, Request, below, path};
use crate::providers::calls::Named;

const GET: Named = ("logging sinks describe", "logging.sinks.get");

fn sinks(line: &mut Line) -> Result<Vec<String>, String> {
    let parents = [
        ("projects", line.text("--project")?),
        ("folders", line.text("--folder")?),
        ("organizations", line.text("--organization")?),
    ];
    let said: Vec<(&str, String)> =
        parents.into_iter().filter_map(|(sort, id)| Some((sort, id?))).collect();
    match said.as_slice() {
        [(sort, id)] => path(&[sort, id, "sinks"]),
        _ => Err("it does not say whose sink it is".to_owned()),
    }
}

/// What is left out: a name, a filter, and more.
fn exclusion(text: &str) -> Result<Value, String> {
    let mut body = Body::default();
    for (name, value) in pairs(text)? {
        body = match name.as_str() {
            "name" | "filter" | "description" => body.with(&name, value),
            "disabled" if value == "true" => body.with("disabled", true),
            other => return Err(format!("nothing is known of `{other}` of an exclusion")),
        };
    }
    let exclusion = body.done();
    if exclusion.get("name").is_none() {
        return Err("an exclusion has a name".to_owned());
    }
    Ok(exclusion)
}

fn each(line: &mut Line, option: &str) -> Result<Vec<Value>, String> {
    line.each(option)?.iter().map(|text| exclusion(text)).collect()
}

/// `logging sinks create`
pub(super) fn create(line: &mut Line) -> Result<Request, String> {
    let sinks = sinks(line)?;
    let body = Body::default().with("name", line.name()?).with("destination", link(line.name()?)?);
    let on = |is_on: bool| is_on.then_some(true);
    let exclusions = each(line, "--exclusion")?;
    let tables = line.switch("--use-partitioned-tables")?;
    let body = body
        .and("filter", line.text("--log-filter")?)
        .and("description", line.text("--description")?)
        .and("includeChildren", on(line.switch("--include-children")?))
        .and("interceptChildren", on(line.switch("--intercept-children")?))
        .and("disabled", on(line.switch("--disabled")?))
        .and("bigqueryOptions", tables.then(|| json!({ "usePartitionedTables": true })))
        .and("exclusions", (!exclusions.is_empty()).then_some(exclusions));
    let request = Request::insert(sinks, body).with("uniqueWriterIdentity", "true");
    Ok(Request { api: Api::Logging, ..request })
}

/// `logging sinks update`. A mask names what is said, and all else stays.
pub(super) fn update(line: &mut Line) -> Result<Request, String> {
    let sinks = sinks(line)?;
    let name = line.name()?;
    let sink = below(&sinks, &[&name])?;
    let mut body = Body::default().with("name", name);
    let mut mask = Vec::new();
    let on = |is_on: bool| is_on.then_some(Value::Bool(true));
    let fields = [
        ("destination", "destination", line.maybe_name().map(link).transpose()?.map(Value::from)),
        ("filter", "filter", line.text("--log-filter")?.map(Value::from)),
        ("description", "description", line.text("--description")?.map(Value::from)),
        ("disabled", "disabled", line.either("--disabled")?.map(Value::from)),
        ("includeChildren", "include_children", on(line.switch("--include-children")?)),
        ("interceptChildren", "intercept_children", on(line.switch("--intercept-children")?)),
    ];
    for (field, masked, value) in fields {
        if let Some(value) = value {
            body = body.with(field, value);
            mask.push(masked);
        }
    }
    let (coming, going) = (each(line, "--add-exclusion")?, line.list("--remove-exclusions")?);
    let going = going.unwrap_or_default();
    let takes = !coming.is_empty() || !going.is_empty();
    if takes {
        mask.push("exclusions");
    }
    let request = Request::patch(sink.clone(), body)
        .with("uniqueWriterIdentity", "true")
        .with("updateMask", mask.join(","));
    let request = Request { api: Api::Logging, ..request };
    if !takes {
        return Ok(request);
    }
    Ok(request.taking(GET, sink, move |is, body| {
        let there = is.get("exclusions").and_then(Value::as_array).cloned().unwrap_or_default();
        let named =
            |one: &Value| one.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        for name in &going {
            if !there.iter().any(|one| named(one) == *name) {
                return Err(format!("the exclusion `{name}` is no longer there"));
            }
        }
        let mut all = there;
        all.retain(|one| !going.contains(&named(one)));
        for one in &coming {
            if all.iter().any(|other| named(other) == named(one)) {
                return Err(format!("an exclusion `{}` is there already", named(one)));
            }
            all.push(one.clone());
        }
        body.insert("exclusions".to_owned(), all.into());
        Ok(())
    }))
}

/// `logging sinks delete`
pub(super) fn delete(line: &mut Line) -> Result<Request, String> {
    let sinks = sinks(line)?;
    let request = Request::delete(below(&sinks, &[&line.name()?])?);
    Ok(Request { api: Api::Logging, ..request })
}
