# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The options of the jobs: those of the command line, with underscores.

`facetrack-cli track --help` explains each. An option that is left out has the default of the command
line. Times are seconds (int, float, Fraction), a timedelta, or text such as "1:30.5".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from os import PathLike
from typing import Annotated, Literal, TypedDict, Union

from ._core import Decoder, Detector, Embedder, ShotDetector

Path = Union[str, bytes, PathLike[str], PathLike[bytes]]
Time = Union[int, float, Fraction, timedelta, str]
Crop = Literal["square", "face", "none"]
Preset = Literal["fast", "balanced", "thorough"]


class VideoOptions(TypedDict, total=False):
    """Which part of the video is read, and by how many workers."""

    decoder: Callable[[], Decoder]
    """A class or function that makes a Decoder, which gives the frames instead of the file. Every
    worker calls it once."""
    stream: Union[int, Literal["auto"]]
    """Index of the video stream to use."""
    max_pixels: int
    """Refuse videos with more pixels."""
    start: Union[Time, None]
    """Analyse from this time."""
    end: Union[Time, None]
    """Analyse up to this time."""
    jobs: int
    """Number of workers; 0: one per core. The result does not depend on it."""


class AnalysisOptions(VideoOptions, total=False):
    """How faces are found and recognised."""

    detector: Union[str, Callable[[], Detector], None]
    """A name, or a class or function that makes a Detector; every worker calls it once. None (only
    analyze()): no faces."""
    embedder: Union[str, Callable[[], Embedder], None]
    """A name, a card (FILE.json), or a class or function that makes an Embedder. None (only
    analyze()): tracks stay anonymous."""
    preset: Preset
    speed: bool
    """Same as preset="fast"."""
    interval: Union[int, Literal["auto"]]
    """Search for faces on every n-th frame."""
    min_face: int
    """Ignore faces smaller than this many pixels."""
    join_gap: Time
    """Keep following a face that is not found for up to this time."""
    allow_unverified_model: bool
    """Load model files whose checksum is not known."""


class MatchOptions(AnalysisOptions, total=False):
    threshold: Union[float, Literal["auto"]]
    """Largest distance at which a face is the person."""


class FolderOptions(TypedDict, total=False):
    """How results that are there are treated, and what is written beside the clips."""

    force: bool
    """Start again; existing results are replaced when the new ones are complete."""
    resume: bool
    """Continue an interrupted run."""
    no_cache: bool
    """Do not write tracks.json, which holds face data of everybody in the video."""
    no_report: bool
    """Do not write report.html."""


class SoundOptions(TypedDict, total=False):
    no_audio: bool
    audio: Union[int, Literal["default", "all", "none"]]
    """Audio track to keep."""
    crf: int
    """Quality of the encoder; lower is better."""
    encoder_preset: str
    encoder_threads: int


class PlanOptions(TypedDict, total=False):
    """How clips are cut and framed."""

    crop: Crop
    margin: float
    """Margin around the face, as a fraction of its size."""
    size: Union[int, Literal["auto"]]
    """Width and height of the clips; "auto" never enlarges."""
    smooth: Time
    """How long the motion of the crop window is averaged."""
    min_clip: Time
    """Write no clips shorter than this."""


class EncoderOptions(SoundOptions, total=False):
    copy: bool
    """Copy without encoding: clips begin at a key frame, no crop."""
    codec: Literal["h264", "h265", "vp9", "ffv1"]


class WriterOptions(EncoderOptions, total=False):
    """The options of write_clips()."""

    force: bool
    """Replace existing files."""


class ClipOptions(PlanOptions, EncoderOptions, total=False):
    """The clips and lists of track() and faces()."""

    reuse: bool
    """Use the analysis in the output folder; for other clips of the same person."""
    tracks: Path
    """Use the analysis in this tracks.json."""
    format: Union[str, Sequence[str]]
    """Lists to write: "json", "csv", "mot", "edl", "otio"."""
    metadata_style: Literal["facetrack", "flat"]
    save_images: int
    """Save every n-th face of each clip as a picture."""


