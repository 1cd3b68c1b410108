#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""validate_json.py SCHEMA_DIR FILE...: checks each file, or each line of a .jsonl file, against the
JSON Schema it names; lines of a manifest and the lists of `expressions` name none."""
import json
import os
import sys

import jsonschema


def documents(name):
    with open(name, encoding="utf-8") as file:
        if not name.endswith(".jsonl"):
            yield name, json.load(file)
            return
        for number, line in enumerate(file, 1):
            yield f"{name}:{number}", json.loads(line)


def main(folder, files):
    bad = 0
    for name, data in [document for file in files for document in documents(file)]:
        kind = "batch-job" if ".jsonl:" in name else os.path.splitext(os.path.basename(name))[0]
        if "schema" in data:
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
