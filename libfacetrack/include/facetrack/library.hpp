// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/gallery.hpp"
#include "facetrack/library_facts.hpp"

namespace facetrack {

/// Videos, and who is in them: a folder with library.db (SQLite) and the vectors of all faces. All
/// vectors are of one embedder. One process may change a library while others read it; each call
/// happens completely or not at all, even if the process is killed. One thread at a time per
/// object. Every function throws Error: corrupt_input for a damaged library, io.
class FACETRACK_EXPORT Library {
 public:
  struct State;  ///< internal

  /// Opens a library to read it. Throws Error: not_found, unsupported (another version).
  explicit Library(const std::filesystem::path& folder);
  /// Opens a library to change it. Throws the same, and Error(io) while another process changes it.
  static Library open_for_writing(const std::filesystem::path& folder);
  /// The same; creates it if there is none. Throws Error(unsupported) if it has another embedder.
  static Library create_or_open(const std::filesystem::path& folder, const Embedder& embedder);
  /// The same, with the embedder of another library.
  static Library create_like(const std::filesystem::path& folder, const Library& other);
  Library(Library&&) noexcept;
  ~Library();

  const std::string& model() const noexcept;   ///< Embedder::model_id()
  const MatchLimits& limits() const noexcept;  ///< of the embedder
  std::vector<LibraryVideo> videos() const;    ///< by file
  std::vector<LibraryPerson> persons() const;  ///< longest on screen first
  /// The person with this name or, if the text is a number, this id. Throws Error(not_found).
  LibraryPerson person(std::string_view name_or_id) const;
  std::vector<Appearance> appearances(const LibraryPerson& person) const;
  std::vector<Appearance> appearances(const LibraryVideo& video) const;
  std::string picture(std::int64_t appearance) const;  ///< a small JPEG; may be empty
  /// The video with its persons, appearances and vectors, as add() takes it.
  SeenVideo seen(const LibraryVideo& video) const;
  /// Calls `read`. All that it reads from this object is of one moment, whatever a writer does.
  void at_one_moment(const std::function<void()>& read) const;
  /// The best faces of the person, for a Gallery.
  std::vector<FaceSample> faces(const LibraryPerson& person, int most = 16) const;

  /// Searches all videos for `only`, as identify() does in one. Opens no video.
  LibrarySearch search(const Gallery& people, std::string_view only,
                       const LibraryQuery& query = {}) const;

  // The functions below require a library that was opened for writing.

  /// Adds the video; replaces a video of the same file.
  void add(const SeenVideo& video);
  /// The videos, by id, were moved to these files. Removes a video that was there before.
  void move_files(const std::map<std::int64_t, std::filesystem::path>& files);
  void set_missing(std::int64_t video, bool missing);
  void remove(std::int64_t video);
  /// Finds the persons that several videos share. Call it after the last add(). What was decided by
  /// the next three functions stays as it is.
  void group_persons();
  void name(std::int64_t person, std::string_view name);  ///< empty: removes the name
  void merge(std::int64_t into, std::span<const std::int64_t> from);
  /// Moves these appearances to a new person and returns its id. Throws Error(invalid_argument) if
  /// one is not of the person, or if none would be left.
  std::int64_t split(std::int64_t person, std::span<const std::int64_t> appearances);
  /// Adds the videos of `part` that are not there. Throws Error(unsupported): another embedder.
  void merge_library(const Library& part);

  /// The damage found in the files of the library; empty: none.
  std::string problems() const;
  /// Everything but ids and pictures as text that does not depend on the order of indexing.
  std::string dump() const;

 private:
  explicit Library(std::unique_ptr<State> state);
  static Library create(const std::filesystem::path& folder, const std::string& model,
                        const MatchLimits& limits);
  std::unique_ptr<State> state_;
};

}  // namespace facetrack
