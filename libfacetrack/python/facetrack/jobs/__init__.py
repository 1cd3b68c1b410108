# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The jobs of the program as functions, one file each (track and faces share one).

A job takes the options of the command line with underscores (facetrack.options) and
progress=callable. It stops on KeyboardInterrupt and raises facetrack.Error.
"""
