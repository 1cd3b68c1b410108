// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/schema.hpp"

#include <array>

namespace facetrack::library {
namespace {

// A presence is one person in one video. The presences of a person that was named, merged or split
// stay as references when their video is replaced or removed: they then have no video.
constexpr const char* version_1 = R"(
CREATE TABLE facts(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE videos(
  id INTEGER PRIMARY KEY, source_id TEXT NOT NULL UNIQUE, file TEXT NOT NULL UNIQUE,
  duration INTEGER NOT NULL, base_num INTEGER NOT NULL, base_den INTEGER NOT NULL,
  frames INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  rate_num INTEGER NOT NULL, rate_den INTEGER NOT NULL,
  looks INTEGER NOT NULL, missing INTEGER NOT NULL DEFAULT 0);
CREATE TABLE persons(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE);
CREATE TABLE presences(
  id INTEGER PRIMARY KEY, video INTEGER REFERENCES videos ON DELETE CASCADE,
  number INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES persons,
  by_hand INTEGER NOT NULL DEFAULT 0, linked INTEGER NOT NULL DEFAULT 0,
  vector INTEGER NOT NULL UNIQUE);
CREATE TABLE appearances(
  id INTEGER PRIMARY KEY, presence INTEGER NOT NULL REFERENCES presences ON DELETE CASCADE,
  first_frame INTEGER NOT NULL, last_frame INTEGER NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL,
  best_frame INTEGER NOT NULL, best_time INTEGER NOT NULL,
  x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL);
CREATE TABLE faces(
  vector INTEGER PRIMARY KEY,
  appearance INTEGER NOT NULL REFERENCES appearances ON DELETE CASCADE, frame INTEGER NOT NULL,
  quality REAL NOT NULL, sharpness REAL NOT NULL, frontality REAL NOT NULL, size REAL NOT NULL);
CREATE TABLE pictures(
  appearance INTEGER PRIMARY KEY REFERENCES appearances ON DELETE CASCADE, jpeg BLOB NOT NULL);
CREATE TABLE links(
  a INTEGER NOT NULL REFERENCES presences ON DELETE CASCADE,
  b INTEGER NOT NULL REFERENCES presences ON DELETE CASCADE,
  distance REAL NOT NULL, PRIMARY KEY(a, b)) WITHOUT ROWID;
CREATE INDEX presences_by_video ON presences(video);
CREATE INDEX presences_by_person ON presences(person);
CREATE INDEX appearances_by_presence ON appearances(presence);
CREATE INDEX faces_by_appearance ON faces(appearance);
CREATE INDEX links_by_b ON links(b);
)";

constexpr std::array versions{version_1};

}  // namespace

std::span<const char* const> migrations() { return versions; }

}  // namespace facetrack::library
