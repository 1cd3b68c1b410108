// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/models.hpp"

#include "models/card.hpp"
#include "models/folders.hpp"
#include "models/registry.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using testing::write_text;

namespace fs = std::filesystem;
using facetrack::testing::TempDir;

/// An environment variable for one test.
class WithVariable {
 public:
  WithVariable(const char* name, const fs::path& value) : name_(name) {
    if (const char* old = std::getenv(name); old != nullptr) old_ = old;
    ::setenv(name, value.c_str(), 1);
  }
  ~WithVariable() { old_.empty() ? ::unsetenv(name_) : ::setenv(name_, old_.c_str(), 1); }
  WithVariable(const WithVariable&) = delete;
  WithVariable& operator=(const WithVariable&) = delete;

 private:
  const char* name_;
  std::string old_;
};

struct WithModelDir : WithVariable {
  explicit WithModelDir(const fs::path& folder) : WithVariable("FACETRACK_MODEL_DIR", folder) {}
};

template <typename Work>
std::string error_of(ErrorCode code, Work work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(ModelStore, lists_every_model_with_what_people_need_to_know) {
  std::set<std::string> names;
  for (const ModelInfo& model : list_models()) {
    EXPECT_TRUE(names.insert(model.name).second) << model.name << " twice";
    EXPECT_FALSE(model.what.empty()) << model.name;
    EXPECT_FALSE(model.licence.empty()) << model.name;
    EXPECT_FALSE(model.how_to_get.empty()) << model.name;
    ASSERT_FALSE(model.files.empty()) << model.name;
    for (const ModelFile& file : model.files) {
      EXPECT_EQ(file.sha256.size(), 64U) << file.name;
      EXPECT_GT(file.size, 0U) << file.name;
      EXPECT_TRUE(file.url.empty() || file.url.starts_with("https://")) << file.url;
    }
    if (model.recommended) {
      EXPECT_FALSE(model.files.front().url.empty()) << model.name << " cannot be downloaded";
    }
  }
  EXPECT_TRUE(names.contains("yunet"));
}

TEST(ModelStore, names_the_command_that_gets_a_missing_model) {
  const TempDir empty;
  const WithModelDir scope(empty.path());
  const std::string text = error_of(ErrorCode::missing_model, [] { find_model("sface"); });
  EXPECT_NE(text.find("facetrack-cli models fetch sface"), std::string::npos) << text;
  EXPECT_FALSE(has_model("sface"));
}

TEST(ModelStore, does_not_hand_out_a_damaged_file) {
  const TempDir folder;
  const WithModelDir scope(folder.path());
  // Right size, wrong bytes: only the checksum tells.
  write_text(folder / "face_detection_yunet_2022mar.onnx", std::string(345'478, 'x'));
  const std::string text = error_of(ErrorCode::corrupt_input, [] { find_model("yunet"); });
  EXPECT_NE(text.find(folder.path().string()), std::string::npos) << text;
  EXPECT_FALSE(has_model("yunet"));
  const auto models = list_models();
  const auto yunet = std::find_if(models.begin(), models.end(),
                                  [](const ModelInfo& model) { return model.name == "yunet"; });
  EXPECT_EQ(yunet->state, ModelState::damaged);
}

TEST(ModelStore, says_what_is_wrong_with_a_damaged_file_and_what_to_do) {
  const TempDir folder;
  const WithModelDir scope(folder.path());
  const fs::path file = folder / "face_detection_yunet_2022mar.onnx";
  write_text(file, "bytes");
  const std::string text = error_of(ErrorCode::corrupt_input, [] { find_model("yunet"); });
  for (const std::string& part :
       {file.string(), std::string("damaged"),
        known_model("yunet").files.front().versions.front().sha256, sha256_of(file),
        std::string("remove it"), std::string("facetrack-cli models fetch yunet")}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  }
  EXPECT_EQ(text.find("is not installed"), std::string::npos) << text;
}

TEST(ModelStore, reports_a_damaged_file_that_the_automatic_choice_passes_over) {
  const TempDir folder;
  const WithModelDir scope(folder.path());
  const fs::path file = folder / "face_detection_yunet_2022mar.onnx";
  write_text(file, "bytes of " + folder.path().string());
  std::string told;
  set_log_sink([&](LogLevel level, std::string_view text) {
    if (level == LogLevel::warning) told += std::string(text) + "\n";
  });
  EXPECT_FALSE(has_model("yunet"));
  EXPECT_FALSE(has_model("yunet"));
  set_log_sink({});
  EXPECT_NE(told.find(file.string() + ": the model file is damaged"), std::string::npos) << told;
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << told;
}

TEST(ModelStore, never_searches_the_folder_of_the_sources) {
  for (const fs::path& folder : model_folders()) {
    EXPECT_NE(folder, testing::data_dir() / "models");
    EXPECT_FALSE(folder.string().starts_with((testing::data_dir().parent_path() / "data").string()))
        << folder;
  }
}

TEST(ModelStore, finds_the_models_that_ship_from_the_build_tree) {
  EXPECT_TRUE(has_model("landmarks68"));
}

TEST(ModelStore, notices_that_a_file_has_changed) {
  FACETRACK_NEEDS_SHARED();
  const TempDir folder;
  const WithModelDir scope(folder.path());
  const fs::path file = folder / "face_detection_yunet_2022mar.onnx";
  fs::copy_file(testing::shared_dir() / "models/face_detection_yunet_2022mar.onnx", file);
  fs::permissions(file, fs::perms::owner_all);
  EXPECT_EQ(find_model("yunet"), file);
  write_text(file, "something else");
  EXPECT_FALSE(has_model("yunet"));
}

TEST(ModelStore, accepts_another_model_file_only_on_request) {
  const TempDir folder;
  write_text(folder / "mine.onnx", "bytes");
  const fs::path mine = folder / "mine.onnx";
  error_of(ErrorCode::unsupported, [&] { find_model("yunet", mine); });
  EXPECT_EQ(find_model("yunet", mine, true), mine);
  write_text(folder / "face_detection_yunet_2022mar.onnx", "bytes");
  error_of(ErrorCode::corrupt_input,
           [&] { find_model("yunet", folder / "face_detection_yunet_2022mar.onnx"); });
}

std::string entry_of(const std::string& name, const std::string& contents,
                     const std::string& more = "") {
  std::istringstream bytes(contents);
  return R"({"file":")" + name + R"(","versions":[{"size":)" + std::to_string(contents.size()) +
         R"(,"sha256":")" + sha256(bytes) + R"("}])" + more + "}";
}

/// A model "pair" of two files, net.xml ("description") and net.bin ("weights"), that is also
/// accepted as net.onnx ("both"), and two model folders.
class ModelOfTwoFiles : public ::testing::Test {
 protected:
  ModelOfTwoFiles() {
    const std::string download =
        R"(,"download":{"url":"https://elsewhere.invalid/x","size":1,"sha256":")" +
        std::string(64, 'a') + "\"}";
    write_text(folder / "list.json",
               R"({"schema":"facetrack.models/1","models":[{"name":"pair","purpose":"embedder",)"
               R"("what":"x","licence":"MIT","files":[)" +
                   entry_of("net.xml", "description", download) + "," +
                   entry_of("net.bin", "weights", download) + R"(],"other_formats":[)" +
                   entry_of("net.onnx", "both") + "]}]}");
    fs::create_directory(first);
    fs::create_directory(second);
  }

  static ModelInfo info() {
    for (ModelInfo& model : list_models()) {
      if (model.name == "pair") return std::move(model);
    }
    return {};
  }

  TempDir folder;
  fs::path first = folder / "first";
  fs::path second = folder / "second";
  WithVariable list{"FACETRACK_MODELS_JSON", folder / "list.json"};
  WithModelDir folders{first.string() + ":" + second.string()};
};

TEST_F(ModelOfTwoFiles, needs_both_in_one_folder) {
  EXPECT_EQ(info().state, ModelState::missing);
  std::string text = error_of(ErrorCode::missing_model, [] { find_model("pair"); });
  EXPECT_NE(text.find("(net.xml, net.bin) is not installed"), std::string::npos) << text;

  write_text(first / "net.xml", "description");
  EXPECT_FALSE(has_model("pair"));
  EXPECT_EQ(info().state, ModelState::missing);
  EXPECT_EQ(info().path, "");
  text = error_of(ErrorCode::missing_model, [] { find_model("pair"); });
  EXPECT_EQ(text.find((first / "net.bin").string() + ": is missing"), 0U) << text;
  EXPECT_NE(text.find("facetrack-cli models fetch pair"), std::string::npos) << text;

  write_text(second / "net.bin", "weights");
  EXPECT_FALSE(has_model("pair"));
  write_text(second / "net.xml", "description");
  EXPECT_EQ(find_model("pair"), second / "net.xml");
  EXPECT_EQ(info().path, second / "net.xml");
  ASSERT_EQ(info().files.size(), 2U);
  EXPECT_EQ(info().files[1].name, "net.bin");
  EXPECT_EQ(info().files[1].size, 7U);
}

TEST_F(ModelOfTwoFiles, names_the_one_that_is_damaged) {
  write_text(first / "net.xml", "description");
  write_text(first / "net.bin", "weighty");
  EXPECT_FALSE(has_model("pair"));
  EXPECT_EQ(info().state, ModelState::damaged);
  EXPECT_EQ(info().path, first / "net.bin");
  const std::string text = error_of(ErrorCode::corrupt_input, [] { find_model("pair"); });
  EXPECT_EQ(text.find((first / "net.bin").string() + ": the model file is damaged"), 0U) << text;
  EXPECT_NE(text.find("7 bytes"), std::string::npos) << text;
  EXPECT_EQ(find_model("pair", {}, true), first / "net.xml");
  // An intact model in another folder is used.
  write_text(second / "net.xml", "description");
  write_text(second / "net.bin", "weights");
  EXPECT_EQ(find_model("pair"), second / "net.xml");
}

TEST_F(ModelOfTwoFiles, may_also_come_in_another_format) {
  write_text(first / "net.onnx", "both");
  EXPECT_EQ(find_model("pair"), first / "net.onnx");
  EXPECT_EQ(info().state, ModelState::verified);
  EXPECT_EQ(fetch_model("pair"), first / "net.onnx") << "nothing to download";
  write_text(second / "net.xml", "description");
  write_text(second / "net.bin", "weights");
  EXPECT_EQ(find_model("pair"), second / "net.xml") << "the official format first";
  write_text(second / "net.bin", "damaged");
  EXPECT_EQ(find_model("pair"), first / "net.onnx");
}

TEST_F(ModelOfTwoFiles, can_have_another_name_and_then_both_have_it) {
  const fs::path file = folder / "mine.xml";
  write_text(file, "description");
  std::string text = error_of(ErrorCode::missing_model, [&] { find_model("pair", file); });
  EXPECT_NE(text.find((folder / "mine.bin").string()), std::string::npos) << text;
  write_text(folder / "mine.bin", "damaged");
  text = error_of(ErrorCode::corrupt_input, [&] { find_model("pair", file); });
  EXPECT_NE(text.find((folder / "mine.bin").string()), std::string::npos) << text;
  write_text(folder / "mine.bin", "weights");
  EXPECT_EQ(find_model("pair", file), file);
  error_of(ErrorCode::unsupported, [&] { find_model("pair", folder / "mine.bin"); });
}

TEST(ModelStore, puts_what_it_fetches_into_the_first_folder_of_the_list) {
  const TempDir first;
  const TempDir second;
  const WithModelDir list(first.path().string() + ":" + second.path().string());
  EXPECT_EQ(user_model_dir(), first.path());
  write_text(second / "mine.onnx", "bytes");
  EXPECT_EQ(find_in_model_folders("mine.onnx"), second / "mine.onnx");
}

TEST(ModelStore, names_the_models_there_are_when_asked_for_another) {
  const std::string text = error_of(ErrorCode::not_found, [] { find_model("mona-lisa"); });
  EXPECT_NE(text.find("retail-0095"), std::string::npos) << text;
}

// A change of the weights in data/models needs a change of the list as well.
TEST(ModelList, knows_the_files_that_ship) {
  for (const KnownModel& model : known_models()) {
    const KnownFile& known = model.files.front();
    const fs::path file = testing::data_dir() / "models" / known.name;
    if (!fs::exists(file)) continue;
    EXPECT_EQ(sha256_of(file), known.versions.front().sha256) << known.name;
    EXPECT_EQ(fs::file_size(file), known.versions.front().size) << known.name;
  }
  const fs::path card = testing::data_dir() / "models/builtin-1.json";
  EXPECT_EQ(read_card(card).sha256, known_model("builtin").files.front().versions.front().sha256);
}

KnownModel toy(const std::string& name, const std::string& file, char digit) {
  KnownModel model;
  model.name = name;
  model.files = {{file, {{1, std::string(64, digit)}}, std::nullopt}};
  return model;
}

TEST(ModelList, can_be_added_to_and_not_changed) {
  const std::vector<KnownModel> builtin{toy("yunet", "y.onnx", 'a')};
  const auto list = merge_models(builtin, {toy("mine", "m.onnx", 'b')}, "list.json");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].name, "mine");
  // The same entry once more changes nothing.
  EXPECT_EQ(merge_models(builtin, builtin, "list.json").size(), 1U);

  KnownModel elsewhere = builtin.front();
  elsewhere.files.front().download =
      Download{"https://elsewhere.invalid/y.onnx", {1, std::string(64, 'a')}, false};
  KnownModel converted = builtin.front();
  converted.other_formats = toy("", "other.onnx", 'b').files;
  KnownModel hidden = toy("other", "other.onnx", 'b');
  hidden.other_formats = builtin.front().files;
  for (const KnownModel& changed : {toy("yunet", "y.onnx", 'b'), toy("yunet", "other.onnx", 'a'),
                                    toy("other", "y.onnx", 'b'), elsewhere, converted, hidden}) {
    const std::string text = error_of(ErrorCode::invalid_argument,
                                      [&] { merge_models(builtin, {changed}, "list.json"); });
    EXPECT_NE(text.find("list.json"), std::string::npos) << text;
    EXPECT_NE(text.find("cannot be changed"), std::string::npos) << text;
  }
}

TEST(ModelList, gets_models_over_https_with_pinned_checksums_or_not_at_all) {
  for (const KnownModel& model : known_models()) {
    for (const KnownFile& file : model.files) {
      if (!file.download) continue;
      EXPECT_TRUE(file.download->url.starts_with("https://")) << file.name;
      EXPECT_EQ(file.download->content.sha256.size(), 64U) << file.name;
    }
    if (!model.files.front().download) {
      EXPECT_NE(model.note.find("model folder") == std::string::npos,
                model.note.find("comes with facetrack") == std::string::npos)
          << model.name << ": " << model.note;
    }
  }
}

TEST(ModelList, names_the_field_that_is_wrong) {
  const std::string head = R"({"schema":"facetrack.models/1","models":[)";
  const std::string good =
      R"("name":"a","purpose":"b","what":"c","licence":"d","versions":[{"size":1,"sha256":")" +
      std::string(64, 'a') + R"("}])";
  EXPECT_EQ(parse_models(head + "{" + good + R"(,"file":"x.dat"}]})", "list").size(), 1U);
  const auto wrong = [&](const std::string& entry) {
    return error_of(ErrorCode::corrupt_input, [&] { parse_models(head + entry + "]}", "list"); });
  };
  EXPECT_NE(wrong("{" + good + "}").find("list: models[0].file: is missing"), std::string::npos);
  EXPECT_NE(wrong("{" + good + R"(,"file":"../x"})").find("plain file name"), std::string::npos);
  EXPECT_NE(wrong("{" + good + R"(,"file":7})").find("must be a string"), std::string::npos);
  EXPECT_NE(wrong("7").find("must be an object"), std::string::npos);
  const std::string second = R"({"name":"a","purpose":"b","what":"c","licence":"d","file":"x.dat",)"
                             R"("versions":[{"size":1,"sha256":")" +
                             std::string(64, 'a') + R"("},{"size":"1"}]})";
  EXPECT_NE(wrong(second).find("models[0].versions[1].size: must be a number"), std::string::npos);
  error_of(ErrorCode::corrupt_input, [] { parse_models("{", "list"); });
}

