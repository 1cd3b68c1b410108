#pragma once
/// The landmark model's file: dlib's shape predictor, six times smaller and quick to load, and what evaluates it.
///
/// dlib writes every number of a leaf as a decimal mantissa and exponent, six bytes or so, and keeps them as floats.
/// Here they are signed bytes times one scale per tree, in the file and in memory; that moves no point visibly.
/// Little-endian:
///
///   char     magic[8]            "FTSHAPE1"
///   uint32   points, cascades, trees per cascade, tree depth, pixels per cascade
///   float    mean shape          [2 * points], x then y of each, in units of the face square
///   per cascade:
///     float  pixels              [2 * pixels], x then y, in units of the face square
///     per tree:
///       per split (2^depth - 1): uint16 first pixel, uint16 second pixel, float threshold
///       float  scale
///       int8   leaves            [2^depth][2 * points]
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

namespace packed_shape
{
constexpr char magic[] = "FTSHAPE1";

struct Point {
    float x = 0, y = 0;
};

/// An upright square that the search starts from: its centre and side in pixels.
struct Square {
    double x = 0, y = 0, side = 0;
};

/// 8 bit gray pixels of somebody else's.
struct Gray {
    const std::uint8_t* data = nullptr;
    int width = 0, height = 0;
    std::size_t stride = 0;
};

/// Immutable once read; any number of threads may call find() on one.
class Predictor
{
  public:
    /// Throws std::runtime_error if the bytes are not such a model, end early, or name numbers that cannot be.
    explicit Predictor(std::span<const char> bytes)
    {
        Reader in{bytes};
        char found[8];
        in.take(found, 8);
        if (std::memcmp(found, magic, 8) != 0)
            throw std::runtime_error("not a landmark model of this format");
        const auto points = in.value<std::uint32_t>(), cascades = in.value<std::uint32_t>(),
                   trees = in.value<std::uint32_t>(), depth = in.value<std::uint32_t>(), pixels = in.value<std::uint32_t>();
        if (points == 0 || points > 1000 || cascades == 0 || cascades > 100 || trees == 0 || trees > 10000 || depth == 0
            || depth > 10 || pixels < 2 || pixels > 65535)
            throw std::runtime_error("the landmark model's header makes no sense");
        const std::size_t splits = (std::size_t{1} << depth) - 1, leaf_bytes = (splits + 1) * 2 * points;
        mean_.resize(points);
        in.take(mean_.data(), points * sizeof(Point));
        cascades_.resize(cascades);
        for (auto& cascade : cascades_) {
            std::vector<Point> places(pixels);
            in.take(places.data(), pixels * sizeof(Point));
            for (const auto& place : places)
                cascade.pixels.push_back(relative_to_nearest(place));
            cascade.trees.resize(trees);
            for (auto& tree : cascade.trees) {
                tree.splits.resize(splits);
                in.take(tree.splits.data(), splits * sizeof(Split));
                for (const auto& split : tree.splits)
                    if (split.first >= pixels || split.second >= pixels)
                        throw std::runtime_error("the landmark model refers to a pixel it does not have");
                tree.scale = in.value<float>();
                tree.leaves.resize(leaf_bytes);
                in.take(tree.leaves.data(), leaf_bytes);
            }
        }
    }

    /// Points in the picture's pixels, fractions kept. Pixels beyond the picture count as those of its edge.
    /// Requires: a picture that is not empty.
    std::vector<Point> find(const Gray& picture, const Square& start) const
    {
        const auto unit = static_cast<float>(start.side - 1), left = static_cast<float>(start.x) - unit / 2,
                   top = static_cast<float>(start.y) - unit / 2;
        std::vector<Point> shape = mean_;
        std::vector<float> values(cascades_.front().pixels.size());
        for (const auto& cascade : cascades_) {
            const auto [a, b] = turn_of(shape);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const auto& [anchor, offset] = cascade.pixels[i];
                const float x = shape[anchor].x + a * offset.x - b * offset.y, y = shape[anchor].y + b * offset.x + a * offset.y;
                values[i] = pixel(picture, left + unit * x, top + unit * y);
            }
            for (const auto& tree : cascade.trees) {
                std::size_t node = 0;
                while (node < tree.splits.size()) {
                    const auto& split = tree.splits[node];
                    node = 2 * node + (values[split.first] - values[split.second] > split.threshold ? 1 : 2);
                }
                const std::int8_t* leaf = tree.leaves.data() + (node - tree.splits.size()) * 2 * shape.size();
                for (std::size_t p = 0; p < shape.size(); ++p) {
                    shape[p].x += tree.scale * static_cast<float>(leaf[2 * p]);
                    shape[p].y += tree.scale * static_cast<float>(leaf[2 * p + 1]);
                }
            }
        }
        for (auto& p : shape)
            p = {left + unit * p.x, top + unit * p.y};
        return shape;
    }

  private:
    struct Split {
        std::uint16_t first, second;
        float threshold;
    };
    static_assert(sizeof(Split) == 8 && sizeof(Point) == 8);
    struct Tree {
        std::vector<Split> splits;
        float scale = 0;
        std::vector<std::int8_t> leaves;
    };
    struct Pixel {
        std::size_t anchor;  ///< the landmark it moves with
        Point offset;        ///< from there, in the mean shape
    };
    struct Cascade {
        std::vector<Pixel> pixels;
        std::vector<Tree> trees;
    };
    struct Reader {
        std::span<const char> rest;
        void take(void* into, std::size_t size)
        {
            if (rest.size() < size)
                throw std::runtime_error("the landmark model ends too early");
            std::memcpy(into, rest.data(), size);
            rest = rest.subspan(size);
        }
        template <typename T>
        T value()
        {
            T result;
            take(&result, sizeof result);
            return result;
        }
    };

    static float pixel(const Gray& picture, float x, float y)
    {
        const long column = std::clamp(std::lround(x), 0L, static_cast<long>(picture.width) - 1);
        const long row = std::clamp(std::lround(y), 0L, static_cast<long>(picture.height) - 1);
        return picture.data[static_cast<std::size_t>(row) * picture.stride + static_cast<std::size_t>(column)];
    }

    Pixel relative_to_nearest(Point place) const
    {
        const auto distance = [&](const Point& p) { return std::hypot(p.x - place.x, p.y - place.y); };
        const auto nearest = std::min_element(mean_.begin(), mean_.end(),
                                              [&](const Point& p, const Point& q) { return distance(p) < distance(q); });
        return {static_cast<std::size_t>(nearest - mean_.begin()), {place.x - nearest->x, place.y - nearest->y}};
    }

    /// Rotation and scale (a, b) of the least-squares similarity from the mean shape: x' = a x - b y, y' = b x + a y.
    Point turn_of(const std::vector<Point>& shape) const
    {
        Point from, to;
        const auto n = static_cast<float>(shape.size());
        for (std::size_t i = 0; i < shape.size(); ++i) {
            from = {from.x + mean_[i].x / n, from.y + mean_[i].y / n};
            to = {to.x + shape[i].x / n, to.y + shape[i].y / n};
        }
        float a = 0, b = 0, square = 0;
        for (std::size_t i = 0; i < shape.size(); ++i) {
            const float fx = mean_[i].x - from.x, fy = mean_[i].y - from.y, tx = shape[i].x - to.x, ty = shape[i].y - to.y;
            a += fx * tx + fy * ty;
            b += fx * ty - fy * tx;
            square += fx * fx + fy * fy;
        }
        return {a / square, b / square};
    }

    std::vector<Point> mean_;
    std::vector<Cascade> cascades_;
};
}  // namespace packed_shape
