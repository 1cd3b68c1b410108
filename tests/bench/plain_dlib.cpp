// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bench/plain_dlib.hpp"

#include <vector>

#include <dlib/dnn.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/image_transforms.h>

#include "facetrack/decoder.hpp"

#include "face/dlib_resnet.hpp"
#include "face/landmarks68.hpp"

namespace facetrack::bench {
namespace {

dlib::matrix<dlib::rgb_pixel> rgb_of(const ImageView& bgr) {
  dlib::matrix<dlib::rgb_pixel> picture(bgr.height, bgr.width);
  for (int y = 0; y < bgr.height; ++y) {
    const auto* from = reinterpret_cast<const unsigned char*>(bgr.row(y));
    for (int x = 0; x < bgr.width; ++x, from += 3) picture(y, x) = {from[2], from[1], from[0]};
  }
  return picture;
}

}  // namespace

std::int64_t plain_dlib(const std::filesystem::path& video, std::int64_t frames) {
  DecoderOptions one_thread;
  one_thread.threads = 1;
  const auto decoder = open_decoder(video, one_thread);
  auto detector = dlib::get_frontal_face_detector();
  const auto landmarks = make_landmark_finder();
  resnet::Network network;
  std::int64_t done = 0;
  for (; done < frames; ++done) {
    const auto frame = decoder->read();
    if (!frame) break;
    const Frame bgr = to_bgr24(*frame);
    const auto picture = rgb_of(bgr.image());
    auto larger = picture;
    dlib::pyramid_up(larger);
    for (const dlib::rectangle& found : detector(larger)) {
      const dlib::rectangle face(found.left() / 2, found.top() / 2, found.right() / 2,
                                 found.bottom() / 2);
      const Box box{static_cast<float>(face.left()), static_cast<float>(face.top()),
                    static_cast<float>(face.width()), static_cast<float>(face.height())};
      landmarks->find(bgr.image(), box);
      dlib::matrix<dlib::rgb_pixel> chip;
      dlib::extract_image_chip(picture, dlib::chip_details(face, dlib::chip_dims(150, 150)), chip);
      network(chip);
    }
  }
  return done;
}

}  // namespace facetrack::bench
