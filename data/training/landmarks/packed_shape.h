#pragma once
/// A dlib shape predictor in a twelfth of dlib's own size, and quick to load.
///
/// dlib writes every float of a leaf as a decimal mantissa and exponent, six bytes or so. Here a leaf's 2 x points
/// numbers are signed bytes times one scale per tree, which moves no point by a visible amount. Little-endian:
///
///   char     magic[8]            "FTSHAPE1"
///   uint32   points, cascades, trees per cascade, tree depth, pixels per cascade
///   float    mean shape          [2 * points], x then y of each, in units of the face rectangle
///   per cascade:
///     float  pixels              [2 * pixels], x then y, in units of the face rectangle
///     per tree:
///       per split (2^depth - 1): uint16 first pixel, uint16 second pixel, float threshold
///       float  scale
///       int8   leaves            [2^depth][2 * points]
#include <dlib/image_processing/shape_predictor.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <istream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace packed_shape
{
constexpr char magic[] = "FTSHAPE1";

template <typename T>
T read(std::istream& in)
{
    T value;
    if (!in.read(reinterpret_cast<char*>(&value), sizeof value))
        throw std::runtime_error("the landmark model ends too early");
    return value;
}

template <typename T>
void write(std::ostream& out, T value)
{
    out.write(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Throws std::runtime_error if the file is not one of ours, ends early, or names numbers that cannot be.
inline dlib::shape_predictor load(std::istream& in)
{
    char found[8];
    if (!in.read(found, 8) || std::memcmp(found, magic, 8) != 0)
        throw std::runtime_error("not a landmark model of this format");
    const auto points = read<std::uint32_t>(in), cascades = read<std::uint32_t>(in), trees = read<std::uint32_t>(in),
               depth = read<std::uint32_t>(in), pixels = read<std::uint32_t>(in);
    if (points == 0 || points > 1000 || cascades == 0 || cascades > 100 || trees == 0 || trees > 10000 || depth == 0
        || depth > 10 || pixels < 2 || pixels > 65535)
        throw std::runtime_error("the landmark model's header makes no sense");
    const std::size_t splits = (std::size_t{1} << depth) - 1;
    dlib::matrix<float, 0, 1> mean(2 * points);
    for (float& value : mean)
        value = read<float>(in);
    std::vector<std::vector<dlib::impl::regression_tree>> forests(cascades);
    std::vector<std::vector<dlib::vector<float, 2>>> coordinates(cascades);
    std::vector<std::int8_t> leaf(2 * points);
    for (std::uint32_t c = 0; c < cascades; ++c) {
        coordinates[c].resize(pixels);
        for (auto& pixel : coordinates[c]) {
            pixel.x() = read<float>(in);
            pixel.y() = read<float>(in);
        }
        forests[c].resize(trees);
        for (auto& tree : forests[c]) {
            tree.splits.resize(splits);
            for (auto& split : tree.splits) {
                split.idx1 = read<std::uint16_t>(in);
                split.idx2 = read<std::uint16_t>(in);
                split.thresh = read<float>(in);
                if (split.idx1 >= pixels || split.idx2 >= pixels)
                    throw std::runtime_error("the landmark model refers to a pixel it does not have");
            }
            const auto scale = read<float>(in);
            tree.leaf_values.resize(splits + 1);
            for (auto& values : tree.leaf_values) {
                if (!in.read(reinterpret_cast<char*>(leaf.data()), static_cast<std::streamsize>(leaf.size())))
                    throw std::runtime_error("the landmark model ends too early");
                values.set_size(2 * points);
                for (std::size_t i = 0; i < leaf.size(); ++i)
                    values(static_cast<long>(i)) = scale * leaf[i];
            }
        }
    }
    return {mean, forests, coordinates};
}

/// The predictor keeps its trees private, so this goes through dlib's own serialisation.
inline void save(const dlib::shape_predictor& predictor, std::ostream& out)
{
    std::stringstream whole;
    dlib::serialize(predictor, whole);
    int version = 0;
    dlib::matrix<float, 0, 1> mean;
    std::vector<std::vector<dlib::impl::regression_tree>> forests;
    std::vector<std::vector<unsigned long>> anchors;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas;
    dlib::deserialize(version, whole);
    dlib::deserialize(mean, whole);
    dlib::deserialize(forests, whole);
    dlib::deserialize(anchors, whole);
    dlib::deserialize(deltas, whole);

    const auto splits = forests[0][0].splits.size();
    std::uint32_t depth = 0;
    while ((std::size_t{1} << depth) <= splits)
        ++depth;
    out.write(magic, 8);
    for (const std::size_t n : {static_cast<std::size_t>(mean.size() / 2), forests.size(), forests[0].size(),
                                static_cast<std::size_t>(depth), anchors[0].size()})
        write(out, static_cast<std::uint32_t>(n));
    for (const float value : mean)
        write(out, value);
    for (std::size_t c = 0; c < forests.size(); ++c) {
        for (std::size_t i = 0; i < anchors[c].size(); ++i) {
            const auto anchor = static_cast<long>(anchors[c][i]);
            write(out, mean(2 * anchor) + deltas[c][i].x());
            write(out, mean(2 * anchor + 1) + deltas[c][i].y());
        }
        for (const auto& tree : forests[c]) {
            for (const auto& split : tree.splits) {
                write(out, static_cast<std::uint16_t>(split.idx1));
                write(out, static_cast<std::uint16_t>(split.idx2));
                write(out, split.thresh);
            }
            float largest = 1e-9F;
            for (const auto& values : tree.leaf_values)
                largest = std::max(largest, dlib::max(dlib::abs(values)));
            const float scale = largest / 127;
            write(out, scale);
            for (const auto& values : tree.leaf_values)
                for (const float value : values)
                    write(out, static_cast<std::int8_t>(std::lround(value / scale)));
        }
    }
}
}  // namespace packed_shape
