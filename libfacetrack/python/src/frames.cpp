// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <memory>
#include <optional>
#include <utility>

#include "facetrack/decoder.hpp"
#include "facetrack/frame.hpp"

#include "convert.hpp"

namespace facetrack::python {
namespace {

using namespace py::literals;

constexpr const char* format_words[] = {"gray8", "bgr24", "yuv420p"};

py::object plane_of(const Frame& frame, int number) {
  if (number < 0 || number > 2 || frame.plane(number).empty()) {
    throw py::index_error("the frame has no plane " + std::to_string(number));
  }
  // A copy of the frame shares the pixels and keeps them alive for as long as the array lives.
  return shared_pixels(frame.plane(number), py::cast(Frame(frame)));
}

py::tuple planes_of(const Frame& frame) {
  py::list planes;
  for (int number = 0; number < 3 && !frame.plane(number).empty(); ++number) {
    planes.append(plane_of(frame, number));
  }
  return py::tuple(planes);
}

py::object bgr_of(const Frame& frame) {
  Frame picture;
  {
    const py::gil_scoped_release released;
    picture = to_bgr24(frame);
  }
  const py::object owner = py::cast(std::move(picture));
  return shared_pixels(owner.cast<const Frame&>().image(), owner, true);
}

std::optional<Rational> rate_from(const py::object& number) {
  if (number.is_none()) return std::nullopt;
  const py::object rate = py::module_::import("fractions").attr("Fraction")(number);
  return Rational{rate.attr("numerator").cast<std::int32_t>(),
                  rate.attr("denominator").cast<std::int32_t>()};
}

MediaInfo make_info(int width, int height, const py::object& frame_rate,
                    std::optional<std::int64_t> frames, const py::object& duration,
                    const py::object& start, const std::string& path) {
  MediaInfo info;
  info.path = path;
  info.codec = info.container = "python";
  info.width = width;
  info.height = height;
  info.frame_rate = rate_from(frame_rate);
  info.frames = frames;
  info.duration = optional_time_from(duration);
  info.start = time_from(start);
  return info;
}

/// The frames of one file. The times of its frames count from the first one.
class Video {
 public:
  explicit Video(std::unique_ptr<Decoder> decoder)
      : decoder_(std::move(decoder)), start_(decoder_->info().start) {}

  Decoder& decoder() const {
    if (!decoder_) throw py::value_error("the video is closed");
    return *decoder_;
  }
  const MediaInfo& info() const { return decoder().info(); }
  void close() { decoder_.reset(); }

  std::optional<Frame> read() const {
    const py::gil_scoped_release released;
    std::optional<Frame> frame = decoder_ ? decoder_->read() : std::nullopt;
    if (!frame) return std::nullopt;
    FrameTime time = frame->time();
    time.pts = time.pts - start_;
    return frame->at(time);
  }

