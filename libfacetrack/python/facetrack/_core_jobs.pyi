# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Types of the C++ module _core: clips, and the structs that the jobs of the package fill in."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Literal, Optional, Union

import numpy as np
from numpy.typing import NDArray

from ._core import Decoder, Detector, Embedder, Frame, ShotDetector
from ._core_films import Analysis, FaceTrack, FoundPerson, Gallery, Identification
from .options import Crop, Preset, Time
from .progress import OnProgress

_Path = Union[str, bytes, PathLike[str], PathLike[bytes]]
_Floats = NDArray[np.float32]
_End = Literal[
    "cut", "dissolve", "fade", "occluded", "left_frame", "turned_away", "lost", "end", "goes_on"
]

class Clip:
    @property
    def name(self) -> str: ...
    @property
    def file(self) -> Optional[Path]: ...
    @property
    def shot(self) -> int: ...
    @property
    def track(self) -> int: ...
    @property
    def first_frame(self) -> int: ...
    @property
    def last_frame(self) -> int: ...
    @property
    def start(self) -> Fraction: ...
    @property
    def end(self) -> Fraction: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def frames(self) -> NDArray[np.int64]: ...
    @property
    def times(self) -> NDArray[np.float64]: ...
    @property
    def boxes(self) -> _Floats: ...
    @property
    def crops(self) -> _Floats: ...
    @property
    def scores(self) -> _Floats: ...
    @property
    def detected(self) -> NDArray[np.bool_]: ...
    @property
    def ends_because(self) -> _End: ...

class PlanOptions:
    crop: Crop
    margin: float
    size: int
    smooth: Time
    min_clip: Time

class ClipWriterOptions:
    copy_streams: bool
    overwrite: bool
    codec: str
    crf: int
    preset: str
    threads: int
    audio: Union[int, str]

def plan_clips(
    film: Analysis, tracks: Sequence[FaceTrack], options: PlanOptions
) -> list[Clip]: ...
def write_clips(
    video: _Path,
    film: Analysis,
    clips: Sequence[Clip],
    folder: _Path,
    options: ClipWriterOptions,
    progress: OnProgress = None,
) -> list[Clip]: ...

class JobVideo:
    file: Path
    tracks: Path
    settings: dict[str, str]
    insist: Optional[set[str]]
    inputs: list[Path]
    start: Optional[Time]
    end: Optional[Time]
    workers: int
    pictures: bool
    interval: int
    min_face: int
    join_gap: Time
    effort: Preset
    def set_decoder(self, stream: Optional[int], max_pixels: int) -> None: ...
    def set_own_decoder(self, choice: Callable[[], Decoder]) -> None: ...
    def set_detector(
        self, choice: Union[str, Callable[[], Detector], None], allow_unverified: bool
    ) -> None: ...
    def set_embedder(
        self, choice: Union[str, Callable[[], Embedder], None], allow_unverified: bool
    ) -> None: ...
    def set_shots(
        self,
        choice: Union[str, Callable[[], ShotDetector], None],
        threshold: float,
        min_frames: int,
    ) -> None: ...

class JobOutput:
    folder: Path
    report: bool
    tracks: bool
    command: Union[str, bytes]
    existing: Literal["refuse", "overwrite", "resume", "reuse"]

class ClipFiles:
    plan: PlanOptions
    writer: ClipWriterOptions
    json: bool
    csv: bool
    mot: bool
    edl: bool
    otio: bool
    flat_metadata: bool
    save_images: int

class TrackJob:
    video: JobVideo
    references: list[Path]
    output: JobOutput
    not_target: list[Path]
    reference_face: int
    match: Optional[float]
    clips: ClipFiles
    overlay: bool

class TrackOutcome:
    @property
    def analysis(self) -> Analysis: ...
    @property
    def people(self) -> Gallery: ...
    @property
    def identifications(self) -> list[Identification]: ...
    @property
    def clips(self) -> list[Clip]: ...
    @property
    def why(self) -> str: ...
    @property
    def reused(self) -> bool: ...

def run_track(job: TrackJob, progress: OnProgress) -> TrackOutcome: ...

class FacesJob:
    video: JobVideo
    output: JobOutput
    match: Optional[float]
    clips: ClipFiles

