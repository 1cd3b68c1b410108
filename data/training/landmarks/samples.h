#pragma once
/// What prepare.py writes: gray 144x144 pictures, the face's square, 68 points, and which photograph it was.
#include <dlib/array2d.h>
#include <dlib/image_processing/full_object_detection.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

constexpr long picture_side = 144;
constexpr long point_count = 68;

struct Sample {
    std::array<float, 4> box;    ///< x, y, side of the square the predictor starts from; eye distance in pixels
    std::array<float, 2 * point_count> points;
    dlib::array2d<unsigned char> picture;
};

inline std::vector<Sample> read_samples(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::uint32_t count = 0;
    if (!in.read(reinterpret_cast<char*>(&count), sizeof count))
        throw std::runtime_error("cannot read " + path);
    std::vector<Sample> samples(count);
    for (auto& s : samples) {
        s.picture.set_size(picture_side, picture_side);
        in.read(reinterpret_cast<char*>(s.box.data()), sizeof s.box);
        in.read(reinterpret_cast<char*>(s.points.data()), sizeof s.points);
        in.read(reinterpret_cast<char*>(&s.picture[0][0]), picture_side * picture_side);
        if (!in)
            throw std::runtime_error(path + " ends too early");
    }
    return samples;
}

inline dlib::rectangle square(float x, float y, float side)
{
    return dlib::drectangle(x, y, x + side - 1, y + side - 1);
}
