#pragma once
/// Writes a trained dlib shape predictor in the packed format.
#include "packed_shape.h"

#include <dlib/image_processing/shape_predictor.h>

#include <ostream>
#include <sstream>

namespace packed_shape
{
template <typename T>
void write(std::ostream& out, T value)
{
    out.write(reinterpret_cast<const char*>(&value), sizeof value);
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