class FacesOutcome:
    @property
    def analysis(self) -> Analysis: ...
    @property
    def persons(self) -> list[FoundPerson]: ...
    @property
    def clips(self) -> list[list[Clip]]: ...
    @property
    def why(self) -> str: ...
    @property
    def reused(self) -> bool: ...

def run_faces(job: FacesJob, progress: OnProgress) -> FacesOutcome: ...
def analyze_video(video: JobVideo, progress: OnProgress) -> Analysis: ...
def keep_inputs(outputs: Sequence[Path], inputs: Sequence[Path]) -> None: ...
def add_pictures(film: Analysis, video: JobVideo, progress: OnProgress) -> bool: ...
def check_shot_images(video: JobVideo, output: JobOutput) -> None: ...
def save_shot_images(
    film: Analysis, video: JobVideo, output: JobOutput, progress: OnProgress
) -> bool: ...

class ExpressionJob:
    video: JobVideo
    output: JobOutput
    sequences: int
    length: int
    allow_overlap: bool
    min_confidence: float
    subject: int
    references: list[Path]
    match: Optional[float]
    margin: float
    writer: ClipWriterOptions
    write_clips: bool
    crop: Crop
    def set_weights(self, expression: float, position: float, scale: str) -> None: ...
    def set_model(self, name: str, allow_unverified: bool) -> None: ...

class FaceSequence:
    @property
    def first_frame(self) -> int: ...
    @property
    def last_frame(self) -> int: ...
    @property
    def variation(self) -> float: ...
    @property
    def stability(self) -> float: ...
    @property
    def combined(self) -> float: ...

class ExpressionOutcome:
    @property
    def analysis(self) -> Analysis: ...
    @property
    def sequences(self) -> list[FaceSequence]: ...
    @property
    def clips(self) -> list[Clip]: ...
    @property
    def why(self) -> str: ...
    @property
    def reused(self) -> bool: ...

def run_expressions(job: ExpressionJob, progress: OnProgress) -> ExpressionOutcome: ...

class BridgeOptions:
    before: Time
    between: Time
    after: Time
    indent: Optional[int]
    interpolated: Optional[int]
    force_join: bool
    method: str
    audio: bool
    overwrite: bool

class BridgePlan:
    @property
    def a(self) -> int: ...
    @property
    def b(self) -> int: ...
    @property
    def rate(self) -> Fraction: ...
    @property
    def before(self) -> int: ...
    @property
    def between(self) -> int: ...
    @property
    def after(self) -> int: ...
    @property
    def indent(self) -> int: ...
    @property
    def interpolated(self) -> int: ...
    @property
    def frames(self) -> NDArray[np.int64]: ...
    @property
    def cost(self) -> float: ...
    @property
    def limit(self) -> float: ...
    @property
    def cost_curve(self) -> NDArray[np.float64]: ...
    @property
    def overlaps(self) -> bool: ...
    @property
    def variable_rate(self) -> bool: ...

class LandingCheck:
    @property
    def frame(self) -> int: ...
    @property
    def psnr(self) -> float: ...
    @property
    def ssim(self) -> float: ...
    @property
    def best_match(self) -> int: ...

class BridgeReport:
    @property
    def plan(self) -> BridgePlan: ...
    @property
    def file(self) -> Path: ...
    @property
    def a(self) -> LandingCheck: ...
    @property
    def b(self) -> LandingCheck: ...
    @property
    def frames(self) -> int: ...
    @property
    def duration(self) -> float: ...
    @property
    def audio(self) -> Optional[float]: ...
    @property
    def problems(self) -> list[str]: ...
    @property
    def valid(self) -> bool: ...
    def to_json(self) -> str: ...
    def to_html(self) -> str: ...

def plan_bridge(
    video: _Path, a: int, b: int, options: BridgeOptions, progress: OnProgress
) -> BridgePlan: ...
def make_bridge(
    video: _Path, plan: BridgePlan, file: _Path, options: BridgeOptions, progress: OnProgress
) -> BridgeReport: ...
def frame_at(video: _Path, time: Time) -> int: ...
def find_frame(video: _Path, picture: Frame, progress: OnProgress = None) -> int: ...
def bridge_rate(video: _Path) -> Fraction: ...
