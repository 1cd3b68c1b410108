// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

/// All of the library but the optional OpenCV bridge (opencv.hpp).
#include "facetrack/batch.hpp"
#include "facetrack/bridge.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/control.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/expression_job.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/identify.hpp"
#include "facetrack/job.hpp"
#include "facetrack/log.hpp"
#include "facetrack/memory.hpp"
#include "facetrack/models.hpp"
#include "facetrack/pipeline.hpp"
#include "facetrack/quality.hpp"
#include "facetrack/report.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/shot_job.hpp"
#include "facetrack/time.hpp"
#include "facetrack/track.hpp"
#include "facetrack/version.hpp"
