// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/job.hpp"

#include "args.hpp"
#include "commands/model_stock.hpp"

namespace facetrack::cli {

/// Adds options that several commands have, by name; under the heading `group` if it is given.
/// Requires: the names are those of add_job_options().
void add_options(CommandSpec& spec, std::initializer_list<std::string_view> names,
                 std::string_view group = {});
/// The options of `track` and `faces` for analysis, clips and output. The functions below read them
/// in parts; each throws UsageError.
void add_job_options(CommandSpec& spec);
/// Options of every command that looks for faces.
void add_analysis_options(CommandSpec& spec);
/// Of these, the options that select models, the smallest face and the number of workers.
void add_model_options(CommandSpec& spec);

/// How clips are cut and encoded.
void add_clip_options(CommandSpec& spec);

/// The video, the part of it that is analysed, and by how many workers.
JobVideo read_video(const Values& values);
/// The models that find and recognise faces; part of read_analysis().
void read_models(const Values& values, JobVideo& video);
/// How to find faces; a stored analysis must fit these settings.
void read_analysis(const Values& values, JobVideo& video);
ModelChoice model_choice(const Values& values);
/// The values of --detector and --embedder.
std::vector<std::string_view> detector_choices();
std::vector<std::string_view> embedder_choices();
/// True for a card's file, or for an embedder's name with the version of its vectors, as results
/// have it: further values of --embedder.
bool is_card_or_id(std::string_view embedder);
/// FILE.json or FILE.onnx and the file that belongs to it, which results must not replace.
void add_model_files(const std::string& name, std::vector<std::filesystem::path>& inputs);
/// The largest distance that counts as the person; nothing for "auto".
std::optional<float> match_of(const Values& values);

/// The longest time between two looks.
MediaTime seconds_of(const Values& values, std::string_view option);

/// A size such as "2G" or "500M" in MiB; 0 if the option has no value.
double megabytes(const Values& values, std::string_view option);

/// The command that a page shows. It makes the results again although they exist.
std::string replacing(const std::string& command_line);
/// The output folder, and how to treat existing results in it.
JobOutput read_results(const Values& values, const std::string& command_line);
/// The same, and whether tracks.json is written.
JobOutput read_folder(const Values& values, const std::string& command_line);
void check_force_or_resume(const Values& values);
/// --reuse and --tracks.
void read_reuse(const Values& values, JobVideo& video, JobOutput& output);

ClipFiles read_clips(const Values& values);
/// The options of add_clip_options() alone.
ClipFiles read_framing(const Values& values);
/// Sound and encoder.
ClipWriterOptions read_writer(const Values& values);
void read_crop(const Values& values, CropMode& crop, double& margin);

}  // namespace facetrack::cli
