// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "models/transfer.hpp"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <system_error>

#include "facetrack/error.hpp"

namespace facetrack {
namespace fs = std::filesystem;
namespace {

constexpr long most_redirects = 5;
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
  bool stopped = false;
  bool leads_away = false;  // a redirect from this machine
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
      transfer.stopped = !(*transfer.progress)(transfer.have, transfer.size);
    } catch (...) {
      transfer.thrown = std::current_exception();
      return 0;
    }
  }
  return transfer.stopped ? 0 : bytes;
}

/// Opens sockets to this machine only: a redirect must not lead from a server of this machine to
/// plain http elsewhere.
curl_socket_t open_local_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
  constexpr std::uint32_t loopback_net = 127;
  bool is_local = false;
  if (address->family == AF_INET) {
    sockaddr_in ip{};
    std::memcpy(&ip, &address->addr, sizeof ip);
    is_local = ntohl(ip.sin_addr.s_addr) >> 24U == loopback_net;
  } else if (address->family == AF_INET6) {
    sockaddr_in6 ip{};
    std::memcpy(&ip, &address->addr, std::min<std::size_t>(sizeof ip, address->addrlen));
    is_local = IN6_IS_ADDR_LOOPBACK(&ip.sin6_addr);
  }
  if (!is_local) {
    static_cast<Transfer*>(user)->leads_away = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
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
  std::string message;
};

Answer request(const std::string& url, Transfer& transfer) {
  const Curl curl = make_curl();
  std::array<char, CURL_ERROR_SIZE> message{};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);  // signals belong to the host program
  const bool local = is_loopback(url);
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, local ? "http" : "https");
  curl_easy_setopt(curl.get(), CURLOPT_REDIR_PROTOCOLS_STR, local ? "http" : "https");
  if (local) {
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_local_socket);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &transfer);
  }
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_MAXREDIRS, most_redirects);
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

bool transfer(const std::string& url, const fs::path& part, std::uint64_t size,
              const TransferProgress& progress) {
  require_safe(url);
  bool from_start = size_of(part) > size;
  while (true) {
    const File file = open_part(part, from_start);
    Transfer state;
    state.out = file.get();
    state.have = from_start ? 0 : size_of(part);
    state.size = size;
    state.progress = &progress;
    if (state.have == size) return true;
    const Answer answer = request(url, state);
    if (state.thrown) std::rethrow_exception(state.thrown);
    if (state.stopped) return false;
    if (state.leads_away) {
      throw Error(ErrorCode::io,
                  url + ": redirects to another machine, where only https is allowed");
    }
    if (state.too_long) {
      throw Error(ErrorCode::corrupt_input, url + ": the server sends more than the expected " +
                                                std::to_string(size) + " bytes");
    }
    if (answer.code == CURLE_RANGE_ERROR && !from_start) {
      from_start = true;  // the server cannot continue in the middle
      continue;
    }
    if (answer.code != CURLE_OK) throw Error(ErrorCode::io, url + ": " + answer.message);
    if (std::fflush(file.get()) != 0) {
      throw Error(ErrorCode::io, part.string() + ": cannot be written");
    }
    if (state.have == size) return true;
    throw Error(ErrorCode::io, url + ": the download ended after " + std::to_string(state.have) +
                                   " of " + std::to_string(size) +
                                   " bytes; run the command again to continue");
  }
}

}  // namespace facetrack
