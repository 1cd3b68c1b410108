// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <dlib/dnn.h>

#include "face/backends.hpp"
#include "face/dlib_chips.hpp"

namespace facetrack {
namespace {

// A DenseNet of growth rate 16 and bottlenecks of 64, in stages of 3, 6, 12 and 8 layers. The
// architecture was read from the layer names and sizes in the file. Batch normalisation is loaded
// as `affine`.
constexpr long growth = 16;
constexpr long bottleneck = 64;

template <long filters, int side, typename below>
using convolution = dlib::con<filters, side, side, 1, 1, dlib::relu<dlib::affine<below>>>;
// Concatenates the output of a layer to its input.
template <typename below>
using dense = dlib::concat2<
    dlib::tag1, dlib::tag2,
    dlib::tag2<convolution<growth, 3, convolution<bottleneck, 1, dlib::tag1<below>>>>>;
template <long filters, typename below>
using halved = dlib::avg_pool<2, 2, 2, 2, convolution<filters, 1, below>>;
template <typename below>
using padded_entry = dlib::add_layer<
    dlib::max_pool_<3, 3, 2, 2, 1, 1>,
    dlib::relu<dlib::affine<dlib::add_layer<dlib::con_<32, 7, 7, 2, 2, 3, 3>, below>>>>;

template <typename below>
using stage1 = halved<40, dlib::repeat<3, dense, below>>;
template <typename below>
using stage2 = halved<68, dlib::repeat<6, dense, below>>;
template <typename below>
using stage3 = halved<130, dlib::repeat<12, dense, below>>;
template <typename below>
using stage4 = dlib::relu<dlib::affine<dlib::repeat<8, dense, below>>>;

using Network = dlib::loss_metric<
    dlib::fc_no_bias<128, dlib::avg_pool_everything<stage4<
                              stage3<stage2<stage1<padded_entry<dlib::input_rgb_image>>>>>>>>;

}  // namespace

std::unique_ptr<Embedder> make_dlib_densenet_embedder(const ModelOptions& options) {
  return make_chip_embedder(load_dlib_chips<Network>("dlib-densenet", options), densenet_traits());
}

}  // namespace facetrack
