// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/photos.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/report.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

bool is_picture(const fs::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* known : {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}) {
    if (ending == known) return true;
  }
  return false;
}

std::string pixels_id(const Frame& picture) {
  const ImageView& image = picture.image();
  Hash hash;
  hash.add(std::int64_t{image.width});
  for (int y = 0; y < image.height; ++y) {
    hash.add(std::string_view(reinterpret_cast<const char*>(image.row(y)),
                              3 * static_cast<std::size_t>(image.width)));
  }
  return hash.text();
}

/// Reads photos of several people. Remembers their pixels, because one picture must not be given
/// for the wanted person and for somebody else.
class PhotoReader {
 public:
  PhotoReader(Gallery& people, Detector& detector, Embedder& embedder, int face)
      : people_(people), detector_(detector), embedder_(embedder), face_(face) {}

  /// If there are several photos, a useless one is skipped; a single photo must be usable.
  void enrol(const std::string& person, const std::vector<fs::path>& pictures) {
    std::size_t usable = 0;
    std::string complaint;
    for (const fs::path& picture : pictures) {
      try {
        if (picture.extension() == ".json") {
          usable += enrol_gallery(person, picture);
          continue;
        }
        const Frame photo = read_image(picture);
        remember(picture, photo, person);
        people_.enrol(person, sample_photo(photo, detector_, embedder_, picture.string(), face_));
        ++usable;
      } catch (const Error& error) {
        if (pictures.size() == 1 || error.code() == ErrorCode::invalid_argument) throw;
        complaint = error.what();
        log(LogLevel::warning, std::string(error.what()) + "; the picture is left out");
      }
    }
    if (usable == 0 && !pictures.empty()) throw Error(ErrorCode::unsupported, complaint);
  }

 private:
  /// The faces of everybody in a gallery file are faces of the person.
  std::size_t enrol_gallery(const std::string& person, const fs::path& file) {
    const Gallery known = gallery_from_json(read_file(file));
    if (known.model != people_.model) {
      throw Error(ErrorCode::unsupported, file.string() + ": has faces of the embedder " +
                                              known.model + ", not " + people_.model);
    }
    std::size_t faces = 0;
    for (const Person& one : known.persons) {
      for (const FaceSample& face : one.faces) people_.enrol(person, face);
      faces += one.faces.size();
    }
    return faces;
  }

  void remember(const fs::path& file, const Frame& photo, const std::string& person) {
    const bool is_target = person == target_name;
    const auto [known, is_new] = read_.emplace(pixels_id(photo), Known{file, is_target});
    if (is_new || known->second.is_target == is_target) return;
    throw Error(ErrorCode::invalid_argument,
                known->second.file.string() + " and " + file.string() +
                    ": the same picture is given as the person and as somebody else; remove one of "
                    "them");
  }

  struct Known {
    fs::path file;
    bool is_target = true;
  };
  Gallery& people_;
  Detector& detector_;
  Embedder& embedder_;
  int face_;
  std::map<std::string, Known> read_;
};

}  // namespace

std::vector<fs::path> pictures_of(const std::vector<fs::path>& names) {
  std::vector<fs::path> pictures;
  for (const fs::path& name : names) {
    if (!files::is_folder(name)) {
      pictures.push_back(name);
      continue;
    }
    std::vector<fs::path> inside;
    for (const fs::path& file : files::entries(name)) {
      if (files::is_ordinary(file) && is_picture(file)) inside.push_back(file);
    }
    if (inside.empty()) {
      throw Error(ErrorCode::not_found, name.string() + ": no picture in this folder");
    }
    pictures.insert(pictures.end(), inside.begin(), inside.end());
  }
  return pictures;
}

}  // namespace facetrack::job

facetrack::Gallery facetrack::people_on_photos(const PhotoRequest& request, Detector& detector,
                                               Embedder& embedder) {
  Gallery people(embedder);
  job::PhotoReader reader(people, detector, embedder, request.face);
  reader.enrol(std::string(target_name), job::pictures_of(request.references));
  for (const std::filesystem::path& name : request.not_target) {
    reader.enrol("not: " + name.string(), job::pictures_of({name}));
  }
  return people;
}
