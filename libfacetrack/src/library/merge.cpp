// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "facetrack/error.hpp"
#include "facetrack/library.hpp"

#include "core/hash.hpp"
#include "library/state.hpp"

namespace facetrack {

using library::Statement;
using library::Transaction;

SeenVideo Library::State::seen(const LibraryVideo& video) {
  SeenVideo whole{video, {}, {}};
  Statement picture(database, "SELECT jpeg FROM pictures WHERE appearance = ?");
  for (const Presence& presence : presences_of(video.id)) {
    SeenPerson person{appearances_of(presence.id), persons->read(presence.vector, model)};
    for (Appearance& one : person.appearances) {
      one.samples = samples_of(one.id);
      const auto best = std::max_element(one.samples.begin(), one.samples.end(),
                                         [](const FaceSample& a, const FaceSample& b) {
                                           return a.quality.overall < b.quality.overall;
                                         });
      if (best != one.samples.end() && picture.with(one.id).next()) {
        best->portrait = picture.text(0);
      }
    }
    whole.persons.push_back(std::move(person));
  }
  return whole;
}

namespace {

/// The person of this library that is the person `theirs` of another one: of the same name, or a
/// new one. `known` remembers the answers.
std::int64_t counterpart(Library::State& state, Library::State& other, std::int64_t theirs,
                         std::map<std::int64_t, std::int64_t>& known) {
  const auto [place, is_new] = known.emplace(theirs, 0);
  if (!is_new) return place->second;
  Statement name_of(other.database, "SELECT name FROM persons WHERE id = ?");
  const std::string name = name_of.with(theirs).next() ? name_of.text(0) : "";
  Statement named(state.database, "SELECT id FROM persons WHERE name = ?");
  place->second =
      !name.empty() && named.with(name).next() ? named.integer(0) : state.new_person(name);
  return place->second;
}

}  // namespace

void Library::merge_library(const Library& part) {
  State& other = *part.state_;
  if (other.model != model()) {
    throw Error(ErrorCode::unsupported, other.folder.string() +
                                            ": the library has faces of the embedder " +
                                            other.model + ", not " + model());
  }
  const auto reading = other.reading();
  other.map_vectors();
  std::map<std::int64_t, std::int64_t> known;
  for (const LibraryVideo& video : part.videos()) {
    Transaction all = state_->writing();
    if (state_->video_of("source_id", video.source_id)) continue;
    if (const auto there = state_->video_of("file", video.file.string())) state_->forget(*there);
    state_->insert(other.seen(video));
    const auto theirs = other.presences_of(video.id);
    const auto ours =
        state_->presences_of(state_->video_of("source_id", video.source_id).value_or(0));
    for (std::size_t i = 0; i < std::min(theirs.size(), ours.size()); ++i) {
      if (!theirs[i].by_hand) continue;
      Statement(state_->database, "UPDATE presences SET person = ?, by_hand = 1 WHERE id = ?")
          .with(counterpart(*state_, other, theirs[i].person, known), ours[i].id)
          .run();
    }
    state_->drop_unused_persons();
    all.commit();
  }
}

std::string Library::problems() const {
  std::string found = state_->database.problems();
  const auto add = [&](const std::string& problem) {
    found += (found.empty() ? "" : "; ") + problem;
  };
  const auto reading = state_->reading();
  try {
    state_->map_vectors();
  } catch (const Error& error) {
    add(error.what());
    return found;
  }
  const auto check = [&](const library::VectorFile* file, const char* sql, const char* fact) {
    Statement rows(state_->database, sql);
    if (rows.next() && !rows.is_null(0) && rows.integer(0) >= state_->fact(fact)) {
      add("vectors are missing");
    }
    std::int64_t damaged = 0;
    for (std::int64_t row = 0; file != nullptr && row < file->rows(); ++row) {
      damaged += file->is_whole(row) ? 0 : 1;
    }
    if (damaged > 0) add(std::to_string(damaged) + " vectors are damaged");
  };
  check(state_->faces.get(), "SELECT max(vector) FROM faces", "face_rows");
  check(state_->persons.get(), "SELECT max(vector) FROM presences", "person_rows");
  return found;
}

namespace {

std::string vector_text(const Embedding& face) {
  Hash hash;
  for (const float value : face.values) hash.add(std::llround(value * 1e6));
  return hash.text();
}

std::string line_of(const char* format, auto... values) {
  char text[512];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

}  // namespace

std::string Library::dump() const {
  const auto reading = state_->reading();
  state_->map_vectors();
  auto all = videos();
  std::sort(all.begin(), all.end(),
            [](const LibraryVideo& a, const LibraryVideo& b) { return a.source_id < b.source_id; });
  std::map<std::int64_t, int> persons;  // numbered in the order of their first presence
  std::string text = model() + "\n";
  for (const LibraryVideo& video : all) {
    text += "video " + video.source_id + " " + video.file.string() +
            line_of(" %lld frames, %dx%d, %d looks%s\n", static_cast<long long>(video.frames),
                    video.width, video.height, video.looks, video.missing ? ", missing" : "");
    for (const Presence& presence : state_->presences_of(video.id)) {
      const int number = persons.emplace(presence.person, std::ssize(persons)).first->second;
      Statement name(state_->database, "SELECT name FROM persons WHERE id = ?");
      text += line_of(" person %d%s ", number, presence.by_hand ? " decided" : "") +
              vector_text(state_->persons->read(presence.vector, model())) +
              (name.with(presence.person).next() ? " " + name.text(0) : "") + "\n";
      for (const Appearance& one : state_->appearances_of(presence.id)) {
        text += line_of(
            "  %lld-%lld best %lld at %.1f %.1f %.1f %.1f", static_cast<long long>(one.first_frame),
            static_cast<long long>(one.last_frame), static_cast<long long>(one.best_frame),
            one.best_box.x, one.best_box.y, one.best_box.width, one.best_box.height);
        for (const FaceSample& sample : state_->samples_of(one.id)) {
          text += " " + std::to_string(sample.frame) + ":" + vector_text(sample.embedding);
        }
        text += "\n";
      }
    }
  }
  return text;
}

}  // namespace facetrack
