"""Writes the averaged weights of a checkpoint as ONNX with byte weights, and puts the file and its checksum into place."""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from exporting import export, network_to_onnx  # noqa: E402

from network import Pose  # noqa: E402

if __name__ == "__main__":
    export(__doc__, Pose(), lambda model: network_to_onnx(model, "pose"), "pose.onnx")
