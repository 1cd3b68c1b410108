// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "convert.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace facetrack::python {
namespace {

/// fractions.Fraction. Never released: the interpreter may end before the module.
py::handle fraction_type;

py::object new_fraction(const py::int_& num, std::int64_t den) { return fraction_type(num, den); }

bool is_instance_of(const py::handle& value, const char* module, const char* name) {
  return py::isinstance(value, py::module_::import(module).attr(name));
}

MediaTime from_microseconds(std::int64_t count) { return {count, {1, 1'000'000}}; }

}  // namespace

void load_types() {
  py::object fraction = py::module_::import("fractions").attr("Fraction");
  fraction_type = fraction.release();
}

Kept keep(py::object object) {
  return Kept(new py::object(std::move(object)), [](const py::object* kept) {
    const py::gil_scoped_acquire gil;
    delete kept;
  });
}

py::object fraction(const MediaTime& time) {
  // Python's integers do not overflow, C++'s might.
  return new_fraction(py::int_(time.base.num) * py::int_(time.ticks), time.base.den);
}

py::object fraction(const Rational& number) {
  return new_fraction(py::int_(number.num), number.den);
}

MediaTime time_from(const py::handle& value) {
  if (py::isinstance<py::str>(value)) return parse_time(value.cast<std::string>());
  if (py::isinstance<py::int_>(value)) return {value.cast<std::int64_t>(), {1, 1}};
  if (is_instance_of(value, "datetime", "timedelta")) {
    const py::object unit = py::module_::import("datetime").attr("timedelta")(0, 0, 1);
    return from_microseconds((value.attr("__floordiv__")(unit)).cast<std::int64_t>());
  }
  if (py::isinstance(value, fraction_type)) {
    const auto den = value.attr("denominator").cast<std::int64_t>();
    if (den <= std::numeric_limits<std::int32_t>::max()) {
      return {value.attr("numerator").cast<std::int64_t>(), {1, static_cast<std::int32_t>(den)}};
    }
  }
  const double seconds = py::float_(py::reinterpret_borrow<py::object>(value));
  if (!std::isfinite(seconds)) throw py::value_error("a time must be a finite number of seconds");
  return from_microseconds(std::llround(seconds * 1e6));
}

std::optional<MediaTime> optional_time_from(const py::handle& value) {
  return value.is_none() ? std::nullopt : std::optional(time_from(value));
}

py::array shared_pixels(const ImageView& view, const py::handle& owner, bool writeable) {
  const auto height = static_cast<py::ssize_t>(view.height);
  const auto width = static_cast<py::ssize_t>(view.width);
  std::vector<py::ssize_t> shape{height, width};
  std::vector<py::ssize_t> strides{view.stride, 1};
  if (view.format == PixelFormat::bgr24) {
    shape.push_back(3);
    strides = {view.stride, 3, 1};
  }
  py::array array(py::dtype::of<std::uint8_t>(), shape, strides, view.data, owner);
  if (!writeable) {
    py::detail::array_proxy(array.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
  }
  return array;
}

py::array copied_pixels(const ImageView& view) {
  const int channels = view.format == PixelFormat::bgr24 ? 3 : 1;
  std::vector<py::ssize_t> shape{view.height, view.width};
  if (channels == 3) shape.push_back(3);
  py::array_t<std::uint8_t> array(shape);
  const auto row_bytes = static_cast<std::size_t>(view.width) * static_cast<std::size_t>(channels);
  std::uint8_t* to = array.mutable_data();
  for (int y = 0; y < view.height; ++y, to += row_bytes) std::memcpy(to, view.row(y), row_bytes);
  return array;
}

Frame frame_from(const py::array& pixels, const FrameTime& time) {
  const bool is_color = pixels.ndim() == 3 && pixels.shape(2) == 3;
  if (!pixels.dtype().is(py::dtype::of<std::uint8_t>()) || (pixels.ndim() != 2 && !is_color)) {
    throw py::value_error(
        "a picture is a uint8 array of height x width (gray) or height x width x 3 (BGR)");
  }
  const auto rows = py::array_t<std::uint8_t, py::array::c_style>::ensure(pixels);
  auto owner =
      std::make_shared<const std::vector<std::uint8_t>>(rows.data(), rows.data() + rows.size());
  const int width = static_cast<int>(pixels.shape(1));
  const PixelFormat format = is_color ? PixelFormat::bgr24 : PixelFormat::gray8;
  const ImageView view{reinterpret_cast<const std::byte*>(owner->data()), width,
                       static_cast<int>(pixels.shape(0)), width * (is_color ? 3 : 1), format};
  return {std::move(owner), {view, ImageView{}, ImageView{}}, format, time};
}

py::array_t<float> boxes_array(std::span<const Box> boxes) {
  py::array_t<float> array({static_cast<py::ssize_t>(boxes.size()), py::ssize_t{4}});
  float* to = array.mutable_data();
  for (const Box& box : boxes) {
    for (const float value : {box.x, box.y, box.width, box.height}) *to++ = value;
  }
  return array;
}

py::array_t<float> points_array(const Landmarks& points) {
  py::array_t<float> array({py::ssize_t{5}, py::ssize_t{2}});
  float* to = array.mutable_data();
  for (const Point& point : points) {
    *to++ = point.x;
    *to++ = point.y;
  }
  return array;
}

Landmarks landmarks_from(const py::array_t<float, py::array::c_style | py::array::forcecast>& xy) {
  if (xy.ndim() != 2 || xy.shape(0) != 5 || xy.shape(1) != 2) {
    throw py::value_error("landmarks are five points, an array of 5 x 2 numbers");
  }
  Landmarks points;
  const float* from = xy.data();
  for (Point& point : points) {
    point = {from[0], from[1]};
    from += 2;
  }
  return points;
}

py::object bytes_or_none(const std::string& bytes) {
  if (bytes.empty()) return py::none();
  return py::bytes(bytes);
}

}  // namespace facetrack::python
