"""Resized images and decoded JPEG files by Pillow, for ImageTransform and the image codecs.

The source of the resizing cases is `floor(256·u)` of golden.uniform(21, …), so that no picture is stored for it. The JPEG files are small
and smooth, with chroma in full size: other decoders differ from libjpeg in the last digits of the inverse transform, which the test
allows, and by more where chroma is stored in half size, because not all of them smooth it.
"""
import base64
import io
import os

import numpy as np
import PIL
from PIL import Image

import golden

FILTERS = {"Bilinear": Image.BILINEAR, "Bicubic": Image.BICUBIC, "Lanczos": Image.LANCZOS}
CASES = [("color", 3, 31, 23, 10, 7), ("color", 3, 31, 23, 47, 40), ("gray", 1, 31, 23, 64, 5), ("color", 3, 140, 140, 64, 64)]


def source(channels, width, height):
    data = np.floor(256 * golden.uniform(21, width * height * channels)).astype(np.uint8)
    return Image.fromarray(data.reshape(height, width, 3) if channels == 3 else data.reshape(height, width))


def text(array):
    return base64.b64encode(np.asarray(array, dtype=np.uint8).tobytes()).decode()


def main():
    resized = []
    for kind, channels, width, height, to_width, to_height in CASES:
        for name, filter_ in FILTERS.items():
            image = source(channels, width, height).resize((to_width, to_height), filter_)
            pixels = np.asarray(image)
            entry = {"channels": channels, "from": [width, height], "to": [to_width, to_height], "filter": name}
            if pixels.size > 10_000:  # the sum with weights 1, 2, 3, … finds any changed byte
                entry["checksum"] = int((pixels.reshape(-1).astype(np.int64) * np.arange(1, pixels.size + 1)).sum())
            else:
                entry["pixels"] = text(pixels)
            resized.append(entry)
    gray = text(source(3, 31, 23).convert("L"))

    jpegs = []
    y, x = np.mgrid[0:16, 0:24]
    color = np.stack([60 + 6 * x, 40 + 10 * y, 200 - 4 * x - 3 * y], axis=-1).astype(np.uint8)
    for name, image in [("tiny-color.jpg", Image.fromarray(color)), ("tiny-gray.jpg", Image.fromarray(color[:, :, 0]))]:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=92, subsampling=0)
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), "wb") as file:
            file.write(buffer.getvalue())
        decoded = np.asarray(Image.open(io.BytesIO(buffer.getvalue())))
        jpegs.append({"file": name, "width": 24, "height": 16, "channels": 1 if decoded.ndim == 2 else 3, "pixels": text(decoded)})

    golden.write("images.json", {"provenance": golden.provenance(pillow=PIL.__version__), "resized": resized, "luma": gray, "jpeg": jpegs})


if __name__ == "__main__":
    main()
