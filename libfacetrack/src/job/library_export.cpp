// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/library_export.hpp"

#include <bit>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

#include "facetrack/error.hpp"
#include "facetrack/output.hpp"

#include "core/files.hpp"
#include "core/pending_file.hpp"
#include "report/library_lines.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_names[] = {"persons.jsonl",     "presences.jsonl", "presences.npy",
                                           "appearances.jsonl", "faces.jsonl",     "faces.npy",
                                           "export.json"};

/// A file of the export. It gets its name when all files are complete.
class ExportFile {
 public:
  ExportFile(const fs::path& folder, std::string name)
      : name_(std::move(name)),
        file_(files::temporary_for(folder / name_)),
        bytes_(file_.path(), std::ios::binary | std::ios::in | std::ios::out) {}

  void write(std::string_view text) {
    bytes_.write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  void write_at_begin(std::string_view text) {
    bytes_.seekp(0);
    write(text);
  }
  void publish(OutputNotes& notes) {
    bytes_.close();
    if (!bytes_) {
      throw Error(ErrorCode::io,
                  file_.final_path().string() + ": cannot be written; is the disk full?");
    }
    file_.commit();
    notes.adopt(file_.final_path(), name_);
  }

 private:
  std::string name_;
  files::PendingFile file_;
  std::fstream bytes_;
};

/// A matrix of 32-bit floats in NumPy's format, version 1.0. The number of rows is known last.
class Matrix {
 public:
  Matrix(const fs::path& folder, const std::string& name) : part_(folder, name) {
    part_.write(std::string(header_bytes, ' '));
  }

  void append(const Embedding& face) {
    dimensions_ = face.values.size();
    ++rows_;
    part_.write({reinterpret_cast<const char*>(face.values.data()), sizeof(float) * dimensions_});
  }
  std::size_t rows() const noexcept { return rows_; }
  std::size_t dimensions() const noexcept { return dimensions_; }

  void publish(OutputNotes& notes) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::size_t before_text = 10;
    std::string header("\x93NUMPY\x01\x00\x76\x00", before_text);  // 0x76: the rest of the header
    header += "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows_) + ", " +
              std::to_string(dimensions_) + "), }";
    header.resize(header_bytes - 1, ' ');
    part_.write_at_begin(header + "\n");
    part_.publish(notes);
  }

 private:
  static constexpr std::size_t header_bytes = 128;
  ExportFile part_;
  std::size_t rows_ = 0;
  std::size_t dimensions_ = 0;
};

class Export {
 public:
  explicit Export(const fs::path& folder)
      : persons_(folder, "persons.jsonl"),
        presences_(folder, "presences.jsonl"),
        mean_faces_(folder, "presences.npy"),
        appearances_(folder, "appearances.jsonl"),
        faces_(folder, "faces.jsonl"),
        vectors_(folder, "faces.npy"),
        summary_(folder, "export.json") {}

  void take(const std::vector<LibraryPerson>& persons) {
    for (const LibraryPerson& person : persons) {
      persons_.write(report::person_line(person));
      known_[person.id] = person;
    }
    counts_.persons = persons.size();
  }

  void take(const SeenVideo& video) {
    for (const SeenPerson& person : video.persons) {
      if (!person.appearances.empty()) take(person, video.facts);
    }
  }

  ExportedLibrary publish(const Library& library, OutputNotes& notes) {
    counts_.presences = mean_faces_.rows();
    counts_.faces = vectors_.rows();
    counts_.dimensions = mean_faces_.dimensions();
    summary_.write(report::export_json(counts_, library.model(), library.limits()));
    for (ExportFile* part : {&persons_, &presences_, &appearances_, &faces_}) part->publish(notes);
    mean_faces_.publish(notes);
    vectors_.publish(notes);
    summary_.publish(notes);
    return counts_;
  }

 private:
  void take(const SeenPerson& person, const LibraryVideo& video) {
    const std::size_t presence = mean_faces_.rows();
    const LibraryPerson& known = known_[person.appearances.front().person];
    presences_.write(report::presence_line(presence, known, video, person.face.commonness));
    mean_faces_.append(person.face);
    for (const Appearance& one : person.appearances) {
      appearances_.write(report::appearance_line(one, presence, video));
      ++counts_.appearances;
      for (const FaceSample& face : one.samples) {
        faces_.write(report::face_line(vectors_.rows(), face, one, presence));
        vectors_.append(face.embedding);
      }
    }
  }

  ExportFile persons_;
  ExportFile presences_;
  Matrix mean_faces_;
  ExportFile appearances_;
  ExportFile faces_;
  Matrix vectors_;
  ExportFile summary_;
  std::map<std::int64_t, LibraryPerson> known_;
  ExportedLibrary counts_;
};

}  // namespace

ExportedLibrary export_library(const Library& library, const fs::path& folder, bool overwrite) {
  if (folder.empty()) {
    throw Error(ErrorCode::invalid_argument, "the name of the export folder is empty", "export");
  }
  files::make_folder(folder);
  OutputNotes notes(folder, "export");
  for (const std::string_view name : file_names) {
    const fs::path file = folder / name;
    if (!overwrite && files::is_taken(file)) {
      throw Error(ErrorCode::io, file.string() + ": already exists", "existing");
    }
    notes.require_own(std::string(name));
  }
  Export whole(folder);
  library.at_one_moment([&] {
    whole.take(library.persons());
    for (const LibraryVideo& video : library.videos()) whole.take(library.seen(video));
  });
  return whole.publish(library, notes);
}

}  // namespace facetrack
