// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/redact_films.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "facetrack/decoder.hpp"
#include "facetrack/opencv.hpp"

#include "support/video_file.hpp"

namespace facetrack::testing {
namespace {

constexpr int redact_width = 640;
constexpr int redact_height = 360;
constexpr int people = 8;

/// Numbers that follow from the seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2654435761U + 99) {}
  float from(float least, float most) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto part = static_cast<float>((state_ >> 40) & 0xffff) / 65535.0F;
    return least + (most - least) * part;
  }
  int number(int count) {
    return std::min(count - 1, static_cast<int>(from(0, static_cast<float>(count))));
  }

 private:
  std::uint64_t state_;
};

Role standing(int actor, Curve x, Curve y, Curve size) {
  Role role{.actor = actor, .x = std::move(x), .y = std::move(y)};
  role.size = std::move(size);
  return role;
}

ShotScript shot_of(int frames, Dice& dice) {
  constexpr Backdrop places[] = {Backdrop::room, Backdrop::park, Backdrop::city, Backdrop::office};
  ShotScript shot;
  shot.frames = frames;
  shot.backdrop = places[dice.number(4)];
  return shot;
}

struct Cast {
  int target;
  int other(int i) const { return (target + 1 + i) % people; }
};

RedactFilm film_of(std::string name, std::vector<ShotScript> shots, std::uint64_t seed) {
  SceneScript script;
  script.width = redact_width;
  script.height = redact_height;
  script.seed = seed;
  script.shots = std::move(shots);
  return {std::move(name), std::make_shared<const Scene>(script)};
}

/// The target and somebody else walk through each other's place.
ShotScript crossing(const Cast& cast, bool target_in_front, Dice& dice) {
  ShotScript shot = shot_of(70, dice);
  const float sway = dice.from(0, 20);
  Role first = standing(cast.target, Curve{{0, 130 + sway}, {69, 510}}, dice.from(170, 185),
                        dice.from(85, 110));
  Role second = standing(cast.other(0), Curve{{0, 510}, {69, 130 - sway}}, dice.from(170, 190),
                         dice.from(85, 110));
  first.yaw = 15;
  second.yaw = -15;
  shot.cast = target_in_front ? std::vector{second, first} : std::vector{first, second};
  return shot;
}

/// Somebody shows for `frames` frames between cuts, beside the target.
std::vector<ShotScript> flash(const Cast& cast, int frames, float size, Dice& dice) {
  ShotScript before = shot_of(20, dice);
  before.cast = {standing(cast.target, 200, 180, 100)};
  ShotScript flash = shot_of(frames, dice);
  flash.cast = {standing(cast.other(1 + frames), dice.from(150, 490), dice.from(120, 220), size)};
  return {before, flash};
}

/// Somebody walks behind boards, again and again.
ShotScript covers(const Cast& cast, Dice& dice) {
  ShotScript shot = shot_of(90, dice);
  shot.cast = {standing(cast.other(2), Curve{{0, 60}, {89, 580}}, dice.from(160, 190), 90),
               standing(cast.target, dice.from(480, 540), 150, 80)};
  for (const float x : {180.0F, 330.0F}) {
    Board board{.x = x, .y = 190};
    board.width = 90;
    board.height = 340;
    shot.boards.push_back(board);
  }
  return shot;
}

/// Heads turn to profile and back.
ShotScript profiles(const Cast& cast, Dice& dice) {
  ShotScript shot = shot_of(80, dice);
  Role left = standing(cast.other(3), 170, 180, 110);
  left.yaw = Curve{{0, 0}, {25, 85}, {50, 85}, {79, -80}};
  Role right = standing(cast.target, 450, 180, 110);
  right.yaw = Curve{{0, 10}, {79, -20}};
  shot.cast = {left, right};
  return shot;
}

/// Faces of all sizes, some of which grow.
ShotScript sizes(const Cast& cast, Dice& dice) {
  ShotScript shot = shot_of(50, dice);
  shot.cast = {standing(cast.other(0), 60, 90, 20), standing(cast.other(1), 150, 90, 26),
               standing(cast.other(2), 240, 100, 34),
               standing(cast.target, 520, 170, Curve{{0, 90}, {49, 110}}),
               standing(cast.other(3), Curve{{0, 330}, {49, 380}}, 120, Curve{{0, 24}, {49, 60}})};
  return shot;
}

