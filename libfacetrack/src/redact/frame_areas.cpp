// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "redact/frame_areas.hpp"

namespace facetrack::redact {

Box with_margin(const Box& box, float margin) {
  return {box.x - margin * box.width, box.y - margin * box.height, box.width * (1 + 2 * margin),
          box.height * (1 + 2 * margin)};
}

AreasByFrame areas_by_frame(const Redaction& redaction) {
  AreasByFrame frames;
  for (const RedactArea& area : redaction.areas) {
    for (const AreaBox& box : area.boxes) {
      FrameAreas& here = frames[box.frame];
      if (area.hide) {
        here.hidden.push_back(with_margin(box.box, redaction.margin));
        if (box.found) here.found.push_back(box.box);
      } else {
        here.may_show.push_back(box.box);
        if (box.found) here.shown.push_back(box.box);
      }
    }
  }
  return frames;
}

}  // namespace facetrack::redact
