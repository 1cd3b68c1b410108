// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <bzlib.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"
#include "facetrack/file.hpp"
#include "facetrack/models.hpp"

#include "models/transfer.hpp"
#include "support/paths.hpp"

namespace facetrack {
namespace {

using testing::write_text;

namespace fs = std::filesystem;
using facetrack::testing::read_text;
using facetrack::testing::TempDir;

// A server of this machine with the manners of the real ones: ranges, redirects, early ends.
constexpr const char* server_script = R"(
import http.server, os, sys
folder, port_file = sys.argv[1:3]
class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *unused): pass
    def do_GET(self):
        with open(os.path.join(folder, "requests"), "a") as log:
            log.write(self.path + " " + self.headers.get("Range", "-") + "\n")
        parts = self.path.strip("/").split("/")
        if parts[0] == "redirect":
            self.send_response(302)
            self.send_header("Location", "/" + "/".join(parts[1:]))
            self.send_header("Content-Length", "4"); self.end_headers(); self.wfile.write(b"gone")
            return
        if parts[0] == "away":
            self.send_response(302); self.send_header("Location", "http://192.0.2.1/x"); self.end_headers()
            return
        path = os.path.join(folder, parts[-1])
        if not os.path.exists(path):
            self.send_error(404); return
        data = open(path, "rb").read()
        start = 0
        wanted = self.headers.get("Range")
        if wanted and parts[0] != "norange":
            start = int(wanted.split("=")[1].split("-")[0])
            self.send_response(206)
            self.send_header("Content-Range", "bytes %d-%d/%d" % (start, len(data) - 1, len(data)))
        else:
            self.send_response(200)
        body = data[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if parts[0] == "broken" else body)
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open(port_file + ".new", "w") as out: out.write(str(server.server_port))
os.rename(port_file + ".new", port_file)
server.serve_forever()
)";

class Server {
 public:
  explicit Server(const TempDir& folder) {
    const fs::path port_file = folder / "port";
    child_ = ::fork();
    if (child_ == 0) {
      ::execlp("python3", "python3", "-c", server_script, folder.path().c_str(), port_file.c_str(),
               nullptr);
      ::_exit(127);
    }
    for (int tries = 0; tries < 500 && !fs::exists(port_file); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::ifstream(port_file) >> port_;
  }
  ~Server() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  bool runs() const { return port_ > 0; }
  std::string address(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  pid_t child_ = -1;
  int port_ = 0;
};

std::string sha256_of_text(const std::string& text) {
  std::istringstream bytes(text);
  return facetrack::sha256(bytes);
}
std::string packed(const std::string& text) {
  std::string from = text;
  std::vector<char> to(text.size() + 1000);
  auto size = static_cast<unsigned>(to.size());
  BZ2_bzBuffToBuffCompress(to.data(), &size, from.data(), static_cast<unsigned>(from.size()), 9, 0,
                           0);
  return {to.data(), size};
}

/// A model list of one entry, served from this machine, with a model folder of its own.
class Fetch : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!server.runs()) GTEST_SKIP() << "needs python3 for the server";
    for (int i = 0; i < 20'000; ++i) content += static_cast<char>('a' + i * i % 23);
  }