 private:
  std::unique_ptr<Decoder> decoder_;
  MediaTime start_;
};

Video open_video(const std::filesystem::path& file, std::optional<int> stream, int threads,
                 std::int64_t max_pixels, bool damaged_too) {
  DecoderOptions options;
  options.stream_index = stream.value_or(-1);
  options.threads = threads;
  options.max_pixels = max_pixels;
  options.damaged_too = damaged_too;
  const py::gil_scoped_release released;
  return Video(open_decoder(file, options));
}

Frame next_frame(const Video& video) {
  video.decoder();  // throws if the video is closed
  std::optional<Frame> frame = video.read();
  if (!frame) throw py::stop_iteration();
  return *std::move(frame);
}

void bind_info(py::module_& module) {
  py::class_<AudioInfo>(module, "AudioInfo", "An audio track of a video.")
      .def_readonly("stream_index", &AudioInfo::stream_index)
      .def_readonly("codec", &AudioInfo::codec)
      .def_readonly("channels", &AudioInfo::channels)
      .def_readonly("sample_rate", &AudioInfo::sample_rate)
      .def_readonly("is_default", &AudioInfo::is_default, "Marked as default in the container.");
  py::class_<MediaInfo>(module, "MediaInfo",
                        "The facts about a video that are known before all of it is decoded.")
      .def(py::init(&make_info), "width"_a, "height"_a, py::kw_only(), "frame_rate"_a = py::none(),
           "frames"_a = py::none(), "duration"_a = py::none(), "start"_a = 0, "path"_a = "",
           "For a Decoder of your own. frames: the exact number.")
      .def_readonly("path", &MediaInfo::path)
      .def_readonly("container", &MediaInfo::container)
      .def_readonly("codec", &MediaInfo::codec)
      .def_readonly("pixel_format", &MediaInfo::pixel_format, "As stored: 'yuv420p10le'.")
      .def_readonly("stream_index", &MediaInfo::stream_index, "Of the chosen video stream.")
      .def_readonly("bit_depth", &MediaInfo::bit_depth,
                    "Of a stored sample; a Frame always has 8 bits.")
      .def_readonly("hdr", &MediaInfo::hdr, "Brightness is stored as PQ or HLG.")
      .def_readonly("width", &MediaInfo::width, "Of the first picture, upright.")
      .def_readonly("height", &MediaInfo::height, "Of the first picture, upright.")
      .def_readonly("rotation", &MediaInfo::rotation,
                    "Degrees clockwise that were applied: 0, 90, 180, 270.")
      .def_readonly("audio", &MediaInfo::audio)
      .def_readonly("frames", &MediaInfo::frames,
                    "Number of frames, if known without decoding; it may be wrong.")
      .def_property_readonly(
          "sample_aspect", [](const MediaInfo& info) { return fraction(info.sample_aspect); },
          "Shape of a pixel; boxes count pixels of any shape.")
      .def_property_readonly(
          "start", [](const MediaInfo& info) { return fraction(info.start); },
          "Time stamp of frame 0 in the file; often not zero.")
      .def_property_readonly(
          "duration",
          [](const MediaInfo& info) -> py::object {
            return info.duration ? fraction(*info.duration) : py::none();
          },
          "Seconds from the first frame to the end of the last one; None if not known.")
      .def_property_readonly(
          "frame_rate",
          [](const MediaInfo& info) -> py::object {
            return info.frame_rate ? fraction(*info.frame_rate) : py::none();
          },
          "Nominal frames per second; None if it varies.");
}

void bind_frame(py::module_& module) {
  py::class_<Frame>(module, "Frame",
                    "One upright picture with its time. Immutable; arrays of its planes share the "
                    "pixels and keep them alive.")
      .def(py::init([](const py::array& pixels, const py::object& time, std::int64_t index,
                       const py::object& duration) {
             return frame_from(pixels, {time_from(time), time_from(duration), index});
           }),
           "pixels"_a, "time"_a = 0, "index"_a = 0, "duration"_a = 0,
           "Copies a uint8 array: height x width (gray) or height x width x 3 (BGR).")
      .def_property_readonly("width", &Frame::width)
      .def_property_readonly("height", &Frame::height)
      .def_property_readonly(
          "format",
          [](const Frame& frame) { return format_words[static_cast<int>(frame.format())]; },
          "'gray8', 'bgr24' or 'yuv420p'.")
      .def_property_readonly(
          "time", [](const Frame& frame) { return fraction(frame.time().pts); },
          "Seconds from the first frame shown, as an exact fractions.Fraction.")
      .def_property_readonly(
          "duration", [](const Frame& frame) { return fraction(frame.time().duration); },
          "Seconds until the next frame; estimated for the last one.")
      .def_property_readonly(
          "index", [](const Frame& frame) { return frame.time().index; },
          "Number of the frame in display order, from 0.")
      .def("plane", &plane_of, "number"_a,
           "Plane 0, 1 (Cb) or 2 (Cr) as a read-only uint8 array, without a copy. Plane 0 is the "
           "brightness, or the whole picture of a gray8 or bgr24 frame.")
      .def_property_readonly("planes", &planes_of, "All planes, as plane() gives them.")
      .def("bgr", &bgr_of, "The picture converted to a height x width x 3 uint8 array (BGR).")
      .def("__repr__", [](const Frame& frame) {
        return "<facetrack.Frame " + std::to_string(frame.time().index) + " at " +
               frame.time().pts.to_string() + ", " + std::to_string(frame.width()) + "x" +
               std::to_string(frame.height()) + ">";
      });
}

void bind_video(py::module_& module) {
  py::class_<Video>(module, "Video",
                    "The frames of one file in display order, made by facetrack.open(). Iterate it "
                    "once, or seek() first. One thread at a time per object.")
      .def_property_readonly("info", &Video::info, py::return_value_policy::reference_internal)
      .def("__iter__", [](Video& video) -> Video& { return video; })
      .def("__next__", &next_frame)
      .def("__enter__", [](Video& video) -> Video& { return video; })
      .def("__exit__", [](Video& video, const py::args&) { video.close(); })
      .def("close", &Video::close, "Closes the file. Frames stay valid.")
      .def(
          "seek",
          [](const Video& video, std::int64_t index) {
            Decoder& decoder = video.decoder();
            const py::gil_scoped_release released;
            decoder.seek(index);
          },
          "index"_a,
          "Makes the next frame number `index`, or the next good frame if that one is damaged.")
      .def(
          "count_frames", [](const Video& video) { return video.decoder().count_frames(); },
          py::call_guard<py::gil_scoped_release>(),
          "The exact number of frames, damaged ones included; None if only reading to the end "
          "tells.")
      .def_property_readonly(
          "skipped_frames", [](const Video& video) { return video.decoder().skipped_frames(); },
          "How often damage was met so far.");
  module.def("open", &open_video, "video"_a, py::kw_only(), "stream"_a = py::none(),
             "threads"_a = 0, "max_pixels"_a = std::int64_t{1} << 27, "damaged_too"_a = false,
             "Opens a file, or a printf-style image sequence ('img_%04d.png'), and returns a Video "
             "that iterates frames. threads: of the codec, 0 is one per core. damaged_too: also "
             "gives damaged frames. Raises Error.");
}

}  // namespace

void bind_frames(py::module_& module) {
  bind_info(module);
  bind_frame(module);
  bind_video(module);
  module.def("read_image", &read_image, "file"_a, "max_pixels"_a = 100'000'000,
             py::call_guard<py::gil_scoped_release>(),
             "Reads a picture (PNG, JPEG, BMP, TIFF, WebP) as a bgr24 Frame, turned upright by its "
             "EXIF data. Raises Error.");
  module.def("write_image", &write_image, "file"_a, "frame"_a,
             py::call_guard<py::gil_scoped_release>(),
             "Writes PNG or JPEG, by the file's ending. The file appears when complete. Raises "
             "Error.");
}

}  // namespace facetrack::python
