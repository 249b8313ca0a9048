"""Answers of `aws` as JSON -> the same answers as AWS sends them, by the vendor's own models and nobody's hand.

Reads the files of a folder, `<call>[.<id>].json`, and prints one JSON object: file name -> body.
"""

import json
import pathlib
import sys

from botocore import xform_name
from moto.core.serialize import EC2Serializer, JSONSerializer
from moto.core.utils import get_service_model

SERVICES = {"ec2": EC2Serializer, "cloudtrail": JSONSerializer, "config": JSONSerializer}


def operations():
    """Subcommand -> operation and serializer."""
    known = {}
    for service, serializer in SERVICES.items():
        model = get_service_model(service)
        for name in model.operation_names:
            words = xform_name(name, "-")
            known[words] = (model.operation_model(name), serializer)
    return known


def main(folder):
    known = operations()
    bodies = {}
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        operation, serializer = known[path.name.split(".")[0]]
        answer = serializer(operation_model=operation).serialize(json.loads(path.read_text()))
        body = answer["body"]
        bodies[path.name.removesuffix(".json")] = body.decode() if isinstance(body, bytes) else body
    json.dump(bodies, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