  // The list is read once a process, so each case runs in a child; its exit code is the result.
  // A death test would do as well; this one shows the error's text.
  int fetch_in_child(const std::string& json) {
    write_text(folder / "models.json", json);
    const pid_t child = ::fork();
    if (child == 0) {
      ::setenv("FACETRACK_MODELS_JSON", (folder / "models.json").c_str(), 1);
      ::setenv("FACETRACK_MODEL_DIR", (folder / "store").c_str(), 1);
      // Programs are found only where a test provides them.
      ::setenv("PATH", (folder / "bin").c_str(), 1);
      try {
        double last = 0;
        std::ofstream seen(folder / "progress");
        fetch_model("toy",
                    {{}, [&](const Progress& now) { seen << (last = now.fraction) << "\n"; }});
        seen.close();
        ::_exit(last > 0 ? 100 : 101);
      } catch (const Error& error) {
        write_text(folder / "error", error.what());
        ::_exit(static_cast<int>(error.code()));
      }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  int fetch(const std::string& path, const std::string& sent, bool bz2 = false,
            const std::string& more = "") {
    return fetch_in_child(
        R"({"schema":"facetrack.models/1","models":[{"name":"toy","purpose":"detector",)"
        R"("what":"x","file":"toy.dat","licence":"MIT","versions":[{"size":)" +
        std::to_string(content.size()) + R"(,"sha256":")" + sha256_of_text(content) +
        R"("}],"download":{"url":")" + server.address(path) + R"(","size":)" +
        std::to_string(sent.size()) + R"(,"sha256":")" + sha256_of_text(sent) + "\"" +
        (bz2 ? R"(,"unpack":"bz2")" : "") + "}" + more + "}]}");
  }
  std::string error() const { return read_text(folder / "error"); }
  std::string requests() const { return read_text(folder / "requests"); }
  fs::path stored() const { return folder / "store/toy.dat"; }
  std::size_t files_in_store() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder / "store"), fs::directory_iterator()));
  }

  static constexpr int fetched = 100;
  static constexpr int was_there = 101;  // nothing was downloaded
  TempDir folder;
  Server server{folder};
  std::string content;
};

TEST_F(Fetch, stores_a_good_file_and_nothing_else_and_does_not_ask_again) {
  write_text(folder / "toy.dat", content);
  ASSERT_EQ(fetch("/toy.dat", content), fetched) << error();
  EXPECT_EQ(read_text(stored()), content);
  EXPECT_EQ(files_in_store(), 1U);
  EXPECT_EQ(fetch("/toy.dat", content), was_there);
  EXPECT_EQ(requests(), "/toy.dat -\n");
}

TEST_F(Fetch, unpacks_bz2_and_follows_redirects) {
  const std::string sent = packed(content);
  write_text(folder / "toy.dat.bz2", sent);
  ASSERT_EQ(fetch("/redirect/redirect/toy.dat.bz2", sent, true), fetched) << error();
  EXPECT_EQ(read_text(stored()), content);
  EXPECT_EQ(files_in_store(), 1U);
}

TEST_F(Fetch, refuses_a_tampered_file_and_keeps_nothing) {
  std::string tampered = content;
  tampered[777] ^= 1;
  write_text(folder / "toy.dat", tampered);
  EXPECT_EQ(fetch("/toy.dat", content), static_cast<int>(ErrorCode::corrupt_input));
  EXPECT_NE(error().find("checksum"), std::string::npos) << error();
  EXPECT_EQ(files_in_store(), 0U);
}

TEST_F(Fetch, refuses_a_file_that_is_longer_than_it_should_be) {
  write_text(folder / "toy.dat", content + content);
  EXPECT_EQ(fetch("/toy.dat", content), static_cast<int>(ErrorCode::corrupt_input));
  EXPECT_FALSE(fs::exists(stored()));
}

TEST_F(Fetch, leaves_a_file_alone_that_another_process_is_fetching) {
  write_text(folder / "toy.dat", content);
  fs::create_directories(folder / "store");
  const int lock = ::open((folder / "store/toy.dat.lock").c_str(), O_RDWR | O_CREAT, 0644);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  EXPECT_EQ(fetch("/toy.dat", content), static_cast<int>(ErrorCode::io));
  EXPECT_NE(error().find("another process"), std::string::npos) << error();
  EXPECT_FALSE(fs::exists(stored()));
  ::close(lock);
}

TEST_F(Fetch, resumes_a_download_after_a_broken_connection) {
  write_text(folder / "toy.dat", content);
  EXPECT_EQ(fetch("/broken/toy.dat", content), static_cast<int>(ErrorCode::io));
  EXPECT_FALSE(fs::exists(stored()));
  ASSERT_EQ(fetch("/toy.dat", content), fetched) << error();
  EXPECT_EQ(read_text(stored()), content);
  EXPECT_NE(requests().find("bytes=10000-"), std::string::npos) << requests();
}

TEST_F(Fetch, starts_again_if_the_server_cannot_resume) {
  write_text(folder / "toy.dat", content);
  EXPECT_EQ(fetch("/broken/toy.dat", content), static_cast<int>(ErrorCode::io));
  ASSERT_EQ(fetch("/norange/toy.dat", content), fetched) << error();
  EXPECT_EQ(read_text(stored()), content);
}

