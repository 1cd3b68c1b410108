"""YuNet (2022mar) as a PyTorch module, read from its ONNX file: the teacher and the measure."""
import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F

from network import best_of_each, cells

GRIDS = ((8, (10, 16, 24)), (16, (32, 48)), (32, (64, 96)), (64, (128, 192, 256)))


class YuNet:
    def __init__(self, shared):
        graph = onnx.load(os.path.join(shared, "models", "face_detection_yunet_2022mar.onnx")).graph
        constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        self.nodes, self.input, self.ends = [], graph.input[0].name, []
        known = {self.input}
        for node in graph.node:
            if node.input and node.input[0] in known:
                if node.op_type == "Transpose":  # the nodes after it only sort the four maps' numbers
                    self.ends.append(node.input[0])
                elif node.op_type in ("Conv", "Relu", "MaxPool"):
                    attributes = {a.name: list(a.ints) or a.i for a in node.attribute}
                    self.nodes.append((node.op_type, node.input[0], [constants[i] for i in node.input[1:]], node.output[0], attributes))
                    known.add(node.output[0])
        assert len(self.ends) == len(GRIDS)

    def maps(self, x):
        values = {self.input: x}
        for kind, source, constants, target, a in self.nodes:
            v = values[source]
            if kind == "Conv":
                v = F.conv2d(v, *constants, stride=a["strides"], padding=a["pads"][:2], groups=a["group"])
            else:
                v = torch.relu(v) if kind == "Relu" else F.max_pool2d(v, a["kernel_shape"], a["strides"])
            values[target] = v
        return [values[end] for end in self.ends]

    @torch.no_grad()
    def __call__(self, picture, least=0.05):
        """Boxes x, y, w, h, scores and points of a BGR picture."""
        h, w = picture.shape[:2]
        canvas = np.zeros((max(128, (h + 31) // 32 * 32), max(128, (w + 31) // 32 * 32), 3), np.uint8)
        canvas[:h, :w] = picture
        x = torch.from_numpy(canvas)[None].permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
        found = []
        for (stride, squares), answer in zip(GRIDS, self.maps(x)):
            answer = answer[0].permute(1, 2, 0).unflatten(-1, (len(squares), 17)).numpy()
            height, width = answer.shape[:2]
            cx, cy = cells(height, width, stride)
            for k, size in enumerate(squares):
                a = answer[:, :, k]
                face = 1 / (1 + np.exp(np.clip(a[..., 14] - a[..., 15], -50, 50)))
                score = np.sqrt(face * np.clip(a[..., 16], 0, 1))
                sure = score >= least
                a, middle = a[sure], np.stack([cx[sure], cy[sure]], -1)
                side = size * np.exp(a[:, 2:4] * 0.2)
                points = middle[:, None] + a[:, 4:14].reshape(-1, 5, 2) * 0.1 * size
                found.append((np.concatenate([middle + a[:, :2] * 0.1 * size - side / 2, side], 1), score[sure], points))
        return best_of_each(*(np.concatenate([f[k] for f in found]) for k in range(3)))