TEST(ModelList, holds_models_of_several_files_to_its_rules) {
  const auto list = [](const std::string& files) {
    return R"({"schema":"facetrack.models/1","models":[{"name":"a","purpose":"b","what":"c",)"
           R"("licence":"d",)" +
           files + "}]}";
  };
  const std::string download = R"(,"download":{"url":"https://x.invalid","size":1,"sha256":")" +
                               std::string(64, 'a') + "\"}";
  const std::string xml = entry_of("net.xml", "x");
  const std::string onnx = entry_of("net.onnx", "x");
  const auto models =
      parse_models(list(R"("files":[)" + xml + "," + entry_of("net.bin", "y") +
                        R"(],"other_formats":[)" + onnx + R"(],"recommended":true)"),
                   "list");
  ASSERT_EQ(models.front().files.size(), 2U);
  EXPECT_EQ(models.front().files[1].name, "net.bin");
  EXPECT_EQ(models.front().other_formats.front().name, "net.onnx");
  EXPECT_TRUE(models.front().recommended);
  const auto wrong = [&](const std::string& files) {
    return error_of(ErrorCode::corrupt_input, [&] { parse_models(list(files), "list"); });
  };
  const auto expect = [&](const std::string& files, const std::string& text) {
    const std::string found = wrong(files);
    EXPECT_NE(found.find(text), std::string::npos) << found;
  };
  expect(R"("files":[])", "models[0].files: is empty");
  expect(R"("files":[)" + xml + "," + entry_of("web.bin", "y") + "]", "by its extension alone");
  expect(R"("files":[)" + xml + "," + entry_of("net.bin", "y", download) + "]",
         "models[0].files[1]: must have a download if");
  expect(
      R"("files":[)" + xml + R"(],"other_formats":[)" + entry_of("net.onnx", "x", download) + "]",
      "models[0].other_formats[0].download: is only possible in files");
}

