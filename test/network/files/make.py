"""Makes the tensor files that the decoders are tested with, by NumPy, and what they hold as JSON.

    python3 test/network/files/make.py

Every fixture is `name: values`; a decoder is right when it gives these shapes and values.
"""
import gzip
import json
import pathlib
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent / "fixtures"
HERE.mkdir(exist_ok=True)
expected = {}


def expect(name, array):
    array = np.asarray(array)
    expected[name] = {"shape": list(array.shape), "values": np.asarray(array, dtype="float64").ravel().tolist()}


def npy(name, array, version=None):
    with open(HERE / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)
    expect(f"{name}.npy", array)


def idx(array, code, dtype):
    header = struct.pack(">BBBB", 0, 0, code, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(dtype).tobytes()


random = np.random.RandomState(7)
grid = np.arange(24).reshape(2, 3, 4)
extremes = {
    "i1": [-128, 127], "i2": [-32768, 32767], "i4": [-(2**31), 2**31 - 1], "i8": [-(2**53) + 1, 2**53 - 1],
    "u1": [0, 255], "u2": [0, 65535], "u4": [0, 2**32 - 1], "u8": [0, 2**53 - 1],
    "f2": [65504, 2**-24, -0.1], "f4": [3.4e38, 1e-45, -0.1], "f8": [1.7e308, 5e-324, -0.1],
}
for kind, values in extremes.items():
    for order, word in (("<", "little"), (">", "big")):
        npy(f"{kind}-{word}", np.array(values, dtype=order + kind))
npy("bool", np.array([[True, False], [False, True]]))
npy("scalar", np.array(2.5))
npy("three-axes", grid.astype("<f4"))
npy("fortran", np.asfortranarray(grid.astype(">f8")))
npy("fortran-square", np.asfortranarray(np.arange(9.0).reshape(3, 3)))
npy("version-2", random.randn(3, 2), version=(2, 0))
npy("version-3", random.randn(3, 2), version=(3, 0))

for name, array in {
    "structured": np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]),
    "text": np.array(["one", "two"]),
    "complex": np.zeros(2, dtype="c16"),
    "dates": np.zeros(2, dtype="M8[s]"),
    "empty": np.zeros((0, 3)),
    "not-finite": np.array([[1.0, 2.0], [3.0, np.nan], [np.inf, 0.0]]),
    "huge-integer": np.array([1, 2**62]),
}.items():
    np.save(HERE / f"{name}.npy", array)
np.save(HERE / "object.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)

members = {"x": random.randn(4, 3), "labels": np.array([2, 0, 1, 1], dtype="u1")}
np.savez(HERE / "stored.npz", **members)
np.savez_compressed(HERE / "deflated.npz", **members)
np.savez(HERE / "single.npz", only=members["x"])
for name in ("stored", "deflated"):
    for key, array in members.items():
        expect(f"{name}.npz:{key}", array)
expect("single.npz", members["x"])

table = np.array([[1, 2.5, -3e-2], [4, 0.5, 6e3]])
np.savetxt(HERE / "comma.csv", table, delimiter=",")
np.savetxt(HERE / "headed.csv", table, delimiter=";", header="a;b;c", comments="")
np.savetxt(HERE / "tabs.csv", table, delimiter="\t", header="a\tb\tc")
(HERE / "quoted.csv").write_bytes(b'\xef\xbb\xbf"width, cm","y","z"\r\n"1","2.5","-3e-2"\r\n\r\n"4","0.5","6e3"\r\n')
np.savetxt(HERE / "column.csv", table[:, :1])
for name in ("comma", "headed", "tabs", "quoted"):
    expect(f"{name}.csv", table)
expect("column.csv", table[:, :1])

for kind, code, dtype in (("u1", 8, ">u1"), ("i1", 9, ">i1"), ("i2", 11, ">i2"), ("i4", 12, ">i4"),
                          ("f4", 13, ">f4"), ("f8", 14, ">f8")):
    array = np.array(extremes[kind], dtype=dtype)
    (HERE / f"{kind}.idx").write_bytes(idx(array, code, dtype))
    expect(f"{kind}.idx", array)
(HERE / "digits-idx3-ubyte").write_bytes(idx(grid, 8, ">u1"))
(HERE / "digits-idx3-ubyte.gz").write_bytes(gzip.compress(idx(grid, 8, ">u1"), mtime=0))
(HERE / "packed.idx").write_bytes(gzip.compress(idx(grid, 8, ">u1"), mtime=0))
for name in ("digits-idx3-ubyte", "digits-idx3-ubyte.gz", "packed.idx"):
    expect(name, grid)

(HERE / "nested.json").write_text(json.dumps(table.tolist()))
(HERE / "number.json").write_text("2.5")
expect("nested.json", table)
expect("number.json", 2.5)

(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