TEST_F(Fetch, says_which_address_has_no_such_file) {
  EXPECT_EQ(fetch("/missing.dat", content), static_cast<int>(ErrorCode::io));
  EXPECT_NE(error().find("/missing.dat"), std::string::npos) << error();
  EXPECT_NE(error().find("404"), std::string::npos) << error();
}

TEST_F(Fetch, never_follows_a_redirect_to_plain_http_elsewhere) {
  EXPECT_EQ(fetch("/away", content), static_cast<int>(ErrorCode::io));
  EXPECT_NE(error().find("only https"), std::string::npos) << error();
}

// A package manager runs code of the package before anything can be compared with a checksum.
TEST_F(Fetch, starts_no_other_program_when_the_address_cannot_be_reached) {
  fs::create_directory(folder / "bin");
  for (const char* name : {"python3", "python", "pip", "pip3", "sh", "curl", "wget"}) {
    write_text(folder / "bin" / name, "#!/bin/sh\n: > '" + (folder / "started").string() + "'\n");
    fs::permissions(folder / "bin" / name, fs::perms::owner_all);
  }
  const std::string pip = R"(,"pip":{"package":"toys","member":"toy.dat"})";
  EXPECT_EQ(fetch("/missing.dat", content, false, pip), static_cast<int>(ErrorCode::io)) << error();
  EXPECT_FALSE(fs::exists(folder / "started"));
  EXPECT_EQ(error().find("pip"), std::string::npos) << error();
}

/// A model of two files, net.xml and net.bin: the official ones of a network where they are at
/// hand, otherwise short texts. The files are served from this machine.
class FetchTwoFiles : public Fetch {
 protected:
  void SetUp() override {
    Fetch::SetUp();
    const fs::path official = facetrack::testing::shared_dir() / "models/omz";
    const std::string name = "face-reidentification-retail-0095";
    const bool is_there = fs::exists(official / (name + ".xml"));
    xml = is_there ? read_text(official / (name + ".xml")) : content;
    bin = is_there ? read_text(official / (name + ".bin")) : content + content;
    write_text(folder / "net.xml", xml);
    write_text(folder / "net.bin", bin);
  }

  static std::string contents(const std::string& text) {
    return R"("size":)" + std::to_string(text.size()) + R"(,"sha256":")" + sha256_of_text(text) +
           "\"";
  }
  std::string entry(const std::string& name, const std::string& text, const std::string& way) {
    return R"({"file":")" + name + R"(","versions":[{)" + contents(text) +
           R"(}],"download":{"url":")" + server.address(way + name) + R"(",)" + contents(text) +
           "}}";
  }
  /// `to_xml` and `to_bin` are the first parts of the two addresses.
  int fetch_both(const std::string& to_xml = "/", const std::string& to_bin = "/") {
    fs::remove(folder / "requests");
    return fetch_in_child(
        R"({"schema":"facetrack.models/1","models":[{"name":"toy","purpose":"embedder",)"
        R"("what":"x","licence":"MIT","files":[)" +
        entry("net.xml", xml, to_xml) + "," + entry("net.bin", bin, to_bin) + "]}]}");
  }
  bool is_installed() const {
    return read_text(folder / "store/net.xml") == xml && read_text(folder / "store/net.bin") == bin;
  }
  bool is_any_installed() const {
    return fs::exists(folder / "store/net.xml") || fs::exists(folder / "store/net.bin");
  }

  std::string xml, bin;
};

TEST_F(FetchTwoFiles, stores_both_and_nothing_else) {
  ASSERT_EQ(fetch_both("/redirect/", "/redirect/redirect/"), fetched) << error();
  EXPECT_TRUE(is_installed());
  EXPECT_EQ(files_in_store(), 2U);
  EXPECT_EQ(fetch_both(), was_there);
  EXPECT_EQ(requests(), "");
}

TEST_F(FetchTwoFiles, reports_one_progress_over_both) {
  ASSERT_EQ(fetch_both(), fetched) << error();
  std::istringstream seen(read_text(folder / "progress"));
  double last = 0;
  for (double fraction = 0; seen >> fraction; last = fraction) EXPECT_GE(fraction, last);
  EXPECT_EQ(last, 1);
}