const char* const good_card = R"({"id":"mine-1","file":"mine.onnx","input":[112,96],
  "template":[[0.3,0.4],[0.7,0.4],[0.5,0.6],[0.35,0.8],[0.65,0.8]],"match":1.1,"uncertain":1.2})";

TEST(ModelCard, reads_a_card_and_fills_in_the_usual) {
  const EmbedderCard card = parse_card(good_card, "card");
  EXPECT_EQ(card.id, "mine-1");
  EXPECT_EQ(card.width, 112);
  EXPECT_EQ(card.height, 96);
  EXPECT_FALSE(card.rgb);
  EXPECT_FLOAT_EQ(card.points[2][1], 0.6F);
  EXPECT_FLOAT_EQ(card.match, 1.1F);
  EXPECT_FLOAT_EQ(card.mean_match, 0.99F);
  std::string own = good_card;
  own.insert(own.size() - 1, R"(,"mean_match":1.05)");
  EXPECT_FLOAT_EQ(parse_card(own, "card").mean_match, 1.05F);
}

std::string card_with_cohort(const std::string& cohort) {
  std::string text = good_card;
  text.insert(text.size() - 1, ",\"cohort\":" + cohort);
  return text;
}

TEST(ModelCard, reads_the_cohort_if_there_is_one) {
  EXPECT_FALSE(parse_card(good_card, "card").cohort);
  const EmbedderCard card = parse_card(
      card_with_cohort(R"({"file":"c.bin","sha256":"ab","nearest":20,"typical":0.25})"), "card");
  ASSERT_TRUE(card.cohort);
  EXPECT_EQ(card.cohort->file, "c.bin");
  EXPECT_EQ(card.cohort->nearest, 20);
  EXPECT_DOUBLE_EQ(card.cohort->typical, 0.25);
  const auto wrong = [](const std::string& cohort) {
    return error_of(ErrorCode::corrupt_input,
                    [&] { parse_card(card_with_cohort(cohort), "card"); });
  };
  EXPECT_NE(wrong(R"({"file":"../c","sha256":"","nearest":1,"typical":0})").find("cohort.file"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"file":"c","sha256":"","nearest":0,"typical":0})").find("cohort.nearest"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"file":"c","sha256":"","nearest":1,"typical":2})").find("cohort.typical"),
            std::string::npos);
  EXPECT_NE(wrong(R"({"file":"c","nearest":1,"typical":0})").find("cohort.sha256"),
            std::string::npos);
}

