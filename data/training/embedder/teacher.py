"""The teacher as a PyTorch module, read from its ONNX file, with the maps after its 16x16 and 8x8 stages as extra outputs."""
import onnx
import torch
from onnx import numpy_helper, shape_inference
from torch import nn
from torch.nn import functional as F


class Teacher(nn.Module):
    def __init__(self, path):
        super().__init__()
        model = shape_inference.infer_shapes(onnx.load(path))
        graph = model.graph
        self.nodes, self.source, self.result = [], graph.input[0].name, graph.output[0].name
        names = {}
        for tensor in graph.initializer:
            names[tensor.name] = f"w{len(names)}"
            self.register_buffer(names[tensor.name], torch.from_numpy(numpy_helper.to_array(tensor).copy()))
        shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in graph.value_info}
        self.taps = {}
        for node in graph.node:
            attributes = {a.name: (list(a.ints) or a.i) for a in node.attribute}
            self.nodes.append((node.op_type, list(node.input), node.output[0], attributes))
            if node.op_type == "Add" and len(shapes.get(node.output[0], [])) == 4:
                self.taps[shapes[node.output[0]][2]] = node.output[0]  # the last one of each size wins
        self.names = names

    @torch.no_grad()
    def forward(self, x):
        """x: n,3,128,128 BGR 0..255. Returns unit embeddings, 16x16 maps, 8x8 maps."""
        values = {self.source: x}
        get = lambda name: values[name] if name in values else getattr(self, self.names[name])
        for kind, inputs, output, attributes in self.nodes:
            a = [get(i) for i in inputs]
            if kind == "Conv":
                pads = attributes.get("pads", [0, 0, 0, 0])
                if pads[:2] != pads[2:]:
                    a[0] = F.pad(a[0], (pads[1], pads[3], pads[0], pads[2]))
                    pads = [0, 0]
                v = F.conv2d(a[0], a[1], a[2] if len(a) > 2 else None, attributes.get("strides", [1, 1]), pads[:2],
                             groups=attributes.get("group", 1))
            elif kind == "PRelu":
                v = F.prelu(a[0], a[1].flatten().to(a[0].dtype))
            elif kind == "Mul":
                v = a[0] * a[1]
            elif kind == "Add":
                v = a[0] + a[1]
            elif kind == "Sigmoid":
                v = torch.sigmoid(a[0])
            elif kind == "GlobalAveragePool":
                v = a[0].mean((2, 3), keepdim=True)
            else:
                raise ValueError(f"the teacher's file uses {kind}, which this reader does not know")
            values[output] = v
        embedding = F.normalize(values[self.result].flatten(1).float())
        return embedding, values[self.taps[16]], values[self.taps[8]]
