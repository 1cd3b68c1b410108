// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/library.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "library/database.hpp"
#include "library/schema.hpp"
#include "support/complaint.hpp"
#include "support/library_videos.hpp"
#include "support/paths.hpp"

namespace facetrack::testing {
namespace {

using testing::complaint;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Ann (1) and Eve (2) in one film, Ann and Bob (3) in another.
void fill(Library& library) {
  library.add(seen_video("a.mp4", {1, 2}, 1));
  library.add(seen_video("b.mp4", {1, 3}, 2));
  library.group_persons();
}

Library made(const TempDir& folder) {
  Library library = Library::create_or_open(folder.path(), MadeUpEmbedder());
  fill(library);
  return library;
}

std::vector<std::string> found(const LibrarySearch& search) {
  std::vector<std::string> names;
  for (const LibraryHit& hit : search.hits) names.push_back(hit.video.file.filename().string());
  return names;
}

TEST(Library, finds_a_person_in_every_video_that_shows_them) {
  TempDir folder;
  made(folder);
  const Library library(folder.path());
  const LibrarySearch search = library.search(looking_for(1), "target");
  EXPECT_THAT(found(search), ::testing::UnorderedElementsAre("a.mp4", "b.mp4"));
  EXPECT_EQ(search.videos, 2);
  EXPECT_EQ(search.faces, 12);
  ASSERT_THAT(search.hits.front().appearances, SizeIs(1));
  EXPECT_EQ(search.hits.front().verdict, Verdict::match);
  EXPECT_EQ(search.hits.front().appearances.front().first_frame, 0);
  EXPECT_EQ(search.hits.front().appearances.front().best_box, (Box{10, 20, 30, 40}));
  EXPECT_EQ(library.picture(search.hits.front().appearances.front().id), "picture 1");
  EXPECT_THAT(found(library.search(looking_for(9), "target")), IsEmpty());
}

TEST(Library, reads_of_one_moment_do_not_see_a_writer) {
  TempDir folder;
  made(folder);
  const Library library(folder.path());
  library.at_one_moment([&] {
    EXPECT_THAT(library.videos(), SizeIs(2));
    Library::open_for_writing(folder.path()).remove(library.videos().front().id);
    EXPECT_THAT(library.videos(), SizeIs(2));
    const SeenVideo seen = library.seen(library.videos().front());
    ASSERT_THAT(seen.persons, SizeIs(2));
    EXPECT_FALSE(seen.persons.front().appearances.front().samples.empty());
    EXPECT_EQ(seen.persons.front().face.values.size(), 64U);
  });
  EXPECT_THAT(library.videos(), SizeIs(1));
}

TEST(Library, search_leaves_out_who_is_nearer_to_somebody_else) {
  TempDir folder;
  const Library library = made(folder);
  const auto mean_of = [](unsigned variant) {
    FaceSample face;
    face.embedding = mean_face(seen_person(1, variant, 0, 50).appearances.front().samples).value();
    return face;
  };
  Gallery people{MadeUpEmbedder()};
  people.enrol("target", mean_of(2));           // as in b.mp4
  people.enrol("not: her sister", mean_of(1));  // as in a.mp4
  EXPECT_THAT(found(library.search(people, "target")), ElementsAre("b.mp4"));
}

TEST(Library, knows_the_persons_of_several_videos) {
  TempDir folder;
  const Library library = made(folder);
  const auto persons = library.persons();
  ASSERT_THAT(persons, SizeIs(3));
  EXPECT_EQ(persons.front().videos, 2);
  EXPECT_EQ(persons.front().appearances, 2);
  EXPECT_DOUBLE_EQ(persons.front().seconds, 2 * 51 / 25.0);
}

TEST(Library, does_not_depend_on_the_order_of_indexing) {
  TempDir one;
  TempDir other;
  const Library first = made(one);
  Library second = Library::create_or_open(other.path(), MadeUpEmbedder());
  second.add(seen_video("b.mp4", {1, 3}, 2));
  second.group_persons();
  second.add(seen_video("a.mp4", {1, 2}, 1));
  second.group_persons();
  EXPECT_EQ(first.dump(), second.dump());
}

TEST(Library, a_name_given_by_hand_survives_another_version_of_the_video) {
  TempDir folder;
  Library library = made(folder);
  library.name(library.persons().front().id, "Ann");
  SeenVideo changed = seen_video("a.mp4", {1}, 7);
  changed.facts.source_id = "other bytes";
  library.add(changed);
  library.group_persons();
  const LibraryPerson ann = library.person("Ann");
  EXPECT_EQ(ann.videos, 2);
  for (const LibraryVideo& video : library.videos()) library.remove(video.id);
  EXPECT_FALSE(library.faces(library.person("Ann")).empty());
  library.add(seen_video("c.mp4", {1, 4}, 8));
  library.group_persons();
  EXPECT_EQ(library.person("Ann").videos, 1);
}

TEST(Library, two_persons_cannot_have_one_name) {
  TempDir folder;
  Library library = made(folder);
  const auto persons = library.persons();
  library.name(persons[0].id, "Ann");
  EXPECT_THAT(complaint(ErrorCode::invalid_argument, [&] { library.name(persons[1].id, "Ann"); }),
              HasSubstr("has the name \"Ann\" already"));
}

TEST(Library, a_name_is_one_line) {
  TempDir folder;
  Library library = made(folder);
  const std::int64_t person = library.persons().front().id;
  for (const char* name : {"Ann\nBob", "Ann\tBob", "\x1b[31mAnn"}) {
    EXPECT_THAT(complaint(ErrorCode::invalid_argument, [&] { library.name(person, name); }),
                HasSubstr("control characters"));
  }
  library.name(person, "Zoë Änn");
  EXPECT_EQ(library.person("Zoë Änn").id, person);
}

TEST(Library, merged_persons_stay_together_and_split_ones_apart) {
  TempDir folder;
  Library library = made(folder);
  const auto before = library.persons();
  const LibraryPerson ann = before.front();
  library.merge(ann.id, std::vector{before[1].id});
  library.group_persons();
  EXPECT_EQ(library.persons().size(), 2U);
  const auto appearances = library.appearances(library.person(std::to_string(ann.id)));
  ASSERT_EQ(appearances.size(), 3U);
  const std::int64_t other = library.split(ann.id, std::vector{appearances.front().id});
  library.group_persons();
  EXPECT_EQ(library.person(std::to_string(other)).appearances, 1);
  EXPECT_EQ(library.person(std::to_string(ann.id)).appearances, 2);
  EXPECT_EQ(library.problems(), "");
}

TEST(Library, split_divides_a_person_within_a_video) {
  TempDir folder;
  Library library = Library::create_or_open(folder.path(), MadeUpEmbedder());
  SeenVideo video = seen_video("a.mp4", {1});
  video.persons.front().appearances.push_back(seen_person(2, 1, 200, 260).appearances.front());
  library.add(video);
  library.group_persons();
  const LibraryPerson both = library.persons().front();
  const auto appearances = library.appearances(both);
  library.split(both.id, std::vector{appearances.back().id});
  library.group_persons();
  EXPECT_THAT(library.persons(), SizeIs(2));
  EXPECT_EQ(library.search(looking_for(2), "target").hits.front().appearances.front().first_frame,
            200);
  EXPECT_EQ(library.problems(), "");
}

TEST(Library, a_moved_video_keeps_its_data) {
  TempDir folder;
  Library library = made(folder);
  const LibraryVideo video = library.videos().front();
  library.move_files({{video.id, "/elsewhere/a.mp4"}});
  EXPECT_EQ(library.videos().front().file, "/elsewhere/a.mp4");
  EXPECT_THAT(library.search(looking_for(1), "target").hits, SizeIs(2));
}

TEST(Library, two_videos_can_exchange_their_names) {
  TempDir folder;
  Library library = made(folder);
  const auto before = library.videos();
  library.move_files({{before[0].id, before[1].file}, {before[1].id, before[0].file}});
  const auto after = library.videos();
  EXPECT_EQ(after[0].source_id, before[1].source_id);
  EXPECT_EQ(after[1].source_id, before[0].source_id);
}

TEST(Library, refuses_another_embedder) {
  TempDir folder;
  { made(folder); }
  EXPECT_THAT(complaint(ErrorCode::unsupported,
                        [&] { Library::create_or_open(folder.path(), MadeUpEmbedder("other")); }),
              HasSubstr("faces of the embedder made-up, not other"));
}

TEST(Library, a_second_writer_learns_that_it_is_being_changed) {
  TempDir folder;
  const Library library = made(folder);
  EXPECT_THAT(complaint(ErrorCode::io, [&] { Library::open_for_writing(folder.path()); }),
              HasSubstr("another process is changing the library"));
  EXPECT_NO_THROW(Library(folder.path()).persons());
}

TEST(Library, readers_see_whole_videos_while_one_writes) {
  TempDir folder;
  Library writer = made(folder);
  std::atomic<bool> done = false;
  std::atomic<int> reads = 0;
  const auto read = [&] {
    while (!done) {
      const Library reader(folder.path());
      const LibrarySearch search = reader.search(looking_for(1), "target");
      EXPECT_EQ(std::ssize(search.hits), search.videos);  // Ann is in every video
      ++reads;
    }
  };
  std::thread one(read);
  std::thread two(read);
  for (int i = 0; i < 60; ++i) writer.add(seen_video("v" + std::to_string(i), {1, 2}, 20));
  done = true;
  one.join();
  two.join();
  EXPECT_GT(reads, 1);
}

TEST(Library, a_damaged_database_is_reported) {
  TempDir folder;
  { made(folder); }
  std::ofstream(folder / "library.db", std::ios::binary | std::ios::in)
      .write("rubbish rubbish", 15);
  EXPECT_THAT(complaint(ErrorCode::corrupt_input, [&] { Library(folder.path()).persons(); }),
              HasSubstr("the library is damaged"));
}

TEST(Library, missing_vectors_are_reported) {
  TempDir folder;
  { made(folder); }
  std::filesystem::resize_file(folder / "persons.vectors", 100);
  const Library library(folder.path());
  EXPECT_THAT(
      complaint(ErrorCode::corrupt_input, [&] { library.search(looking_for(1), "target"); }),
      HasSubstr("vectors are missing"));
  EXPECT_THAT(library.problems(), HasSubstr("vectors are missing"));
}

TEST(Library, bytes_of_an_interrupted_append_do_not_count) {
  TempDir folder;
  std::string before;
  {
    Library library = made(folder);
    before = library.dump();
  }
  std::ofstream(folder / "persons.vectors", std::ios::binary | std::ios::app) << "half a row";
  Library library = Library::create_or_open(folder.path(), MadeUpEmbedder());
  EXPECT_EQ(library.dump(), before);
  library.add(seen_video("c.mp4", {1}, 5));
  EXPECT_THAT(library.search(looking_for(1), "target").hits, SizeIs(3));
  EXPECT_EQ(library.problems(), "");
}

TEST(Library, merged_parts_are_the_same_library) {
  TempDir whole;
  TempDir one;
  TempDir two;
  TempDir joined;
  const Library all = made(whole);
  {
    Library part = Library::create_or_open(one.path(), MadeUpEmbedder());
    part.add(seen_video("a.mp4", {1, 2}, 1));
    Library other = Library::create_or_open(two.path(), MadeUpEmbedder());
    other.add(seen_video("b.mp4", {1, 3}, 2));
  }
  Library merged = Library::create_or_open(joined.path(), MadeUpEmbedder());
  merged.merge_library(Library(two.path()));
  merged.merge_library(Library(one.path()));
  merged.group_persons();
  EXPECT_EQ(merged.dump(), all.dump());
}

void add_all_videos(const std::filesystem::path& folder) {
  Library library = Library::create_or_open(folder, MadeUpEmbedder());
  for (unsigned i = 0; i < 8; ++i) {
    const std::string name = std::to_string(i) + ".mp4";
    const auto there = library.videos();
    const bool is_there = std::any_of(there.begin(), there.end(), [&](const LibraryVideo& video) {
      return video.file.filename() == name;
    });
    if (!is_there) library.add(seen_video(name, {i % 3, 3 + i % 2}, i));
  }
  library.group_persons();
}

TEST(LibraryKill, a_killed_process_loses_at_most_its_current_video) {
  TempDir undisturbed;
  add_all_videos(undisturbed.path());
  const std::string wanted = Library(undisturbed.path()).dump();
  std::mt19937 random(1);
  constexpr int kills = 15;
  for (int i = 0; i < kills; ++i) {
    TempDir folder;
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      add_all_videos(folder.path());
      ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(random() % 250'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    add_all_videos(folder.path());
    const Library library(folder.path());
    EXPECT_EQ(library.dump(), wanted) << "kill " << i;
    EXPECT_EQ(library.problems(), "");
  }
}

TEST(LibraryVersion, an_older_library_is_brought_up_to_date) {
  TempDir folder;
  library::Database database(folder / "x.db", library::Database::Access::write);
  const char* first = "CREATE TABLE t(a); INSERT INTO t VALUES(1)";
  const char* second = "ALTER TABLE t ADD COLUMN b DEFAULT 2";
  library::migrate(database, std::array{first});
  EXPECT_THAT(complaint(ErrorCode::unsupported, [&] { library::require_version(database, 2); }),
              HasSubstr("made by an older version"));
  library::migrate(database, std::array{first, second});
  library::Statement row(database, "SELECT a, b FROM t");
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.integer(0), 1);
  EXPECT_EQ(row.integer(1), 2);
  EXPECT_THAT(
      complaint(ErrorCode::unsupported, [&] { library::migrate(database, std::array{first}); }),
      HasSubstr("made by a newer version"));
}

TEST(LibraryVersion, an_empty_database_is_not_an_older_one) {
  TempDir folder;
  library::Database database(folder / "x.db", library::Database::Access::write);
  EXPECT_THAT(complaint(ErrorCode::unsupported, [&] { library::require_version(database, 2); }),
              HasSubstr("the library is empty; index a video"));
}

TEST(LibraryVersion, a_failed_update_changes_nothing) {
  TempDir folder;
  library::Database database(folder / "x.db", library::Database::Access::write);
  const char* first = "CREATE TABLE t(a)";
  library::migrate(database, std::array{first});
  const char* broken = "ALTER TABLE t ADD COLUMN b; SELECT nonsense";
  EXPECT_THROW(library::migrate(database, std::array{first, broken}), Error);
  EXPECT_NO_THROW(library::require_version(database, 1));
  EXPECT_THROW(library::Statement(database, "SELECT b FROM t"), Error);
}

}  // namespace
}  // namespace facetrack::testing
