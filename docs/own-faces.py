"""Converts a licensed FLAME, its texture space and fits to the .npz files that docs/own-faces.md describes.

    python own-faces.py --flame generic_model.pkl --texture FLAME_texture.npz --points texture_data_256.npy \
        --mask face_mask.npy --face FLAME_masks.pkl --fits fits.pkl --to my-faces

Needs numpy and scipy; chumpy, which FLAME's pickle speaks of, is not needed. Pickles can run any code when they are read: only what makes
arrays and matrices is let through here. Written from the published description of the files; it was tried on made-up files
of that form, never on the real ones.
"""
import argparse
import pathlib
import pickle

import numpy as np
import scipy.sparse


class Chumpy:
    """Stands for chumpy's class in pickles: the numbers are its attribute x."""

    def __setstate__(self, state):
        self.x = state["x"] if isinstance(state, dict) else state[0]["x"]


class Numbers(pickle.Unpickler):
    """Reads pickles of arrays, and refuses whatever else a pickle could call."""

    def find_class(self, module, name):
        root = module.split(".")[0]
        if root == "chumpy":
            return Chumpy
        if module.startswith("scipy.sparse") and name.endswith("_matrix"):
            return getattr(scipy.sparse, name)
        if root == "numpy" and name in ("_reconstruct", "scalar", "ndarray", "dtype", "_frombuffer"):
            return super().find_class(module, name)
        if (module, name) in (("_codecs", "encode"), ("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor")):
            return super().find_class(module, name)
        if root in ("builtins", "__builtin__") and name in ("object", "dict", "list", "set"):
            return super().find_class("builtins", name)
        raise pickle.UnpicklingError(f"expected numbers, got {module}.{name}; was this file made by somebody else?")


def unpickle(path):
    with open(path, "rb") as file:
        return Numbers(file, encoding="latin1").load()


def dense(value, kind=np.float32):
    """An array in C order, of an array, a chumpy object or a sparse matrix."""
    value = value.x if isinstance(value, Chumpy) else value
    value = value.toarray() if scipy.sparse.issparse(value) else value
    return np.ascontiguousarray(value, dtype=kind)


def flame(path):
    model = unpickle(path)
    numbers = {name: dense(model[name]) for name in ("v_template", "shapedirs", "posedirs", "J_regressor", "weights")}
    tree = dense(model["kintree_table"], np.int64)
    tree[0, 0] = -1  # the root's parent, 2**32 - 1 in the pickle
    # FLAME 2020 has 300 directions of shape before those of expression.
    return numbers | {"f": dense(model["f"], np.int32), "kintree_table": tree, "expression_start": np.int32(300)}


def texture(path, count):
    space = np.load(path)
    mean, directions = space["mean"], space["tex_dir"][..., :count]
    shape = (mean.shape[0] // 2, 2, mean.shape[1] // 2, 2)
    # 512² to 256²: means of four, which is what halving by bilinear interpolation gives. The file's colors are blue, green, red.
    small = mean.astype(np.float32).reshape(*shape, 3).mean((1, 3))[..., ::-1]
    small_directions = directions.astype(np.float32).reshape(*shape, 3, -1).mean((1, 3))[..., ::-1, :]
    return {"mean": dense(small), "dirs": dense(small_directions), "vt": dense(space["vt"]), "ft": dense(space["ft"], np.int32)}


def points(path, mask, face):
    with open(path, "rb") as file:  # a .npy file of one object, which is a pickle behind a header
        np.lib.format.read_magic(file)
        np.lib.format.read_array_header_1_0(file)
        table = Numbers(file, encoding="latin1").load().item()
    chosen = table["valid_pixel_ids"].astype(int)
    rows, columns = table["y_coords"].astype(int)[chosen], table["x_coords"].astype(int)[chosen]
    return {
        "valid_pixel_3d_faces": dense(table["valid_pixel_3d_faces"], np.int32),
        "valid_pixel_b_coords": dense(table["valid_pixel_b_coords"]),
        "face_mask": dense(np.load(mask)[rows, columns] > 127, np.uint8),
        "face_vertices": dense(unpickle(face)["face"], np.int32).ravel(),
    }


def fits(path):
    """A dictionary by file name, 00000.pkl and on, of shape 100, exp 50, pose 6, cam 3, tex 50, lit 9x3."""
    table = unpickle(path)
    names = sorted(table)
    rows = [np.concatenate([dense(table[n][part]).ravel() for part in ("shape", "exp", "pose", "cam", "tex", "lit")]) for n in names]
    return {"theta": dense(np.stack(rows)), "index": dense([int(pathlib.Path(n).stem) for n in names], np.int32)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("flame", "texture", "points", "mask", "face", "fits", "to"):
        parser.add_argument(f"--{name}", required=True, type=pathlib.Path)
    parser.add_argument("--textures", type=int, default=50, help="directions of texture to keep")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    np.savez(asked.to / "flame.npz", **flame(asked.flame))
    np.savez(asked.to / "tex.npz", **texture(asked.texture, asked.textures))
    np.savez(asked.to / "uv.npz", **points(asked.points, asked.mask, asked.face))
    np.savez(asked.to / "fits.npz", **fits(asked.fits))


if __name__ == "__main__":
    main()