TEST_F(FetchTwoFiles, stores_neither_if_one_is_tampered_with) {
  std::string tampered = bin;
  tampered[777] ^= 1;
  write_text(folder / "net.bin", tampered);
  EXPECT_EQ(fetch_both(), static_cast<int>(ErrorCode::corrupt_input));
  EXPECT_NE(error().find("/net.bin: the downloaded file has a wrong checksum"), std::string::npos)
      << error();
  EXPECT_FALSE(is_any_installed());
  write_text(folder / "net.bin", bin);
  ASSERT_EQ(fetch_both(), fetched) << error();
  EXPECT_EQ(requests(), "/net.bin -\n") << "the first file was kept";
  EXPECT_TRUE(is_installed());
}

TEST_F(FetchTwoFiles, resumes_where_the_connection_broke) {
  EXPECT_EQ(fetch_both("/", "/broken/"), static_cast<int>(ErrorCode::io));
  EXPECT_FALSE(is_any_installed());
  ASSERT_EQ(fetch_both(), fetched) << error();
  EXPECT_EQ(requests(), "/net.bin bytes=" + std::to_string(bin.size() / 2) + "-\n");
  EXPECT_TRUE(is_installed());
  EXPECT_EQ(files_in_store(), 2U);
}

TEST_F(FetchTwoFiles, stores_neither_if_one_is_cut_short_or_missing) {
  write_text(folder / "net.bin", bin.substr(0, bin.size() - 1));
  EXPECT_EQ(fetch_both(), static_cast<int>(ErrorCode::io));
  EXPECT_NE(error().find("ended after"), std::string::npos) << error();
  EXPECT_FALSE(is_any_installed());
  fs::remove(folder / "net.bin");
  EXPECT_EQ(fetch_both(), static_cast<int>(ErrorCode::io));
  EXPECT_FALSE(is_any_installed());
}

TEST_F(FetchTwoFiles, stores_neither_if_one_cannot_get_its_name) {
  fs::create_directories(folder / "store/net.bin/full");
  EXPECT_EQ(fetch_both(), static_cast<int>(ErrorCode::io));
  EXPECT_NE(error().find("net.bin: cannot be written"), std::string::npos) << error();
  EXPECT_FALSE(fs::exists(folder / "store/net.xml"));
  fs::remove_all(folder / "store/net.bin");
  ASSERT_EQ(fetch_both(), was_there) << error();
  EXPECT_EQ(requests(), "");
  EXPECT_TRUE(is_installed());
}

TEST_F(FetchTwoFiles, replaces_only_the_damaged_one) {
  ASSERT_EQ(fetch_both(), fetched) << error();
  write_text(folder / "store/net.xml", "damaged");
  ASSERT_EQ(fetch_both(), fetched) << error();
  EXPECT_EQ(requests(), "/net.xml -\n");
  EXPECT_TRUE(is_installed());
}

TEST_F(FetchTwoFiles, gives_a_network_that_runs) {
  FACETRACK_NEEDS_SHARED();
  ASSERT_EQ(fetch_both(), fetched) << error();
  // The file has another name here, but known contents.
  const auto embedder = make_embedder("retail-0095", {.model = folder / "store/net.xml"});
  EXPECT_EQ(embedder->model_id(), "retail-0095");
}

TEST(UnpackBz2, refuses_damage_early_ends_and_bombs) {
  const TempDir folder;
  const std::string content(100'000, 'z');
  write_text(folder / "good", packed(content));
  unpack_bz2(folder / "good", folder / "out", content.size());
  EXPECT_EQ(read_text(folder / "out"), content);
  EXPECT_THROW(unpack_bz2(folder / "good", folder / "out", content.size() - 1), Error);

  std::string damaged = packed(content);
  damaged[damaged.size() / 2] ^= 8;
  write_text(folder / "damaged", damaged);
  EXPECT_THROW(unpack_bz2(folder / "damaged", folder / "out", content.size()), Error);
  write_text(folder / "short", packed(content).substr(0, 20));
  EXPECT_THROW(unpack_bz2(folder / "short", folder / "out", content.size()), Error);
  write_text(folder / "empty", "");
  EXPECT_THROW(unpack_bz2(folder / "empty", folder / "out", content.size()), Error);
}

}  // namespace
}  // namespace facetrack
