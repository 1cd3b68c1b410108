/// Runs the chain of the run time on face crops: detector, landmarks, alignment,
/// embedder.
///
/// For each picture of a list it writes to OUTPUT, as floats: found (1 or 0), the detector's box x,
/// y, w, h, 136 landmark coordinates (all in the crop's pixels) and the embedding. Where the
/// detector finds nothing, the middle of the crop stands in and `found` is 0.
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv.h>
#include <opencv2/dnn.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

namespace {
using Points = std::vector<cv::Point2d>;

/// Where a face is looked for: centre and side.
struct Square {
  double x, y, side;
};

/// Where the landmarks are looked for, out of each detector's own idea of a face. Fitted on the
/// training faces.
Square from_yunet(const cv::Rect2d& b) {
  return {b.x + b.width / 2, b.y + 0.638 * b.height, 0.561 * b.width + 0.337 * b.height};
}

Square from_hog(const cv::Rect2d& b) {
  return {b.x + b.width / 2, b.y + 0.613 * b.height, 0.948 * b.width};
}

/// As landmarks/network.py has it: the square with 1.6 times its side around it as 64x64 pixels.
Points landmarks(cv::dnn::Net& net, const cv::Mat& picture, const Square& start) {
  constexpr int side = 64;
  constexpr double unit = side / 1.6, middle = (side - 1) / 2.0;
  // Twice as large at first, and then averaged, because single pixels are noise.
  const double zoom = 2 * unit / start.side, there = 2 * middle + 0.5;
  const cv::Matx23d to_view{zoom, 0, there - zoom * start.x, 0, zoom, there - zoom * start.y};
  cv::Mat large, view;
  cv::warpAffine(picture, large, to_view, {2 * side, 2 * side}, cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  cv::resize(large, view, {side, side}, 0, 0, cv::INTER_AREA);
  net.setInput(cv::dnn::blobFromImage(view, 1 / 128.0, {}, cv::Scalar::all(128)));
  const cv::Mat answers = net.forward().reshape(1, 68);
  Points points;
  for (int i = 0; i < answers.rows; ++i)
    points.emplace_back(start.x + answers.at<float>(i, 0) * start.side,
                        start.y + answers.at<float>(i, 1) * start.side);
  return points;
}

std::array<cv::Point2d, 5> five(const Points& p) {
  const auto mean = [&](std::size_t from) {
    cv::Point2d sum;
    for (std::size_t i = from; i < from + 6; ++i) sum += p[i];
    return sum / 6.0;
  };
  return {mean(36), mean(42), p[30], p[48], p[54]};
}

/// Least-squares similarity without reflection.
cv::Matx23d similarity(const std::array<cv::Point2d, 5>& from,
                       const std::array<cv::Point2d, 5>& to) {
  cv::Point2d mf, mt;
  for (std::size_t i = 0; i < 5; ++i) {
    mf += from[i] / 5.0;
    mt += to[i] / 5.0;
  }
  double a = 0, b = 0, n = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto f = from[i] - mf, t = to[i] - mt;
    a += f.dot(t);
    b += f.cross(t);
    n += f.dot(f);
  }
  a /= n;
  b /= n;
  return {a, -b, mt.x - a * mf.x + b * mf.y, b, a, mt.y - b * mf.x - a * mf.y};
}

struct Detector {
  virtual ~Detector() = default;
  virtual std::optional<cv::Rect2d> find(const cv::Mat& picture) = 0;
  virtual Square start(const cv::Rect2d& box) const = 0;
};

struct Yunet : Detector {
  cv::Ptr<cv::FaceDetectorYN> net;
  explicit Yunet(const std::string& path)
      : net(cv::FaceDetectorYN::create(path, "", {320, 320}, 0.6F)) {}
  std::optional<cv::Rect2d> find(const cv::Mat& picture) override {
    net->setInputSize(picture.size());
    cv::Mat faces;
    net->detect(picture, faces);
    std::optional<cv::Rect2d> best;
    const cv::Point2d middle(picture.cols / 2.0, picture.rows / 2.0);
    double nearest = 1e9;
    for (int i = 0; i < faces.rows; ++i) {
      const cv::Rect2d box(faces.at<float>(i, 0), faces.at<float>(i, 1), faces.at<float>(i, 2),
                           faces.at<float>(i, 3));
      const double distance = cv::norm((box.tl() + box.br()) / 2 - middle);
      if (distance < nearest) {
        nearest = distance;
        best = box;
      }
    }
    return best;
  }
  Square start(const cv::Rect2d& box) const override { return from_yunet(box); }
};

struct Hog : Detector {
  dlib::frontal_face_detector detector = dlib::get_frontal_face_detector();
  std::optional<cv::Rect2d> find(const cv::Mat& picture) override {
    std::optional<cv::Rect2d> best;
    const cv::Point2d middle(picture.cols / 2.0, picture.rows / 2.0);
    double nearest = 1e9;
    for (const auto& r : detector(dlib::cv_image<dlib::bgr_pixel>(picture))) {
      const cv::Rect2d box(static_cast<double>(r.left()), static_cast<double>(r.top()),
                           static_cast<double>(r.width()), static_cast<double>(r.height()));
      const double distance = cv::norm((box.tl() + box.br()) / 2 - middle);
      if (distance < nearest) {
        nearest = distance;
        best = box;
      }
    }
    return best;
  }
  Square start(const cv::Rect2d& box) const override { return from_hog(box); }
};

struct Card {
  int width = 128, height = 128;
  bool rgb = false;
  double scale = 1;
  cv::Scalar mean;
  std::array<cv::Point2d, 5> place;  ///< the five points in the network's input, in pixels
  std::string file;
};

Card read_card(const std::string& path) {
  const cv::FileStorage json(path, cv::FileStorage::READ | cv::FileStorage::FORMAT_JSON);
  if (!json.isOpened()) throw std::runtime_error("cannot read " + path);
  Card card;
  card.width = static_cast<int>(json["input"][0]);
  card.height = static_cast<int>(json["input"][1]);
  card.rgb = static_cast<std::string>(json["color"]) == "rgb";
  card.scale = static_cast<double>(json["scale"]);
  for (int i = 0; i < 3; ++i) card.mean[i] = static_cast<double>(json["mean"][i]);
  for (int i = 0; i < 5; ++i)
    card.place[static_cast<std::size_t>(i)] = {
        static_cast<double>(json["template"][i][0]) * card.width,
        static_cast<double>(json["template"][i][1]) * card.height};
  card.file = path.substr(0, path.find_last_of('/') + 1) + static_cast<std::string>(json["file"]);
  return card;
}
}  // namespace

