// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <dlib/dnn.h>

// The published 29 layers of dlib_face_recognition_resnet_model_v1.dat, batch normalisation frozen
// to `affine`.
namespace facetrack::resnet {

template <long filters, int stride, typename below>
using two_convolutions = dlib::affine<
    dlib::con<filters, 3, 3, 1, 1,
              dlib::relu<dlib::affine<dlib::con<filters, 3, 3, stride, stride, below>>>>>;
template <long filters, typename below>
using residual = dlib::relu<dlib::add_prev1<two_convolutions<filters, 1, dlib::tag1<below>>>>;
template <long filters, typename below>
using residual_halved = dlib::relu<dlib::add_prev2<dlib::avg_pool<
    2, 2, 2, 2, dlib::skip1<dlib::tag2<two_convolutions<filters, 2, dlib::tag1<below>>>>>>>;

template <typename below>
using level32 = residual<32, residual<32, residual<32, below>>>;
template <typename below>
using level64 = residual<64, residual<64, residual<64, residual_halved<64, below>>>>;
template <typename below>
using level128 = residual<128, residual<128, residual_halved<128, below>>>;
template <typename below>
using level256 = residual<256, residual<256, residual_halved<256, below>>>;
template <typename below>
using top256 = residual_halved<256, below>;
template <typename below>
using entry =
    dlib::max_pool<3, 3, 2, 2, dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, below>>>>;

using Network = dlib::loss_metric<dlib::fc_no_bias<
    128, dlib::avg_pool_everything<top256<
             level256<level128<level64<level32<entry<dlib::input_rgb_image_sized<150>>>>>>>>>>;

}  // namespace facetrack::resnet