ShotScript close_up(int actor, Dice& dice) {
  ShotScript shot = shot_of(30, dice);
  shot.cast = {standing(actor, 320, 190, Curve{{0, 200}, {29, 400}})};
  return shot;
}

/// The camera pans fast past two people who stand.
ShotScript pan(const Cast& cast, Dice& dice) {
  ShotScript shot = shot_of(50, dice);
  shot.pan_x = Curve{{0, 0}, {10, 0}, {40, 600}, {49, 600}};
  shot.cast = {standing(cast.other(4), 300, 180, 90), standing(cast.other(5), 700, 170, 70),
               standing(cast.target, 1000, 180, 95)};
  return shot;
}

std::vector<ShotScript> dissolves(const Cast& cast, Dice& dice) {
  ShotScript first = shot_of(35, dice);
  first.cast = {standing(cast.other(0), 200, 180, 100)};
  first.join = Join::dissolve;
  first.mixed = 20;
  ShotScript second = shot_of(35, dice);
  second.cast = {standing(cast.target, 430, 180, 100)};
  second.join = Join::dissolve;
  second.mixed = 16;
  ShotScript third = shot_of(30, dice);
  third.cast = {standing(cast.other(5), 320, 170, 80)};
  return {first, second, third};
}

/// True if somebody who is shown stands in front of the middle of the face: the picture there is
/// theirs.
bool is_behind(const FaceTruth& face, const FrameTruth& truth,
               const std::function<bool(int actor)>& must_hide) {
  const Point c = face.box.center();
  return std::any_of(truth.faces.begin(), truth.faces.end(), [&](const FaceTruth& other) {
    const Box& box = other.box;
    return !must_hide(other.actor) && other.visible > face.visible && c.x > box.x &&
           c.x < box.x + box.width && c.y > box.y && c.y < box.y + box.height;
  });
}

void add(std::vector<ShotScript>& to, std::vector<ShotScript> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

cv::Mat luma_of(const Frame& frame) { return as_mat(to_yuv420p(frame).luma()); }

/// The face, scaled to one size; empty if it lies outside of the picture.
cv::Mat face_of(const Frame& frame, const Box& box, float part, int side) {
  const Point c = box.center();
  const cv::Rect rect(static_cast<int>(c.x - box.width * part / 2),
                      static_cast<int>(c.y - box.height * part / 2),
                      static_cast<int>(box.width * part), static_cast<int>(box.height * part));
  const cv::Mat luma = luma_of(frame);
  const cv::Rect visible = rect & cv::Rect(0, 0, luma.cols, luma.rows);
  if (visible.empty()) return {};
  cv::Mat face;
  luma(visible).convertTo(face, CV_32F);
  cv::resize(face, face, {side, side}, 0, 0, cv::INTER_AREA);
  return face;
}

}  // namespace

int redact_target(std::uint64_t seed) { return static_cast<int>(seed % people); }

std::vector<RedactFilm> redact_films(std::uint64_t seed) {
  Dice dice(seed);
  const Cast cast{redact_target(seed)};
  std::vector<RedactFilm> films;
  films.push_back(film_of("crossing behind", {crossing(cast, false, dice)}, seed));
  films.push_back(film_of("crossing in front", {crossing(cast, true, dice)}, seed));
  std::vector<ShotScript> flashes;
  for (const int frames : {1, 2, 3}) add(flashes, flash(cast, frames, dice.from(30, 120), dice));
  add(flashes, flash(cast, 1, dice.from(22, 30), dice));
  ShotScript end = shot_of(20, dice);
  end.cast = {standing(cast.target, 320, 180, 110)};
  flashes.push_back(end);
  films.push_back(film_of("flashes", flashes, seed));
  films.push_back(film_of("covers", {covers(cast, dice)}, seed));
  films.push_back(film_of("profiles", {profiles(cast, dice)}, seed));
  films.push_back(film_of("sizes", {sizes(cast, dice), close_up(cast.other(1), dice)}, seed));
  films.push_back(film_of("pan", {pan(cast, dice)}, seed));
  films.push_back(film_of("dissolves", dissolves(cast, dice), seed));
  return films;
}