class FacesOptions(MatchOptions, FolderOptions, ClipOptions, total=False):
    """The options of faces()."""


class TrackOptions(FacesOptions, total=False):
    """The options of track()."""

    not_target: Union[Path, Sequence[Path]]
    """Photos of people to exclude; --not of the command line, which is no name in Python."""
    reference_face: int
    """Which face on the photos is the person; 0 is the largest."""
    overlay: bool
    """Also write overlay.mp4: the video with boxes and distances."""


class ShotsOptions(VideoOptions, total=False):
    """The options of shots()."""

    detector: Union[str, Callable[[], ShotDetector]]
    """A name, or a class or function that makes a ShotDetector."""
    threshold: float
    """Scales all thresholds; below 1 finds more cuts."""
    min_shot: int
    """Merge shots of fewer frames with a neighbour."""
    save_images: Path
    """Folder for one still per shot and a contact sheet."""
    force: bool
    """Replace existing files."""


class ExpressionsOptions(MatchOptions, FolderOptions, SoundOptions, total=False):
    """The options of expressions()."""

    reference: Union[Path, Sequence[Path]]
    """Only the person on these photos."""
    subject_id: int
    """Only the n-th person; 1 is the person longest on screen."""
    num_sequences: int
    sequence_length: int
    """Frames of a sequence."""
    expression_weight: float
    position_weight: float
    position_scale: Literal["face", "frame", "legacy518"]
    allow_overlap: bool
    face_confidence_threshold: float
    expression_model: str
    """"auto", "builtin", "blendshapes" or FILE.onnx."""
    skip_analysis: bool
    """Use the analysis that an earlier run left, and replace its clips."""
    skip_extraction: bool
    """Write the analysis but no clips."""
    clip_format: Literal["mp4", "webm", "mkv"]
    crop: Crop
    margin: float


class ModelOptions(TypedDict, total=False):
    """The models of jobs that analyse whole videos, and the number of workers."""

    detector: Union[str, Callable[[], Detector]]
    """A name, or a class or function that makes a Detector; every worker calls it once."""
    embedder: Union[str, Callable[[], Embedder]]
    """A name, a card (FILE.json), or a class or function that makes an Embedder."""
    jobs: int
    """Number of workers; 0: one per core. The result does not depend on it."""
    allow_unverified_model: bool
    """Load model files whose checksum is not known."""


class WholeVideoOptions(ModelOptions, total=False):
    stream: Union[int, Literal["auto"]]
    """Index of the video stream to use."""
    max_pixels: int
    """Refuse videos with more pixels."""


class IndexOptions(WholeVideoOptions, total=False):
    """The options of index()."""

    every: Time
    """Look at least this often; key frames are always looked at. 2 seconds."""
    forget_missing: bool
    """Remove videos whose file is not there any more."""
    min_face: int
    """Ignore faces smaller than this many pixels."""


class SearchOptions(PlanOptions, EncoderOptions, ModelOptions, total=False):
    """The options of search(). The embedder "auto" is that of the library."""

    not_target: Union[Path, Sequence[Path]]
    """Photos of people to exclude."""
    reference_face: int
    """Which face on the photos is the person; 0 is the largest."""
    threshold: Union[float, Literal["auto"]]
    top: int
    """Results, at most; 100."""
    clips: Path
    """Folder for exact clips of the person: a folder per video in it, as track() makes it."""
    force: bool
    """Replace existing files."""


@dataclass(frozen=True)
class Limit:
    """The gate of curate() that an option sets."""

    measure: str
    bound: Literal["least", "most"]


