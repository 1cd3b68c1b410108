# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The exceptions of the package."""

from typing import Literal

Code = Literal[
    "invalid_argument",
    "not_found",
    "unsupported",
    "corrupt_input",
    "missing_model",
    "io",
    "backend",
]
Reason = Literal["results_there", "not_ours", "other_question", "another_analysis", "in_use"]


class Error(RuntimeError):
    """Why a call failed. The text names the file or option, then the failure.

    code: the kind of failure, whichever backend it came from.
    option: the option that caused it, such as "references"; empty if no single one did.
    """

    code: Code
    option: str

    def __init__(self, text: str, code: Code, option: str = "") -> None:
        super().__init__(text, code, option)
        self.code = code
        self.option = option

    def __str__(self) -> str:
        return str(self.args[0])


class OutputError(Error):
    """The results cannot go into the output folder, in which nothing was changed.

    reason: why, so that a program can add what its user can do.
    """

    reason: Reason

    def __init__(self, text: str, code: Code, reason: Reason) -> None:
        super().__init__(text, code)
        self.args = (text, code, reason)  # for pickle, which calls the class with them
        self.reason = reason