Frame photo_of(const ActorLook& look) {
  const Actor person(look);
  cv::Mat picture(480, 400, CV_8UC3, cv::Scalar(150, 140, 130));
  ActorState state{204, 238, 230, {-7, 0, 3}, {}};
  state.expression.smile = 0.6F;
  const Light light{42, 50, 1.05F, 0.5F, -0.3F};
  lay_over(picture, person.render(state, light, picture.size()));
  auto owner = std::make_shared<cv::Mat>(picture);
  const ImageView view{reinterpret_cast<const std::byte*>(owner->data), owner->cols, owner->rows,
                       static_cast<std::ptrdiff_t>(owner->step[0]), PixelFormat::bgr24};
  return {owner, {view, {}, {}}, PixelFormat::bgr24, {}};
}

Frame photo_of(int actor) { return photo_of(actor_looks()[static_cast<std::size_t>(actor)]); }

void write_film(const RedactFilm& film, const std::filesystem::path& file) {
  VideoSpec spec;
  spec.width = film.scene->script().width;
  spec.height = film.scene->script().height;
  spec.rate = film.scene->script().rate;
  spec.crf = 14;
  spec.sounds.push_back({});
  write_test_video(
      file, spec, film.scene->frames(),
      [&](std::int64_t index) { return film.scene->render(static_cast<int>(index)); }, clicks);
}

double shared_detail(const Frame& source, const Frame& written, const Box& box) {
  constexpr int side = 32;
  constexpr float inner = 0.8F;
  constexpr double rough = 3;  // pixels of 32: coarser shapes do not tell people apart
  const auto detail = [&](const Frame& frame) {
    const cv::Mat face = face_of(frame, box, inner, side);
    if (face.empty()) return face;
    cv::Mat smooth;
    cv::GaussianBlur(face, smooth, {}, rough);
    return cv::Mat(face - smooth);
  };
  const cv::Mat a = detail(source);
  const cv::Mat b = detail(written);
  if (a.empty() || b.empty()) return 0;
  const double all = a.dot(a);
  return all > 0 ? a.dot(b) / all : 0;
}

double brightness_change(const Frame& source, const Frame& written, const Box& box) {
  constexpr int side = 48;
  constexpr float inner = 0.7F;
  const cv::Mat a = face_of(source, box, inner, side);
  const cv::Mat b = face_of(written, box, inner, side);
  if (a.empty() || b.empty()) return 0;
  return cv::mean(cv::abs(a - b))[0];
}

Exposure exposure_of(const RedactFilm& film, const std::filesystem::path& source,
                     const std::filesystem::path& written,
                     const std::function<bool(int actor)>& must_hide, float least) {
  constexpr float visible = 1.0F / 3;
  // A hidden face shares less than 0.15, an open one 0.9 or more (crf 18); anything in between is
  // only partly hidden.
  constexpr double open = 0.3;
  // In front of a face that must be seen, nobody may stand.
  constexpr float free = 0.95F;
  constexpr double changed = 6;  // grey levels; the encoder changes a face by 1 to 2
  Exposure result;
  const auto before = open_decoder(source);
  const auto after = open_decoder(written);
  for (int i = 0; i < film.scene->frames(); ++i) {
    const std::optional<Frame> a = before->read();
    const std::optional<Frame> b = after->read();
    if (!a || !b) {
      result.where.push_back(film.name + ": frame " + std::to_string(i) + " is missing");
      ++result.exposed;
      return result;
    }
    const FrameTruth truth = film.scene->truth(i);
    for (const FaceTruth& face : truth.faces) {
      if (std::min(face.box.width, face.box.height) < least || face.visible < visible) continue;
      char text[160];
      std::snprintf(text, sizeof text, "%s, frame %d: actor %d, %.0f px, detail %.2f, change %.1f",
                    film.name.c_str(), i, face.actor, static_cast<double>(face.box.width),
                    shared_detail(*a, *b, face.box), brightness_change(*a, *b, face.box));
      if (must_hide(face.actor)) {
        if (is_behind(face, truth, must_hide)) continue;
        ++result.hidden;
        const double shared = shared_detail(*a, *b, face.box);
        result.most_shared = std::max(result.most_shared, shared);
        if (shared < open) continue;
        ++result.exposed;
        result.where.push_back(std::string("exposed: ") + text);
      } else if (face.visible >= free) {
        ++result.kept;
        result.least_shared = std::min(result.least_shared, shared_detail(*a, *b, face.box));
        if (brightness_change(*a, *b, face.box) < changed) continue;
        ++result.touched;
        result.where.push_back(std::string("touched: ") + text);
      }
    }
  }
  return result;
}

}  // namespace facetrack::testing
