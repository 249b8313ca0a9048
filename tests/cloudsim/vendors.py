"""The vendors' own clients and descriptions, before the simulator.

`vendors.py limits` prints how much each call of AWS may be asked for at once. `vendors.py aws|gcp URL` reads a list of calls on stdin and prints what the vendor's client made of each answer. On the
way every answer is held against the vendor's description: a field that it does not know, or a value of another type,
ends the run. AWS: botocore. Google: google-api-python-client with the discovery documents that it ships.
"""

import json
import sys
import xml.etree.ElementTree as ET


def fail(place, what):
    raise SystemExit(f"{place}: {what}")


# AWS


def xml_fields(shape, node, place):
    """Holds an element against the shape that the model gives it."""
    kind = shape.type_name
    if kind == "structure":
        known = {}
        for name, member in shape.members.items():
            known[member.serialization.get("name", name)] = member
        for child in node:
            name = child.tag.split("}")[-1]
            if name not in known:
                fail(place, f"<{name}> is not in {shape.name}")
            xml_fields(known[name], child, f"{place}/{name}")
    elif kind == "list":
        wanted = shape.member.serialization.get("name", "member")
        for child in node:
            name = child.tag.split("}")[-1]
            if name != wanted:
                fail(place, f"<{name}> in a list of <{wanted}>")
            xml_fields(shape.member, child, f"{place}/{name}")
    else:
        if len(node):
            fail(place, f"elements in a {kind}")
        plain(kind, node.text or "", place)


def plain(kind, text, place):
    good = {
        "boolean": lambda: text in ("true", "false"),
        "integer": lambda: str(int(text)) == text,
        "long": lambda: str(int(text)) == text,
    }
    try:
        if not good.get(kind, lambda: True)():
            raise ValueError
    except ValueError:
        fail(place, f"{text!r} is no {kind}")


def json_fields(shape, value, place):
    kind = shape.type_name
    types = {
        "structure": dict, "list": list, "string": str, "boolean": bool, "integer": int, "long": int,
        "timestamp": (int, float, str),
    }
    if not isinstance(value, types[kind]):
        fail(place, f"{value!r} is no {kind}")
    if kind == "structure":
        for name, inside in value.items():
            if name not in shape.members:
                fail(place, f"{name} is not in {shape.name}")
            if inside is not None:
                json_fields(shape.members[name], inside, f"{place}/{name}")
    elif kind == "list":
        for inside in value:
            json_fields(shape.member, inside, f"{place}[]")


def check_aws(operation_model, response_dict, **_):
    if response_dict["status_code"] != 200:
        return
    shape, name = operation_model.output_shape, operation_model.name
    if operation_model.service_model.metadata["protocol"] == "json":
        return json_fields(shape, json.loads(response_dict["body"]), name)
    root = ET.fromstring(response_dict["body"])
    if root.tag.split("}")[-1] != f"{name}Response":
        fail(name, root.tag)
    for child in root:
        tag = child.tag.split("}")[-1]
        if tag == f"{name}Result":
            xml_fields(shape, child, name)
        elif tag not in ("requestId", "ResponseMetadata"):
            outside = ET.Element("answer")
            outside.append(child)
            xml_fields(shape, outside, name)


def aws(url, calls):
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    clients = {}
    for call in calls:
        key = (call["service"], call["key"], call["region"], call.get("attempts", 1))
        if key not in clients:
            config = Config(retries={"mode": "standard", "total_max_attempts": key[3]})
            client = boto3.client(
                key[0], endpoint_url=url, region_name=key[2], aws_access_key_id=key[1],
                aws_secret_access_key="none", config=config,
            )
            client.meta.events.register("before-parse", check_aws)
            clients[key] = client
        client, size = clients[key], call.get("size")
        try:
            if size:
                yield joined(list(turned(client, call, size)))
            else:
                yield strip(getattr(client, call["operation"])(**call.get("parameters", {})))
        except ClientError as error:
            yield {
                "code": error.response["Error"]["Code"],
                "message": error.response["Error"]["Message"],
                "is_modelled": type(error) is not ClientError,
            }


