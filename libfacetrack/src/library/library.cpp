// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/library.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "facetrack/error.hpp"

#include "core/files.hpp"
#include "library/schema.hpp"
#include "library/state.hpp"

namespace facetrack {

using library::Database;
using library::Statement;
using library::Transaction;
using library::VectorFile;

namespace {

namespace fs = std::filesystem;

constexpr const char* database_name = "library.db";
constexpr const char* busy = "another process is changing the library; wait until it ends";

fs::path existing(const fs::path& folder) {
  fs::path file = folder / database_name;
  if (!files::is_ordinary(file)) {
    throw Error(ErrorCode::not_found,
                folder.string() + ": not a library; index videos into it to make one");
  }
  return file;
}

constexpr const char* select_videos =
    "SELECT id, source_id, file, duration, base_num, base_den, frames, width, height, rate_num, "
    "rate_den, looks, missing FROM videos";

LibraryVideo video_in(const Statement& row) {
  const Rational base{static_cast<std::int32_t>(row.integer(4)),
                      static_cast<std::int32_t>(row.integer(5))};
  LibraryVideo video;
  video.id = row.integer(0);
  video.source_id = row.text(1);
  video.file = row.text(2);
  video.duration = {row.integer(3), base};
  video.frames = row.integer(6);
  video.width = static_cast<int>(row.integer(7));
  video.height = static_cast<int>(row.integer(8));
  video.frame_rate = {static_cast<std::int32_t>(row.integer(9)),
                      static_cast<std::int32_t>(row.integer(10))};
  video.looks = static_cast<int>(row.integer(11));
  video.missing = row.integer(12) != 0;
  return video;
}

constexpr const char* select_persons = R"(
SELECT p.id, p.name, count(DISTINCT r.video), count(a.id),
  total((a.stop - a.start) * 1.0 * v.base_num / v.base_den)
FROM persons p JOIN presences r ON r.person = p.id
LEFT JOIN videos v ON v.id = r.video
LEFT JOIN appearances a ON a.presence = r.id AND r.video IS NOT NULL
)";

std::string grouped(const char* condition) {
  return select_persons + std::string(condition) + " GROUP BY p.id ORDER BY 5 DESC, p.id";
}

LibraryPerson person_in(const Statement& row) {
  return {row.integer(0),
          row.text(1),
          static_cast<int>(row.integer(2)),
          static_cast<int>(row.integer(3)),
          row.number(4),
          0};
}

}  // namespace

Library::State::State(fs::path where, Database::Access access)
    : folder(std::move(where)),
      lock(access == Database::Access::write
               ? std::make_unique<files::FileLock>(folder / ".writing", busy)
               : nullptr),
      database(folder / database_name, access) {
  if (lock) {
    library::migrate(database, library::migrations());
  } else {
    library::require_version(database, std::ssize(library::migrations()));
  }
  const auto reading_now = reading();
  Statement facts(database, "SELECT name, value FROM facts");
  std::int64_t dimensions = 0;
  while (facts.next()) {
    const std::string name = facts.text(0);
    const auto number = static_cast<float>(facts.number(1));
    if (name == "embedder") model = facts.text(1);
    if (name == "one_picture") limits.one_picture = number;
    if (name == "mean_face") limits.mean_face = number;
    if (name == "uncertain") limits.uncertain = number;
    if (name == "dimensions") dimensions = facts.integer(1);
  }
  if (dimensions > 0) open_vectors(static_cast<std::size_t>(dimensions), lock != nullptr);
}

Transaction Library::State::writing() {
  if (lock) return {database, Database::Access::write};
  throw Error(ErrorCode::invalid_argument, folder.string() + ": the library was opened to read it");
}

std::int64_t Library::State::fact(const char* name) {
  Statement fact(database, "SELECT value FROM facts WHERE name = ?");
  return fact.with(std::string(name)).next() ? fact.integer(0) : 0;
}

void Library::State::set_fact(const char* name, std::int64_t value) {
  Statement(database, "INSERT OR REPLACE INTO facts VALUES(?, ?)")
      .with(std::string(name), value)
      .run();
}

void Library::State::open_vectors(std::size_t dimensions, bool writable) {
  faces = std::make_unique<VectorFile>(folder / "faces.vectors", dimensions, writable);
  persons = std::make_unique<VectorFile>(folder / "persons.vectors", dimensions, writable);
}

