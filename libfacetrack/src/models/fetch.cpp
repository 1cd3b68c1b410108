// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "core/file_lock.hpp"
#include "models/folders.hpp"
#include "models/registry.hpp"
#include "models/transfer.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

constexpr auto progress_period = std::chrono::milliseconds(100);

/// A file that the destructor removes unless it got its final name.
class Temporary {
 public:
  explicit Temporary(fs::path file) : file_(std::move(file)) {}
  ~Temporary() {
    std::error_code ignored;
    fs::remove(file_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const fs::path& path() const noexcept { return file_; }

 private:
  fs::path file_;
};

bool is_any_of(const std::vector<FileVersion>& versions, const fs::path& file) {
  const std::string sha256 = sha256_of(file);
  return std::any_of(versions.begin(), versions.end(),
                     [&](const FileVersion& version) { return version.sha256 == sha256; });
}

void put_in_place(const KnownModel& model, const fs::path& ready, const fs::path& final_name,
                  const std::string& source) {
  if (!is_any_of(model.versions, ready)) {
    throw Error(ErrorCode::corrupt_input,
                source + ": the downloaded file has a wrong checksum and was deleted");
  }
  const int descriptor = ::open(ready.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  std::error_code failed;
  if (synced) fs::rename(ready, final_name, failed);
  if (!synced || failed) throw Error(ErrorCode::io, final_name.string() + ": cannot be written");
}

/// False: asked to stop.
bool fetch_from_address(const KnownModel& model, const fs::path& final_name,
                        const TransferProgress& progress) {
  const Download& source = *model.download;
  const fs::path part = final_name.string() + ".part";
  try {
    if (!transfer(source.url, part, source.content.size, progress)) return false;
  } catch (const Error&) {
    std::error_code ignored;  // an empty part is of no use for the next attempt
    if (fs::file_size(part, ignored) == 0) fs::remove(part, ignored);
    throw;
  }
  // Verified before it is unpacked, so that the decompressor only reads pinned files.
  if (sha256_of(part) != source.content.sha256) {
    std::error_code ignored;
    fs::remove(part, ignored);
    throw Error(ErrorCode::corrupt_input,
                source.url + ": the downloaded file has a wrong checksum and was deleted");
  }
  if (!source.bz2) {
    put_in_place(model, part, final_name, source.url);
    return true;
  }
  const Temporary unpacked(final_name.string() + ".unpacked");
  unpack_bz2(part, unpacked.path(), model.versions.front().size);
  put_in_place(model, unpacked.path(), final_name, source.url);
  std::error_code ignored;
  fs::remove(part, ignored);
  return true;
}

}  // namespace

fs::path fetch_model(std::string_view name, const RunControl& control) {
  const KnownModel& model = known_model(name);
  if (has_model(name)) return find_model(name);
  if (!model.download) {
    throw Error(ErrorCode::not_found, model.name + " cannot be downloaded. " + model.note + " (" +
                                          user_model_dir().string() + ")");
  }
  const fs::path folder = user_model_dir();
  std::error_code failed;
  fs::create_directories(folder, failed);
  const fs::path final_name = folder / model.file;
  // Only one process downloads a file at a time; others get an error.
  const files::FileLock lock(final_name.string() + ".lock",
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
  if (!fetch_from_address(model, final_name, progress)) return {};
  return find_model(name);
}

}  // namespace facetrack