def turned(client, call, size):
    """The pages of a call, turned by the vendor's paginator where there is one."""
    operation, parameters = call["operation"], call.get("parameters", {})
    if client.can_paginate(operation):
        yield from client.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}, **parameters)
        return
    token = {}
    while True:
        page = getattr(client, operation)(MaxResults=size, **token, **parameters)
        yield page
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}


def limits():
    """Call -> the fewest and the most that it may be asked for at once, where the model says so."""
    from botocore.session import get_session

    found = {}
    for service in ("ec2", "organizations", "cloudtrail"):
        model = get_session().get_service_model(service)
        for name in model.operation_names:
            shape = model.operation_model(name).input_shape
            size = shape.members.get("MaxResults") if shape else None
            if size is not None and {"min", "max"} <= size.metadata.keys():
                found[f"{service}:{name}"] = [size.metadata["min"], size.metadata["max"]]
    return found


def strip(answer):
    return {name: value for name, value in answer.items() if name not in ("ResponseMetadata", "NextToken")}


def joined(pages):
    """The pages of an answer as one, and how many there were."""
    whole = {"pages": len(pages)}
    for page in pages:
        for name, items in strip(page).items():
            whole[name] = whole.get(name, []) + items
    return whole


# Google


def google_fields(schemas, schema, value, place):
    """Holds a value against the schema of a discovery document."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    types = {
        "object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
        "number": (int, float), "any": object,
    }
    if not isinstance(value, types[kind]):
        fail(place, f"{value!r} is no {kind}")
    if kind == "object":
        for name, inside in value.items():
            within = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            if not within:
                fail(place, f"{name} is not in {schema.get('id', kind)}")
            google_fields(schemas, within, inside, f"{place}/{name}")
    elif kind == "array":
        for inside in value:
            google_fields(schemas, schema["items"], inside, f"{place}[]")
    elif "enum" in schema and value not in schema["enum"]:
        fail(place, f"{value!r} is none of the values")
    elif place.endswith("/kind") and value != schema.get("default", value):
        fail(place, f"{value!r}, not {schema['default']!r}")


def gcp(url, calls):
    from google.auth.credentials import AnonymousCredentials
    from googleapiclient.discovery import build
    from googleapiclient.errors import HttpError

    for call in calls:
        # Compute's paths start at its service path; those of Resource Manager at the root.
        base = f"{url}/compute/v1/" if call["api"] == "compute" else url
        service = build(
            call["api"], call["version"], credentials=AnonymousCredentials(), static_discovery=True,
            client_options={"api_endpoint": base},
        )
        resource = service
        for name in call["resource"].split("."):
            resource = getattr(resource, name)()
        method = call["method"]
        schemas, found = service._schema, []
        request = getattr(resource, method)(**call.get("parameters", {}))
        pages = 0
        try:
            while request is not None:
                answer, pages = request.execute(num_retries=call.get("retries", 0)), pages + 1
                response = resource._resourceDesc["methods"][method]["response"]
                google_fields(schemas.schemas, response, answer, f"{call['resource']}.{method}")
                found.append(answer)
                following = getattr(resource, f"{method}_next", None)
                request = following(request, answer) if following else None
            yield {"pages": pages, "answers": found}
        except HttpError as error:
            yield {"status": error.status_code, "reason": error.reason, "details": error.error_details}


def main():
    if sys.argv[1] == "limits":
        return json.dump(limits(), sys.stdout)
    calls = json.load(sys.stdin)
    vendor = {"aws": aws, "gcp": gcp}[sys.argv[1]]
    answers = list(vendor(sys.argv[2], calls))
    json.dump(answers, sys.stdout, default=lambda value: value.isoformat())


if __name__ == "__main__":
    main()
