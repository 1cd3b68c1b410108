/// Trains the 68-point predictor on prepared samples and writes it packed.
#include <cstdlib>
#include <iostream>

#include <dlib/image_processing/shape_predictor_trainer.h>

#include "samples.h"
#include "write_packed_shape.h"

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: train_landmarks SAMPLES OUTPUT [CASCADES [TREES [DEPTH]]]\n";
    return 2;
  }
  const auto number = [&](int at, unsigned long otherwise) {
    return argc > at ? std::strtoul(argv[at], nullptr, 10) : otherwise;
  };
  auto samples = read_samples(argv[1]);
  dlib::array<dlib::array2d<unsigned char>> pictures(samples.size());
  std::vector<std::vector<dlib::full_object_detection>> objects(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    pictures[i].swap(samples[i].picture);
    std::vector<dlib::point> parts;
    for (long p = 0; p < point_count; ++p)
      parts.emplace_back(std::lround(samples[i].points[2 * p]),
                         std::lround(samples[i].points[2 * p + 1]));
    const auto& box = samples[i].box;
    objects[i].emplace_back(square(box[0], box[1], box[2]), parts);
  }
  dlib::shape_predictor_trainer trainer;
  trainer.set_cascade_depth(number(3, 10));
  trainer.set_num_trees_per_cascade_level(number(4, 250));
  trainer.set_tree_depth(number(5, 4));
  // The samples already hold each face several times, with the detector's errors: no oversampling
  // on top, and every sample starts from the mean shape, as at run time.
  trainer.set_oversampling_amount(1);
  trainer.set_nu(0.12);
  trainer.set_lambda(0.1);
  trainer.set_feature_pool_size(500);
  trainer.set_feature_pool_region_padding(0.1);
  trainer.set_num_test_splits(20);
  trainer.set_num_threads(1);
  trainer.set_random_seed("facetrack landmarks 1");
  trainer.be_verbose();
  const dlib::shape_predictor predictor = trainer.train(pictures, objects);
  std::ofstream out(argv[2], std::ios::binary);
  packed_shape::save(predictor, out);
  out.close();
  if (!out) throw std::runtime_error(std::string("cannot write ") + argv[2]);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "train_landmarks: " << error.what() << '\n';
  return 1;
}
