"""Files of NumPy arrays of every type that the reader knows, stored and packed. Needs numpy alone."""
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent / "npz"
arrays = {f"f{n}": (np.arange(6, dtype=f"<f{n}") - 1.5).reshape(2, 3) for n in (2, 4, 8)}
arrays |= {f"i{n}": (np.arange(6) - 2).astype(f"<i{n}").reshape(3, 2) for n in (1, 2, 4, 8)}
arrays |= {f"u{n}": np.array([0, 1, 2, 200], dtype=f"<u{n}") for n in (1, 2, 4)}
arrays |= {"b1": np.array([True, False, True]), "one": np.int32(7), "empty": np.zeros((0, 4), np.float32)}
np.savez(here / "stored.npz", **arrays)
np.savez_compressed(here / "packed.npz", **arrays)
