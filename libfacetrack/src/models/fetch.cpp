// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <list>
#include <string>
#include <system_error>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "core/file_lock.hpp"
#include "core/progress_period.hpp"
#include "models/folders.hpp"
#include "models/registry.hpp"
#include "models/transfer.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

/// Removes a file at the end of scope, if it is still there under this name.
class Temporary {
 public:
  explicit Temporary(fs::path file) : file_(std::move(file)) {}
  ~Temporary() {
    std::error_code ignored;
    fs::remove(file_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

 private:
  fs::path file_;
};

/// A verified file that waits for its final name.
struct Downloaded {
  fs::path file;
  fs::path final_name;
};

[[noreturn]] void throw_wrong_checksum(const std::string& url, const fs::path& downloaded) {
  std::error_code ignored;
  fs::remove(downloaded, ignored);
  throw Error(ErrorCode::corrupt_input,
              url + ": the downloaded file has a wrong checksum and was deleted");
}

bool is_any_of(const std::vector<FileVersion>& versions, const fs::path& file) {
  std::error_code missing;
  if (!fs::is_regular_file(file, missing)) return false;
  const std::string sha256 = sha256_of(file);
  return std::any_of(versions.begin(), versions.end(),
                     [&](const FileVersion& version) { return version.sha256 == sha256; });
}

/// Downloads and verifies the file PART, and unpacks it into PART.unpacked if it is packed. Returns
/// the file that has the final contents; empty: asked to stop.
fs::path download(const KnownFile& known, const fs::path& part, const TransferProgress& progress) {
  const Download& source = *known.download;
  try {
    if (!transfer(source.url, part, source.content.size, progress)) return {};
  } catch (const Error&) {
    std::error_code ignored;  // an empty part is of no use for the next attempt
    if (fs::file_size(part, ignored) == 0) fs::remove(part, ignored);
    throw;
  }
  // Verified before it is unpacked, so that the decompressor only reads pinned files.
  if (sha256_of(part) != source.content.sha256) throw_wrong_checksum(source.url, part);
  fs::path ready = part;
  if (source.bz2) {
    ready += ".unpacked";
    unpack_bz2(part, ready, known.versions.front().size);
  }
  if (!is_any_of(known.versions, ready)) throw_wrong_checksum(source.url, part);
  return ready;
}

void sync(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw Error(ErrorCode::io, file.string() + ": cannot be written");
}

/// Gives all files their final names, or none of them. A process that is killed in between leaves
/// an incomplete model, which the store does not use and the next download completes.
void put_in_place(const std::vector<Downloaded>& files) {
  for (const Downloaded& one : files) sync(one.file);
  for (auto one = files.begin(); one != files.end(); ++one) {
    std::error_code failed;
    fs::rename(one->file, one->final_name, failed);
    if (!failed) continue;
    std::error_code ignored;
    for (auto done = files.begin(); done != one; ++done) {
      fs::rename(done->final_name, done->file, ignored);
    }
    throw Error(ErrorCode::io, one->final_name.string() + ": cannot be written");
  }
}

/// False: asked to stop.
bool fetch_files(const std::vector<KnownFile>& files, const fs::path& folder,
                 const TransferProgress& progress) {
  std::uint64_t total = 0;
  for (const KnownFile& file : files) total += file.download->content.size;
  std::uint64_t before = 0;  // bytes of the files that are complete
  std::vector<Downloaded> ready;
  std::list<Temporary> leftovers;  // unpacked files and, at the end, the packed ones
  for (const KnownFile& known : files) {
    const fs::path final_name = folder / known.name;
    if (!is_any_of(known.versions, final_name)) {
      const fs::path part = final_name.string() + ".part";
      leftovers.emplace_back(part.string() + ".unpacked");
      const fs::path file =
          download(known, part, [&](std::uint64_t done, std::uint64_t /*of_this_file*/) {
            return progress(before + done, total);
          });
      if (file.empty()) return false;
      ready.push_back({file, final_name});
    }
    before += known.download->content.size;
  }
  put_in_place(ready);
  for (const Downloaded& one : ready) leftovers.emplace_back(one.final_name.string() + ".part");
  return true;
}

}  // namespace

fs::path fetch_model(std::string_view name, const RunControl& control) {
  const KnownModel& model = known_model(name);
  if (has_model(name)) return find_model(name);
  if (!model.files.front().download) {
    throw Error(ErrorCode::not_found, model.name + " cannot be downloaded. " + model.note + " (" +
                                          user_model_dir().string() + ")");
  }
  const fs::path folder = user_model_dir();
  std::error_code failed;
  fs::create_directories(folder, failed);
  // Only one process downloads a model at a time; others get an error.
  const files::FileLock lock(folder / (model.files.front().name + ".lock"),
                             "another process is fetching this model");
  const std::string stage = "fetch " + model.name;
  std::chrono::steady_clock::time_point reported;
  const auto progress = [&](std::uint64_t done, std::uint64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (control.on_progress && (done == total || now - reported >= progress_period)) {
      reported = now;
      const double fraction = static_cast<double>(done) / static_cast<double>(total);
      control.on_progress({stage, fraction, 0, 0, 0});
    }
    return !control.stop.stop_requested();
  };
  if (!fetch_files(model.files, folder, progress)) return {};
  return find_model(name);
}

}  // namespace facetrack