void Library::State::map_vectors() {
  if (!faces) {
    const std::int64_t dimensions = fact("dimensions");
    if (dimensions == 0) return;  // no face was ever added
    open_vectors(static_cast<std::size_t>(dimensions), lock != nullptr);
  }
  faces->map(fact("face_rows"));
  persons->map(fact("person_rows"));
}

std::optional<std::int64_t> Library::State::video_of(const char* column, const std::string& value) {
  Statement find(database, "SELECT id FROM videos WHERE " + std::string(column) + " = ?");
  return find.with(value).next() ? std::optional(find.integer(0)) : std::nullopt;
}

LibraryVideo Library::State::video(std::int64_t id) {
  Statement row(database, std::string(select_videos) + " WHERE id = ?");
  if (row.with(id).next()) return video_in(row);
  throw Error(ErrorCode::not_found,
              folder.string() + ": the library has no video " + std::to_string(id));
}

std::vector<Presence> Library::State::presences_of(std::int64_t video) {
  Statement rows(
      database,
      "SELECT id, person, by_hand, vector FROM presences WHERE video = ? ORDER BY number");
  rows.with(video);
  std::vector<Presence> found;
  while (rows.next()) {
    found.push_back({rows.integer(0), rows.integer(1), rows.integer(2) != 0, rows.integer(3)});
  }
  return found;
}

std::vector<Appearance> Library::State::appearances_of(std::int64_t presence) {
  Statement rows(database, R"(
SELECT a.id, r.video, r.person, first_frame, last_frame, start, stop, best_frame, best_time, x, y,
  a.width, a.height, v.base_num, v.base_den
FROM appearances a JOIN presences r ON r.id = a.presence LEFT JOIN videos v ON v.id = r.video
WHERE a.presence = ? ORDER BY first_frame, a.id)");
  rows.with(presence);
  std::vector<Appearance> found;
  while (rows.next()) {
    const Rational base{static_cast<std::int32_t>(rows.integer(13)),
                        static_cast<std::int32_t>(std::max<std::int64_t>(rows.integer(14), 1))};
    Appearance one;
    one.id = rows.integer(0);
    one.video = rows.integer(1);
    one.person = rows.integer(2);
    one.first_frame = rows.integer(3);
    one.last_frame = rows.integer(4);
    one.time = {{rows.integer(5), base}, {rows.integer(6), base}};
    one.best_frame = rows.integer(7);
    one.best_time = {rows.integer(8), base};
    one.best_box = {static_cast<float>(rows.number(9)), static_cast<float>(rows.number(10)),
                    static_cast<float>(rows.number(11)), static_cast<float>(rows.number(12))};
    found.push_back(std::move(one));
  }
  return found;
}

std::vector<FaceSample> Library::State::samples_of(std::int64_t appearance) {
  Statement rows(database,
                 "SELECT vector, frame, quality, sharpness, frontality, size FROM faces "
                 "WHERE appearance = ? ORDER BY vector");
  rows.with(appearance);
  std::vector<FaceSample> found;
  while (rows.next()) {
    const auto number = [&](int column) { return static_cast<float>(rows.number(column)); };
    found.push_back({rows.integer(1),
                     {number(2), number(3), number(4), number(5)},
                     faces->read(rows.integer(0), model),
                     {},
                     {}});
  }
  return found;
}

Library::Library(std::unique_ptr<State> state) : state_(std::move(state)) {}
Library::Library(Library&&) noexcept = default;
Library::~Library() = default;

Library::Library(const fs::path& folder) {
  existing(folder);
  state_ = std::make_unique<State>(folder, Database::Access::read);
}

Library Library::open_for_writing(const fs::path& folder) {
  existing(folder);
  return Library(std::make_unique<State>(folder, Database::Access::write));
}

Library Library::create(const fs::path& folder, const std::string& model,
                        const MatchLimits& limits) {
  files::make_folder(folder);
  Library library(std::make_unique<State>(folder, Database::Access::write));
  State& state = *library.state_;
  if (state.model.empty()) {
    state.model = model;
    state.limits = limits;
    Transaction all = state.writing();
    Statement set(state.database, "INSERT OR REPLACE INTO facts VALUES(?, ?)");
    set.with(std::string("embedder"), model).run();
    set.with(std::string("one_picture"), limits.one_picture).run();
    set.with(std::string("mean_face"), limits.mean_face).run();
    set.with(std::string("uncertain"), limits.uncertain).run();
    all.commit();
  }
  if (state.model != model) {
    throw Error(ErrorCode::unsupported,
                folder.string() + ": the library has faces of the embedder " + state.model +
                    ", not " + model + "; use that embedder or another folder");
  }
  return library;
}

