//! JSON patches (RFC 6902), as far as a remedy uses them, and as the server's library reads them: a `test` for nothing holds where there
//! is nothing.

use serde_json::Value;

/// An object with a patch, or why it does not take it.
pub(crate) fn applied(object: &Value, patch: &Value) -> Result<Value, String> {
    let mut object = object.clone();
    let operations = patch.as_array().ok_or("a patch is a list")?;
    for operation in operations {
        one(&mut object, operation)?;
    }
    Ok(object)
}

fn one(object: &mut Value, operation: &Value) -> Result<(), String> {
    let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
    let (path, value) = (text("path"), operation["value"].clone());
    let (outer, last) = path.rsplit_once('/').ok_or_else(|| format!("no path: {path}"))?;
    let last = last.replace("~1", "/").replace("~0", "~");
    let place = object.pointer_mut(outer).ok_or_else(|| format!("nothing at {outer}"))?;
    match (text("op").as_str(), place) {
        ("test", Value::Object(fields)) => {
            let is = fields.get(&last).cloned().unwrap_or_default();
            if is == value { Ok(()) } else { Err(format!("testing {path} failed")) }
        }
        ("add", Value::Object(fields)) => {
            fields.insert(last, value);
            Ok(())
        }
        ("replace", Value::Object(fields)) if fields.contains_key(&last) => {
            fields.insert(last, value);
            Ok(())
        }
        ("remove", Value::Object(fields)) => {
            fields.remove(&last).map(|_| ()).ok_or_else(|| format!("nothing at {path}"))
        }
        ("add", Value::Array(list)) if last == "-" => {
            list.push(value);
            Ok(())
        }
        (word, Value::Array(list)) => {
            let at: usize = last.parse().map_err(|_| format!("no place: {path}"))?;
            let is = list.get(at).ok_or_else(|| format!("nothing at {path}"))?;
            match word {
                "test" if *is == value => {}
                "remove" => drop(list.remove(at)),
                "replace" => list[at] = value,
                _ => return Err(format!("{word} at {path} failed")),
            }
            Ok(())
        }
        (word, _) => Err(format!("{word} at {path} failed")),
    }
}
