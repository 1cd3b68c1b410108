// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace facetrack::library {

class Database;

/// One prepared SQL statement. One thread at a time; the database must outlive it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  /// Gives the parameters their values, in order, and starts the statement again.
  template <typename... Values>
  Statement& with(const Values&... values) {
    restart();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }
  /// True if there is another row. Throws the errors of Database.
  bool next();
  /// Runs a statement to its end.
  void run();

  std::int64_t integer(int column) const;
  double number(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;

 private:
  void restart();
  void bind(int place, std::int64_t value);
  void bind(int place, int value) { bind(place, std::int64_t{value}); }
  void bind(int place, bool value) { bind(place, std::int64_t{value}); }
  void bind(int place, double value);
  void bind(int place, float value) { bind(place, static_cast<double>(value)); }
  void bind(int place, const std::string& value);
  void bind(int place, const std::optional<std::int64_t>& value);

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// An SQLite database in WAL mode with foreign keys. One thread at a time. Throws Error:
/// corrupt_input if the file is damaged or not a database, io if it cannot be read or written.
class Database {
 public:
  enum class Access : std::uint8_t { read, write };

  /// With Access::write creates the file if there is none.
  Database(std::filesystem::path file, Access access);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  const std::filesystem::path& file() const noexcept { return file_; }
  /// Runs SQL that returns no rows and has no parameters.
  void run(const std::string& sql);
  std::int64_t last_id() const;
  bool has_transaction() const;
  /// The problems that SQLite finds in the file; empty if there are none.
  std::string problems();

 private:
  friend class Statement;
  [[noreturn]] void fail(int code) const;
  void check(int code) const;

  std::filesystem::path file_;
  sqlite3* handle_ = nullptr;
};

/// Everything from begin to commit() happens, or nothing of it. A reading transaction sees one
/// state of the database, whatever a writer does meanwhile. Inside of another transaction it is
/// a part of that one.
class Transaction {
 public:
  Transaction(Database& database, Database::Access access);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_;  ///< to be ended by this object
};

/// Brings the database to the newest version: `migrations[i]` is the SQL from version i to i + 1.
/// Throws Error(unsupported) for a database of a newer version.
void migrate(Database& database, std::span<const char* const> migrations);
/// Throws Error(unsupported) unless the database has the version `wanted`.
void require_version(Database& database, std::int64_t wanted);

}  // namespace facetrack::library