class GateOptions(TypedDict, total=False):
    """The gates of curate(). docs/curate.md explains the measures."""

    min_face: Annotated[float, Limit("face_size", "least")]
    max_yaw: Annotated[float, Limit("yaw", "most")]
    max_pitch: Annotated[float, Limit("pitch", "most")]
    max_roll: Annotated[float, Limit("roll", "most")]
    min_sharpness: Annotated[float, Limit("sharpness", "least")]
    min_brightness: Annotated[float, Limit("brightness", "least")]
    max_brightness: Annotated[float, Limit("brightness", "most")]
    min_motion: Annotated[float, Limit("motion", "least")]
    max_motion: Annotated[float, Limit("motion", "most")]
    max_camera_motion: Annotated[float, Limit("camera", "most")]
    min_agreement: Annotated[float, Limit("agreement", "least")]


class CurateJobOptions(GateOptions, SoundOptions, WholeVideoOptions, total=False):
    """The options of curate()."""

    preset: str
    """Gates and lengths to begin with: one of curate_presets()."""
    min_length: Time
    max_length: Time
    """Longer stretches are divided at still and quiet moments."""
    single_face: bool
    """Nobody else on any frame."""
    mouth_visible: bool
    """Nothing covers the mouth for more than 0.2 s."""
    eyes_visible: bool
    """Eyes are not covered or closed for more than 0.5 s."""
    no_overlay_text: bool
    """No text, logo or player control lies over the picture for more than 0.35 s."""
    no_letterbox: bool
    """Clips do not show black bars."""
    no_duplicates: bool
    """Leave out copies of earlier stretches."""
    reference: Union[Path, Sequence[Path]]
    """Only the person on these photos."""
    threshold: Union[float, Literal["auto"]]
    size: Union[int, Literal["auto"]]
    """Height of the clips in pixels; 512."""
    crop: Crop
    margin: float
    fps: Union[int, float, str]
    """Frame rate of the clips, or "source"; 25."""
    wav: bool
    """Also write the sound of each clip as a file of its own."""
    webdataset: str
    """Write WebDataset tar files of about this size in shards/ instead of clips/: "500M", "2G"."""
    split: Sequence[float]
    """Shares of the parts train, validation and test, without a person in two of them."""
    sample_rate: Union[int, Literal["source"]]
    """Sample rate of the sound; 16000."""
    force: bool
    """Start again; existing results are replaced when the new ones are complete."""
    resume: bool
    """Continue an interrupted run."""
    reuse: bool
    """Decide again from the stored measures, with other gates."""
    no_report: bool


class RedactOptions(WholeVideoOptions, total=False):
    """The options of redact()."""

    keep: Union[Path, Sequence[Path]]
    """Photos of the person who stays visible."""
    only: Union[Path, Sequence[Path]]
    """Photos of the only person to hide."""
    threshold: Union[float, Literal["auto"]]
    boxes: Path
    """Use these areas instead of searching: a corrected NAME.redact.json."""
    mode: Literal["blur", "pixelate", "fill", "oval"]
    margin: float
    """Margin around a face, as a fraction of its size; 0.3."""
    crf: int
    encoder_preset: str
    encoder_threads: int
    no_metadata: bool
    """Leave out titles, places and other texts of the source."""
    report: bool
    """Also write NAME.redact.html."""
    force: bool
    """Replace existing files."""


class BridgeJobOptions(TypedDict, total=False):
    """The options of bridge()."""

    before: Time
    """Of the source, before A; 5 seconds."""
    between: Time
    """From A to B in the result; 5 seconds."""
    after: Time
    """From B to the end; 5 seconds."""
    indent: Union[str, int]
    """From A to the join: "auto", "1.2s", or frames ("30f" or 30)."""
    interp: Union[str, int]
    """Length of the join: "auto", "0.12s", or frames ("3f" or 3)."""
    method: Literal["flow", "blend", "minterpolate"]
    force_join: bool
    """Join even if the scenes do not match."""
    no_audio: bool
    report: Path
    """HTML page to write."""
    force: bool
    """Replace existing files."""
