# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Frames as NumPy arrays."""

import gc
from fractions import Fraction

import facetrack
import numpy as np
import pytest


def test_frames_come_in_order_with_exact_times(video):
    with facetrack.open(video) as frames:
        rate = frames.info.frame_rate
        count = frames.count_frames()
        numbered = [(frame.index, frame.time) for frame in frames]
    assert len(numbered) == count
    assert numbered == [(i, Fraction(i) / rate) for i in range(count)]
    assert isinstance(numbered[1][1], Fraction)


def test_a_plane_is_the_frames_own_memory(video):
    frame = next(facetrack.open(video))
    once, again = frame.plane(0), frame.plane(0)
    assert once.__array_interface__["data"][0] == again.__array_interface__["data"][0]
    assert once.shape == (frame.height, frame.width) and once.dtype == np.uint8
    assert not once.flags.owndata and not once.flags.writeable
    assert [plane.shape for plane in frame.planes][1:] == [(frame.height // 2, frame.width // 2)] * 2


def test_a_plane_keeps_its_pixels_when_frame_and_video_are_gone(video):
    frames = facetrack.open(video)
    frame = next(frames)
    plane = frame.plane(0)
    before = plane.copy()
    del frame
    for _ in range(60):  # the decoder reuses buffers that nobody holds
        next(frames)
    del frames
    gc.collect()
    assert np.array_equal(plane, before)


def test_bgr_is_a_picture_of_its_own(video):
    frame = next(facetrack.open(video))
    picture = frame.bgr()
    assert picture.shape == (frame.height, frame.width, 3) and picture.flags.writeable
    kept = frame.bgr()
    picture[:] = 0
    assert np.array_equal(frame.bgr(), kept) and kept.any()


def test_seek_goes_to_the_frame(video):
    frames = facetrack.open(video)
    expected = [frame.plane(0).copy() for frame in frames][100]
    frames.seek(100)
    frame = next(frames)
    assert frame.index == 100 and np.array_equal(frame.plane(0), expected)


def test_an_array_becomes_a_frame_and_a_file(tmp_path):
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:, 30:] = (10, 20, 200)
    frame = facetrack.Frame(picture, time=1.5, index=7)
    picture[:] = 1  # the frame has a copy
    assert (frame.width, frame.height, frame.format) == (60, 40, "bgr24")
    assert (frame.time, frame.index) == (Fraction(3, 2), 7)
    facetrack.write_image(tmp_path / "a.png", frame)
    assert np.array_equal(facetrack.read_image(tmp_path / "a.png").bgr(), frame.bgr())


def test_other_arrays_are_refused():
    for wrong in (np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4), np.float32)):
        with pytest.raises(ValueError, match="uint8 array"):
            facetrack.Frame(wrong)


def test_a_closed_video_says_so(video):
    frames = facetrack.open(video)
    frames.close()
    with pytest.raises(ValueError, match="closed"):
        next(frames)


def test_a_missing_file_is_an_error_with_a_code(tmp_path):
    with pytest.raises(facetrack.Error, match="none.mp4") as caught:
        facetrack.open(tmp_path / "none.mp4")
    assert caught.value.code == "not_found"
