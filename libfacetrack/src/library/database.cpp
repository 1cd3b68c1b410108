// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/database.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <new>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack::library {
namespace {

/// Milliseconds that a process waits for another one, which holds the database for the length of a
/// commit.
constexpr int patience_ms = 20'000;

/// The file as SQLite opens it. A reader of a WAL database writes into its folder, to tell writers
/// what it reads. A folder that cannot be written to has no writer, and is opened as it is.
std::string name_to_open(const std::filesystem::path& file, bool reads) {
  const std::string folder = file.parent_path().empty() ? "." : file.parent_path().string();
  if (!reads || ::access(folder.c_str(), W_OK) == 0) return file.string();
  std::string uri = "file:";
  for (const char c : file.string()) {
    constexpr std::string_view special = "?#%";
    if (special.find(c) == std::string_view::npos) {
      uri += c;
    } else {
      std::array<char, 4> code{};
      std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned char>(c));
      uri += code.data();
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  database_.check(sqlite3_prepare_v2(database_.handle_, sql.data(), static_cast<int>(sql.size()),
                                     &statement_, nullptr));
}
Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}
Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::restart() { sqlite3_reset(statement_); }

bool Statement::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail(code);
  sqlite3_reset(statement_);
  return false;
}

void Statement::run() {
  while (next()) {
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::number(int column) const { return sqlite3_column_double(statement_, column); }
std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::bind(int place, std::int64_t value) {
  database_.check(sqlite3_bind_int64(statement_, place, value));
}
void Statement::bind(int place, double value) {
  database_.check(sqlite3_bind_double(statement_, place, value));
}
// Paths and pictures are bytes, whatever their encoding; columns of type TEXT and BLOB keep them.
void Statement::bind(int place, const std::string& value) {
  database_.check(sqlite3_bind_text64(statement_, place, value.data(), value.size(),
                                      SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Statement::bind(int place, const std::optional<std::int64_t>& value) {
  if (value) return bind(place, *value);
  database_.check(sqlite3_bind_null(statement_, place));
}

Database::Database(std::filesystem::path file, Access access) : file_(std::move(file)) {
  const int flags = (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                             : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  try {
    const std::string name = name_to_open(file_, access == Access::read);
    check(sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr));
    check(sqlite3_busy_timeout(handle_, patience_ms));
    run("PRAGMA foreign_keys = ON");
    if (access == Access::write) run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() { sqlite3_close(handle_); }

void Database::run(const std::string& sql) {
  check(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(handle_); }

std::string Database::problems() {
  std::string found;
  Statement check(*this, "PRAGMA integrity_check(20)");
  while (check.next()) {
    if (check.text(0) != "ok") found += (found.empty() ? "" : "; ") + check.text(0);
  }
  Statement keys(*this, "PRAGMA foreign_key_check");
  if (keys.next()) found += (found.empty() ? "" : "; ") + ("a broken link from " + keys.text(0));
  return found;
}

void Database::check(int code) const {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) fail(code);
}

void Database::fail(int code) const {
  const std::string name = file_.string();
  const int kind = code & 0xFF;  // without SQLite's details
  if (kind == SQLITE_NOMEM) throw std::bad_alloc();
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB) {
    throw Error(ErrorCode::corrupt_input,
                name + ": the library is damaged; index its videos into a new library");
  }
  const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  throw Error(ErrorCode::io, name + ": the library cannot be used: " + why);
}

bool Database::has_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

Transaction::Transaction(Database& database, Database::Access access)
    : database_(database), open_(access == Database::Access::write || !database.has_transaction()) {
  if (open_) database_.run(access == Database::Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
}
Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const std::exception&) {
    // SQLite itself has rolled back after a full disk or an error of reading.
  }
}
void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

namespace {

std::int64_t version_of(Database& database) {
  Statement version(database, "PRAGMA user_version");
  version.next();
  return version.integer(0);
}

[[noreturn]] void refuse_newer(const Database& database) {
  throw Error(ErrorCode::unsupported,
              database.file().string() +
                  ": the library was made by a newer version of facetrack; update facetrack");
}

}  // namespace

void migrate(Database& database, std::span<const char* const> migrations) {
  Transaction all(database, Database::Access::write);
  const auto newest = static_cast<std::int64_t>(migrations.size());
  std::int64_t version = version_of(database);
  if (version > newest) refuse_newer(database);
  for (; version < newest; ++version) database.run(migrations[static_cast<std::size_t>(version)]);
  database.run("PRAGMA user_version = " + std::to_string(newest));
  all.commit();
}

void require_version(Database& database, std::int64_t wanted) {
  const std::int64_t version = version_of(database);
  if (version > wanted) refuse_newer(database);
  if (version == 0) {  // the first run ended before it had written anything
    throw Error(ErrorCode::unsupported, database.file().string() +
                                            ": the library is empty; index a video or folder into "
                                            "it");
  }
  if (version < wanted) {
    throw Error(ErrorCode::unsupported, database.file().string() +
                                            ": the library was made by an older version of "
                                            "facetrack; index a video or folder into it once");
  }
}

}  // namespace facetrack::library