Library Library::create_or_open(const fs::path& folder, const Embedder& embedder) {
  return create(folder, std::string(embedder.model_id()), embedder.limits());
}

Library Library::create_like(const fs::path& folder, const Library& other) {
  return create(folder, other.model(), other.limits());
}

const std::string& Library::model() const noexcept { return state_->model; }
const MatchLimits& Library::limits() const noexcept { return state_->limits; }

std::vector<LibraryVideo> Library::videos() const {
  Statement rows(state_->database, std::string(select_videos) + " ORDER BY file");
  std::vector<LibraryVideo> found;
  while (rows.next()) found.push_back(video_in(rows));
  return found;
}

std::vector<LibraryPerson> Library::persons() const {
  const Transaction reading = state_->reading();
  Statement rows(state_->database, grouped(""));
  std::vector<LibraryPerson> found;
  while (rows.next()) found.push_back(person_in(rows));
  Statement longest(state_->database,
                    "SELECT r.person, a.id, max(a.stop - a.start) FROM appearances a "
                    "JOIN presences r ON r.id = a.presence GROUP BY r.person");
  std::map<std::int64_t, std::int64_t> pictures;
  while (longest.next()) pictures[longest.integer(0)] = longest.integer(1);
  for (LibraryPerson& person : found) person.best_picture = pictures[person.id];
  return found;
}

LibraryPerson Library::person(std::string_view name_or_id) const {
  const Transaction reading = state_->reading();
  Statement named(state_->database, grouped("WHERE p.name = ?"));
  if (named.with(std::string(name_or_id)).next()) return person_in(named);
  std::int64_t id = 0;
  const char* end = name_or_id.data() + name_or_id.size();
  const auto [rest, failure] = std::from_chars(name_or_id.data(), end, id);
  if (failure == std::errc() && rest == end) {
    Statement numbered(state_->database, grouped("WHERE p.id = ?"));
    if (numbered.with(id).next()) return person_in(numbered);
  }
  throw Error(ErrorCode::not_found, state_->folder.string() + ": the library has no person \"" +
                                        std::string(name_or_id) + "\"");
}

std::vector<Appearance> Library::appearances(const LibraryPerson& person) const {
  const Transaction reading = state_->reading();
  Statement rows(state_->database,
                 "SELECT id FROM presences WHERE person = ? AND video IS NOT NULL ORDER BY id");
  rows.with(person.id);
  std::vector<Appearance> found;
  while (rows.next()) {
    for (Appearance& one : state_->appearances_of(rows.integer(0))) found.push_back(std::move(one));
  }
  return found;
}

std::vector<Appearance> Library::appearances(const LibraryVideo& video) const {
  const Transaction reading = state_->reading();
  std::vector<Appearance> found;
  for (const Presence& presence : state_->presences_of(video.id)) {
    for (Appearance& one : state_->appearances_of(presence.id)) found.push_back(std::move(one));
  }
  return found;
}

SeenVideo Library::seen(const LibraryVideo& video) const {
  const Transaction reading = state_->reading();
  state_->map_vectors();
  return state_->seen(video);
}

void Library::at_one_moment(const std::function<void()>& read) const {
  const Transaction reading = state_->reading();
  read();
}

std::string Library::picture(std::int64_t appearance) const {
  Statement row(state_->database, "SELECT jpeg FROM pictures WHERE appearance = ?");
  return row.with(appearance).next() ? row.text(0) : std::string();
}

std::vector<FaceSample> Library::faces(const LibraryPerson& person, int most) const {
  const Transaction reading = state_->reading();
  state_->map_vectors();
  Statement rows(state_->database, R"(
SELECT f.vector, f.frame, quality, sharpness, frontality, size, v.file
FROM faces f JOIN appearances a ON a.id = f.appearance JOIN presences r ON r.id = a.presence
LEFT JOIN videos v ON v.id = r.video WHERE r.person = ? ORDER BY quality DESC, f.vector LIMIT ?)");
  rows.with(person.id, most);
  std::vector<FaceSample> found;
  while (rows.next()) {
    const auto number = [&](int column) { return static_cast<float>(rows.number(column)); };
    found.push_back({rows.integer(1),
                     {number(2), number(3), number(4), number(5)},
                     state_->faces->read(rows.integer(0), state_->model),
                     {},
                     rows.text(6)});
  }
  return found;
}

}  // namespace facetrack