TEST(ModelCard, hands_out_only_the_cohort_it_names) {
  const TempDir folder;
  const fs::path file = folder / "card.json";
  EmbedderCard card = parse_card(
      card_with_cohort(R"({"file":"c.bin","sha256":"ab","nearest":20,"typical":0.25})"), "card");
  error_of(ErrorCode::missing_model, [&] { find_card_cohort(card, file); });
  write_text(folder / "c.bin", "bytes");
  error_of(ErrorCode::corrupt_input, [&] { find_card_cohort(card, file); });
  card.cohort->sha256 = sha256_of(folder / "c.bin");
  EXPECT_EQ(find_card_cohort(card, file), folder / "c.bin");
}

TEST(ModelCard, names_the_field_that_is_wrong) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = good_card;
    text.replace(text.find(from), from.size(), to);
    return error_of(ErrorCode::corrupt_input, [&] { parse_card(text, "card"); });
  };
  EXPECT_NE(with("[112,96]", "[112,1e9]").find("card: input"), std::string::npos);
  EXPECT_NE(with("[112,96]", "\"large\"").find("card: input"), std::string::npos);
  EXPECT_NE(with("[0.3,0.4],", "").find("card: template"), std::string::npos);
  EXPECT_NE(with("0.35", "\"x\"").find("card: template"), std::string::npos);
  EXPECT_NE(with("\"match\":1.1", "\"match\":3").find("card: match"), std::string::npos);
  EXPECT_NE(with("\"uncertain\":1.2", "\"uncertain\":1.0").find("card: uncertain"),
            std::string::npos);
  EXPECT_NE(with("mine.onnx", "../mine.onnx").find("card: file"), std::string::npos);
  EXPECT_NE(with("mine.onnx", "mine.xml").find("card: file: must be an ONNX"), std::string::npos);
}

TEST(ModelCard, hands_out_only_the_network_it_names) {
  const TempDir folder;
  write_text(folder / "card.json", good_card);
  const fs::path file = folder / "card.json";
  EmbedderCard card = read_card(file);
  error_of(ErrorCode::missing_model, [&] { find_card_model(card, file, false); });
  write_text(folder / "mine.onnx", "bytes");
  error_of(ErrorCode::unsupported, [&] { find_card_model(card, file, false); });
  EXPECT_EQ(find_card_model(card, file, true), folder / "mine.onnx");
  card.sha256 = sha256_of(folder / "mine.onnx");
  EXPECT_EQ(find_card_model(card, file, false), folder / "mine.onnx");
  card.sha256 = std::string(64, '0');
  error_of(ErrorCode::corrupt_input, [&] { find_card_model(card, file, false); });
}

}  // namespace
}  // namespace facetrack
