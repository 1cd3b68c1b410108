// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// Preloaded into a program, makes one of its calls into the system fail:
//
//   FAIL_CALL   open, read, write, fsync, rename, memory or thread
//   FAIL_AT     the call that fails, from 1; 0: none
//   FAIL_ON     1: that call and all after it
//   FAIL_BELOW  files: only calls on files below this folder count. memory, thread: only calls
//   after
//               the first file below it was opened count
//               Empty: all files, and from the start.
//   FAIL_COUNT  a file that gets, at the end, how many calls of each kind there were
//
// A failing write finds no room, a read or fsync a broken disk, an open, rename or linkat
// (which counts as one) no permission.

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

enum Kind { open_call, read_call, write_call, fsync_call, rename_call, memory_call, thread_call };
constexpr const char* kinds[] = {"open", "read", "write", "fsync", "rename", "memory", "thread"};
constexpr int kind_count = 7;

int wanted = -1;
char below[4096];
char count_file[4096];
std::size_t below_length = 0;
long fails_at = 0;
bool goes_on = false;
std::atomic<long> calls[kind_count];
std::atomic<bool> begun{false};  // a file below the folder was opened
std::atomic<bool> ready{false};  // the environment was read

void copy(char* to, std::size_t room, const char* name) {
  const char* value = std::getenv(name);
  if (value != nullptr) std::snprintf(to, room, "%s", value);
}

__attribute__((constructor)) void begin() {
  char name[16] = "";
  copy(name, sizeof name, "FAIL_CALL");
  for (int kind = 0; kind < kind_count; ++kind) {
    if (std::strcmp(name, kinds[kind]) == 0) wanted = kind;
  }
  copy(below, sizeof below, "FAIL_BELOW");
  copy(count_file, sizeof count_file, "FAIL_COUNT");
  below_length = std::strlen(below);
  char number[32] = "0";
  copy(number, sizeof number, "FAIL_AT");
  fails_at = std::atol(number);
  std::strcpy(number, "0");
  copy(number, sizeof number, "FAIL_ON");
  goes_on = std::atol(number) == 1;
  ready = true;
  if (below_length == 0) begun = true;
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

__attribute__((destructor)) void end() {
  if (count_file[0] == '\0') return;
  ready = false;
  char text[512];
  int length = 0;
  for (int kind = 0; kind < kind_count; ++kind) {
    length += std::snprintf(text + length, sizeof text - static_cast<std::size_t>(length),
                            "%s %ld\n", kinds[kind], calls[kind].load());
  }
  const int file = next<int (*)(const char*, int, ...)>("open")(
      count_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  [[maybe_unused]] const ssize_t done = next<ssize_t (*)(int, const void*, std::size_t)>("write")(
      file, text, static_cast<std::size_t>(length));
  ::close(file);
}

/// Counts a call; whether it is to fail.
bool fails(Kind kind) {
  const long call = ++calls[kind];
  return kind == wanted && fails_at > 0 && (call == fails_at || (goes_on && call > fails_at));
}

bool is_below(const char* path) {
  if (below_length == 0) return true;
  if (path == nullptr) return false;
  char whole[8192];
  if (path[0] != '/' && ::getcwd(whole, 4096) != nullptr) {
    const std::size_t length = std::strlen(whole);
    std::snprintf(whole + length, sizeof whole - length, "/%s", path);
    path = whole;
  }
  return std::strncmp(path, below, below_length) == 0;
}

bool is_below(int descriptor) {
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  if (length <= 0) return false;
  path[length] = '\0';
  if (path[0] != '/') return below_length == 0;  // a pipe or a socket
  return is_below(path);
}

template <typename File>
bool fails_on(Kind kind, File file, int why) {
  if (!ready || !is_below(file) || !fails(kind)) return false;
  errno = why;
  return true;
}

bool opens(const char* path) {
  if (ready && is_below(path)) begun = true;
  return !fails_on(open_call, path, EACCES);
}

bool lacks_memory() {
  if (!begun || !ready || !fails(memory_call)) return false;
  errno = ENOMEM;
  return true;
}

mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(rest, unsigned)) : 0;
}

}  // namespace

#define FAIL_OPEN(name)                                                   \
  int name(const char* path, int flags, ...) {                            \
    va_list rest;                                                         \
    va_start(rest, flags);                                                \
    const mode_t mode = mode_of(flags, rest);                             \
    va_end(rest);                                                         \
    if (!opens(path)) return -1;                                          \
    static const auto real = next<int (*)(const char*, int, ...)>(#name); \
    return real(path, flags, mode);                                       \
  }
#define FAIL_FOPEN(name)                                                            \
  std::FILE* name(const char* path, const char* mode) {                             \
    if (!opens(path)) return nullptr;                                               \
    static const auto real = next<std::FILE* (*)(const char*, const char*)>(#name); \
    return real(path, mode);                                                        \
  }

extern "C" {

FAIL_OPEN(open)
FAIL_OPEN(open64)
FAIL_FOPEN(fopen)
FAIL_FOPEN(fopen64)

ssize_t read(int file, void* to, std::size_t bytes) {
  if (fails_on(read_call, file, EIO)) return -1;
  static const auto real = next<ssize_t (*)(int, void*, std::size_t)>("read");
  return real(file, to, bytes);
}

ssize_t pread(int file, void* to, std::size_t bytes, off_t at) {
  if (fails_on(read_call, file, EIO)) return -1;
  static const auto real = next<ssize_t (*)(int, void*, std::size_t, off_t)>("pread");
  return real(file, to, bytes, at);
}

ssize_t readv(int file, const iovec* parts, int count) {
  if (fails_on(read_call, file, EIO)) return -1;
  static const auto real = next<ssize_t (*)(int, const iovec*, int)>("readv");
  return real(file, parts, count);
}

ssize_t write(int file, const void* from, std::size_t bytes) {
  if (fails_on(write_call, file, ENOSPC)) return -1;
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t)>("write");
  return real(file, from, bytes);
}

ssize_t writev(int file, const iovec* parts, int count) {
  if (fails_on(write_call, file, ENOSPC)) return -1;
  static const auto real = next<ssize_t (*)(int, const iovec*, int)>("writev");
  return real(file, parts, count);
}

int fsync(int file) {
  if (fails_on(fsync_call, file, EIO)) return -1;
  static const auto real = next<int (*)(int)>("fsync");
  return real(file);
}

int rename(const char* from, const char* to) noexcept {
  if (fails_on(rename_call, to, EACCES)) return -1;
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  return real(from, to);
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  if (fails_on(rename_call, to, EACCES)) return -1;
  static const auto real = next<int (*)(int, const char*, int, const char*, int)>("linkat");
  return real(from_folder, from, to_folder, to, flags);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) noexcept {
  if (begun && ready && fails(thread_call)) return EAGAIN;
  static const auto real =
      next<int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
  return real(thread, attributes, run, argument);
}

void* malloc(std::size_t bytes) noexcept { return lacks_memory() ? nullptr : __libc_malloc(bytes); }

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  return lacks_memory() ? nullptr : __libc_calloc(count, bytes);
}

void* realloc(void* memory, std::size_t bytes) noexcept {
  return lacks_memory() ? nullptr : __libc_realloc(memory, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return lacks_memory() ? nullptr : __libc_memalign(alignment, bytes);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  if (lacks_memory()) return ENOMEM;
  *memory = __libc_memalign(alignment, bytes);
  return *memory != nullptr ? 0 : ENOMEM;
}

}  // extern "C"
