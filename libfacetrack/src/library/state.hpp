// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facetrack/library.hpp"

#include "core/file_lock.hpp"
#include "library/database.hpp"
#include "library/vector_file.hpp"

namespace facetrack {

/// One person in one video.
struct Presence {
  std::int64_t id = 0;
  std::int64_t person = 0;
  bool by_hand = false;
  std::int64_t vector = 0;  ///< the row of the mean face
};

/// The open files of a library. Functions that read require a Transaction.
struct Library::State {
  State(std::filesystem::path where, library::Database::Access access);

  library::Transaction reading() { return {database, library::Database::Access::read}; }
  /// Throws Error(invalid_argument) if the library was opened for reading.
  library::Transaction writing();

  std::int64_t fact(const char* name);
  void set_fact(const char* name, std::int64_t value);
  /// Makes all vectors readable that the database counts.
  void map_vectors();
  /// Opens the vectors, which exist once the length of a vector is known.
  void open_vectors(std::size_t dimensions, bool writable);

  std::optional<std::int64_t> video_of(const char* column, const std::string& value);
  std::vector<Presence> presences_of(std::int64_t video);
  std::vector<Appearance> appearances_of(std::int64_t presence);
  std::vector<FaceSample> samples_of(std::int64_t appearance);
  /// Throws Error(not_found).
  LibraryVideo video(std::int64_t id);
  /// The video as it entered the library.
  SeenVideo seen(const LibraryVideo& video);

  std::int64_t new_person(const std::string& name = {});
  /// Adds the vectors to `file` and returns the row of the first one. They count after the commit.
  std::int64_t append(library::VectorFile& file, const char* fact,
                      std::span<const Embedding> faces);
  void insert(const SeenVideo& video);
  std::int64_t insert_presence(std::int64_t video, int number, const SeenPerson& person,
                               const Rational& base);
  void insert_appearance(std::int64_t presence, const Appearance& one, const Rational& base);
  /// Removes a video. Its presences that were decided by hand stay as references.
  void forget(std::int64_t video);
  void drop_unused_persons();

  std::filesystem::path folder;
  std::unique_ptr<files::FileLock> lock;  ///< null: opened for reading
  library::Database database;
  std::string model;
  MatchLimits limits;
  std::unique_ptr<library::VectorFile> faces;    ///< one row per face
  std::unique_ptr<library::VectorFile> persons;  ///< the mean face of each presence
};

}  // namespace facetrack
