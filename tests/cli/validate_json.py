#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""validate_json.py SCHEMA_DIR FILE...: checks each file against the JSON Schema it names."""
import json
import sys

import jsonschema


def main(folder, files):
    bad = 0
    for name in files:
        with open(name, encoding="utf-8") as file:
            data = json.load(file)
        kind = data["schema"].split("/")[0].removeprefix("facetrack.")
        with open(f"{folder}/{kind}.schema.json", encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        for error in jsonschema.Draft202012Validator(schema).iter_errors(data):
            place = "/".join(str(part) for part in error.absolute_path)
            print(f"{name}: {place}: {error.message[:300]}")
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
