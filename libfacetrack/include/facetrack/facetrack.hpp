// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

/// Everything except opencv.hpp (OpenCV types) and backends/content.hpp (thresholds of the shot
/// detector).
#include "facetrack/analysis.hpp"
#include "facetrack/bridge.hpp"
#include "facetrack/chip.hpp"
#include "facetrack/clip.hpp"
#include "facetrack/control.hpp"
#include "facetrack/curate.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/draw.hpp"
#include "facetrack/error.hpp"
#include "facetrack/expression.hpp"
#include "facetrack/expression_job.hpp"
#include "facetrack/expression_report.hpp"
#include "facetrack/face.hpp"
#include "facetrack/file.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/gallery.hpp"
#include "facetrack/job.hpp"
#include "facetrack/live.hpp"
#include "facetrack/log.hpp"
#include "facetrack/models.hpp"
#include "facetrack/output.hpp"
#include "facetrack/pipeline.hpp"
#include "facetrack/quality.hpp"
#include "facetrack/report.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/time.hpp"
#include "facetrack/track.hpp"
#include "facetrack/version.hpp"
