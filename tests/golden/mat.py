# A file of three small house numbers as MATLAB writes them, for the reader of SVHN. Needs SciPy.
import numpy
import scipy.io

i, j, c, n = numpy.indices((32, 32, 3, 3))
x = ((i * 7 + j * 3 + c * 50 + n * 11) % 251).astype(numpy.uint8)
y = numpy.array([[10], [3], [1]], dtype=numpy.uint8)
scipy.io.savemat("svhn.mat", {"X": x, "y": y, "note": "text is passed over"}, do_compression=True)
