// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/transfer.hpp"

#include <curl/curl.h>

#include <array>
#include <cstdio>
#include <memory>
#include <mutex>
#include <system_error>

#include "facetrack/error.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

constexpr int most_redirects = 5;
constexpr long connect_seconds = 20;
constexpr long stall_seconds = 30;  // without data, then the connection is closed

struct CurlDeleter {
  void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
};
struct FileCloser {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using Curl = std::unique_ptr<CURL, CurlDeleter>;
using File = std::unique_ptr<std::FILE, FileCloser>;

bool is_loopback(const std::string& url) {
  for (const char* start : {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"}) {
    if (url.starts_with(start)) return true;
  }
  return false;
}

void require_safe(const std::string& url) {
  if (url.starts_with("https://") || is_loopback(url)) return;
  throw Error(ErrorCode::io, url + ": refused, because only https is allowed");
}

/// The state of a request, shared with the callbacks of curl.
struct Transfer {
  std::FILE* out = nullptr;
  std::uint64_t have = 0;
  std::uint64_t size = 0;
  bool too_long = false;
  const TransferProgress* progress = nullptr;
  std::exception_ptr thrown;  // exception of the caller's progress function
};

std::size_t on_data(char* data, std::size_t one, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = one * count;
  if (bytes > transfer.size - transfer.have) {
    transfer.too_long = true;
    return 0;
  }
  if (std::fwrite(data, 1, bytes, transfer.out) != bytes) return 0;
  transfer.have += bytes;
  if (*transfer.progress) {
    try {
      (*transfer.progress)(static_cast<long long>(transfer.have),
                           static_cast<long long>(transfer.size));
    } catch (...) {
      transfer.thrown = std::current_exception();
      return 0;
    }
  }
  return bytes;
}

Curl make_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  Curl curl(curl_easy_init());
  if (!curl) throw Error(ErrorCode::io, "libcurl cannot be used");
  return curl;
}

struct Answer {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::string redirect;
  std::string message;
};

Answer request(const std::string& url, Transfer& transfer) {
  const Curl curl = make_curl();
  std::array<char, CURL_ERROR_SIZE> message{};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);  // signals belong to the host program
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, is_loopback(url) ? "http" : "https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);  // each redirect is
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, stall_seconds);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, message.data());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, on_data);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl.get(), CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(transfer.have));
  Answer answer;
  answer.code = curl_easy_perform(curl.get());
  answer.message = message[0] != '\0' ? message.data() : curl_easy_strerror(answer.code);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  const char* redirect = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &redirect);
  if (redirect != nullptr) answer.redirect = redirect;
  return answer;
}

File open_part(const fs::path& part, bool from_start) {
  File file(std::fopen(part.c_str(), from_start ? "wb" : "ab"));
  if (!file) {
    throw Error(ErrorCode::io,
                part.string() + ": cannot be written: " + std::generic_category().message(errno));
  }
  return file;
}

std::uint64_t size_of(const fs::path& file) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(file, missing);
  return missing ? 0 : size;
}

}  // namespace

void transfer(const std::string& url, const fs::path& part, std::uint64_t size,
              const TransferProgress& progress) {
  std::string address = url;
  bool from_start = size_of(part) > size;
  for (int hops = 0; hops <= most_redirects;) {
    require_safe(address);
    const File file = open_part(part, from_start);
    Transfer state;
    state.out = file.get();
    state.have = from_start ? 0 : size_of(part);
    state.size = size;
    state.progress = &progress;
    if (state.have == size) return;
    const std::uint64_t before = state.have;
    Answer answer = request(address, state);
    if (state.thrown) std::rethrow_exception(state.thrown);
    if (state.too_long) {
      throw Error(ErrorCode::corrupt_input, address + ": the server sends more than the expected " +
                                                std::to_string(size) + " bytes");
    }
    if (!answer.redirect.empty()) {
      // The body of the redirect may have been appended to the file.
      std::fflush(file.get());
      std::error_code error;
      fs::resize_file(part, before, error);
      if (error) throw Error(ErrorCode::io, part.string() + ": " + error.message());
      address = answer.redirect;
      from_start = false;
      ++hops;
      continue;
    }
    if (answer.code == CURLE_RANGE_ERROR && !from_start) {
      from_start = true;  // the server does not support ranges
      continue;
    }
    if (answer.code != CURLE_OK) throw Error(ErrorCode::io, address + ": " + answer.message);
    if (std::fflush(file.get()) != 0) {
      throw Error(ErrorCode::io, part.string() + ": cannot be written");
    }
    if (state.have == size) return;
    throw Error(ErrorCode::io, address + ": the download ended after " +
                                   std::to_string(state.have) + " of " + std::to_string(size) +
                                   " bytes; run the command again to continue");
  }
  throw Error(ErrorCode::io, url + ": too many redirects");
}

}  // namespace facetrack
