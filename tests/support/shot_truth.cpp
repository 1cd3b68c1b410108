// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/shot_truth.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "facetrack/decoder.hpp"

#include "support/paths.hpp"

namespace facetrack::testing {
namespace {

constexpr std::int64_t slack = 2;  // frames around a gradual transition that answer for it

bool within(const std::vector<FrameSpan>& spans, std::int64_t frame, std::int64_t margin) {
  return std::any_of(spans.begin(), spans.end(), [&](const FrameSpan& s) {
    return s.from - margin <= frame && frame <= s.to + margin;
  });
}

ShotTruth read_truth(const std::filesystem::path& file) {
  std::ifstream in(file);
  const auto document = nlohmann::json::parse(in);
  ShotTruth out;
  out.video = file.parent_path() / document.at("video").get<std::string>();
  out.name = out.video.stem().string();
  out.frames = document.at("frames").get<std::int64_t>();
  out.cuts = document.at("cuts").get<std::vector<std::int64_t>>();
  for (const auto& g : document.value("gradual", nlohmann::json::array()))
    out.gradual.push_back({g.at("from").get<std::int64_t>(), g.at("to").get<std::int64_t>()});
  for (const auto& i : document.value("ignore", nlohmann::json::array()))
    out.ignore.push_back({i.at(0).get<std::int64_t>(), i.at(1).get<std::int64_t>()});
  return out;
}

}  // namespace

std::vector<ShotTruth> shot_truths() {
  const auto media = shared_dir() / "media";
  std::vector<ShotTruth> out;
  for (const auto& entry : std::filesystem::directory_iterator(media))
    if (entry.path().filename().string().ends_with(".truth.json"))
      out.push_back(read_truth(entry.path()));
  // Single shots that need no truth file.
  for (const char* name : {"intel_onebyone", "mma_structuralize"}) {
    ShotTruth truth;
    truth.name = name;
    truth.video = media / "video" / (truth.name + ".mp4");
    out.push_back(truth);
  }
  std::sort(out.begin(), out.end(),
            [](const ShotTruth& a, const ShotTruth& b) { return a.name < b.name; });
  return out;
}

std::vector<Frame> thumbnails(const std::filesystem::path& video, const ShotDetector& detector) {
  const Size size = detector.picture_size();
  const auto decoder = open_decoder(video);
  std::vector<Frame> out;
  while (const auto frame = decoder->read()) {
    out.push_back(size.width > 0 ? shrink(*frame, size.width, size.height) : *frame);
  }
  return out;
}

std::vector<Transition> all_transitions(ShotDetector& detector, std::span<const Frame> frames) {
  std::vector<Transition> out;
  for (const Frame& frame : frames)
    for (const Transition& t : detector.push(frame)) out.push_back(t);
  for (const Transition& t : detector.flush()) out.push_back(t);
  std::sort(out.begin(), out.end(),
            [](const Transition& a, const Transition& b) { return a.first_mixed < b.first_mixed; });
  return out;
}

double ShotScore::f1() const {
  if (cuts_wanted + cuts_found == 0) return 1;
  return 2.0 * cuts_hit / (cuts_wanted + cuts_found);
}

ShotScore& ShotScore::operator+=(const ShotScore& other) {
  cuts_wanted += other.cuts_wanted;
  cuts_found += other.cuts_found;
  cuts_hit += other.cuts_hit;
  gradual_wanted += other.gradual_wanted;
  gradual_hit += other.gradual_hit;
  gradual_extra += other.gradual_extra;
  errors.insert(errors.end(), other.errors.begin(), other.errors.end());
  return *this;
}

ShotScore score_shots(const ShotTruth& truth, std::span<const Transition> transitions) {
  ShotScore out;
  std::set<std::int64_t> wanted;
  for (const std::int64_t cut : truth.cuts)
    if (!within(truth.ignore, cut, 0)) wanted.insert(cut);
  out.cuts_wanted = static_cast<int>(wanted.size());
  out.gradual_wanted = static_cast<int>(truth.gradual.size());
  std::vector<std::int64_t> starts;
  for (const Transition& t : transitions) {
    if (within(truth.ignore, t.next_shot, 0)) continue;
    starts.push_back(t.next_shot);
    if (!wanted.contains(t.next_shot) && within(truth.gradual, t.next_shot, slack)) continue;
    if (t.kind != TransitionKind::cut) {
      ++out.gradual_extra;
      out.errors.push_back(truth.name + ": no gradual transition at " +
                           std::to_string(t.first_mixed));
    }
    ++out.cuts_found;
    if (wanted.erase(t.next_shot) > 0)
      ++out.cuts_hit;
    else if (t.kind == TransitionKind::cut)
      out.errors.push_back(truth.name + ": no cut at " + std::to_string(t.next_shot));
  }
  for (const std::int64_t missed : wanted)
    out.errors.push_back(truth.name + ": missed the cut at " + std::to_string(missed));
  for (const FrameSpan& g : truth.gradual) {
    const bool hit = std::any_of(starts.begin(), starts.end(), [&](std::int64_t start) {
      return g.from - slack <= start && start <= g.to + slack;
    });
    out.gradual_hit += hit ? 1 : 0;
    if (!hit) out.errors.push_back(truth.name + ": missed the one from " + std::to_string(g.from));
  }
  return out;
}

}  // namespace facetrack::testing