int main(int argc, char** argv) try {
  if (argc < 7) {
    std::cerr << "usage: chain CARD LANDMARKS (YUNET_FILE|hog) ROOT LIST OUTPUT [FACE_PIXELS]\n";
    return 2;
  }
  cv::setNumThreads(1);
  using clock = std::chrono::steady_clock;
  const auto milliseconds = [](clock::duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
  };
  const Card card = read_card(argv[1]);
  const auto begun = clock::now();
  auto landmark_net = cv::dnn::readNetFromONNX(argv[2]);
  auto net = cv::dnn::readNetFromONNX(card.file);
  std::cerr << "load_ms " << milliseconds(clock::now() - begun) << '\n';
  std::unique_ptr<Detector> detector;
  if (std::string(argv[3]) == "hog")
    detector = std::make_unique<Hog>();
  else
    detector = std::make_unique<Yunet>(argv[3]);
  const double face_pixels = argc > 7 ? std::atof(argv[7]) : 0;

  std::ifstream list(argv[5]);
  std::ofstream out(argv[6], std::ios::binary);
  std::string name;
  double landmark_ms = 0, embed_ms = 0;
  long count = 0, missed = 0;
  for (; std::getline(list, name); ++count) {
    const cv::Mat crop = cv::imread(std::string(argv[4]) + "/" + name);
    if (crop.empty()) throw std::runtime_error("cannot read " + name);
    constexpr int rim = 80;  // the crops end close around the face, a photograph does not
    cv::Mat picture;
    cv::copyMakeBorder(crop, picture, rim, rim, rim, rim, cv::BORDER_REPLICATE);
    const auto found = detector->find(picture);
    const cv::Rect2d box = found.value_or(cv::Rect2d(rim + 34, rim + 22, 92, 124));
    Square start = found ? detector->start(box) : from_yunet(box);
    double zoom = 1;
    if (face_pixels > 0) {  // the same face from further away: its square is face_pixels wide
      zoom = face_pixels / start.side;
      cv::resize(picture, picture, {}, zoom, zoom, cv::INTER_AREA);
      start = {(start.x + 0.5) * zoom - 0.5, (start.y + 0.5) * zoom - 0.5, start.side * zoom};
    }
    auto t = clock::now();
    const auto points = landmarks(landmark_net, picture, start);
    landmark_ms += milliseconds(clock::now() - t);
    cv::Mat aligned;
    t = clock::now();
    cv::warpAffine(picture, aligned, similarity(five(points), card.place),
                   {card.width, card.height}, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    net.setInput(cv::dnn::blobFromImage(aligned, card.scale, {}, card.mean, card.rgb));
    cv::Mat e = net.forward().reshape(1, 1);
    embed_ms += milliseconds(clock::now() - t);
    e /= cv::norm(e);
    const auto write = [&](double value) {
      const auto f = static_cast<float>(value);
      out.write(reinterpret_cast<const char*>(&f), sizeof f);
    };
    write(found ? 1 : 0);
    for (const double v : {box.x - rim, box.y - rim, box.width, box.height}) write(v);
    for (const auto& p : points) {
      write((p.x + 0.5) / zoom - 0.5 - rim);
      write((p.y + 0.5) / zoom - 0.5 - rim);
    }
    out.write(e.ptr<char>(), static_cast<std::streamsize>(e.total() * sizeof(float)));
    missed += found ? 0 : 1;
  }
  std::cerr << count << " pictures, detector missed " << missed << ", landmarks "
            << landmark_ms / static_cast<double>(count) << " ms, alignment and embedder "
            << embed_ms / static_cast<double>(count) << " ms\n";
  return 0;
} catch (const std::exception& error) {
  std::cerr << "chain: " << error.what() << '\n';
  return 1;
}
