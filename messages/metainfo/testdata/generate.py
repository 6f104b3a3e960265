#!/usr/bin/env python3
"""Makes the torrents and the table of this folder with libtorrent (python3-libtorrent 2.0.8), a stock implementation.

The files are not kept: byte i of a file is byte i % 32 of SHA-256 of the decimal number i // 32. libtorrent makes no
torrent of an empty file; that one is in the tests, written by hand.
"""
import hashlib, json, os, tempfile
import libtorrent as lt

V2_ONLY, V1_ONLY = 32, 64
HERE = os.path.dirname(os.path.abspath(__file__))


def content(length):
    out = bytearray()
    while len(out) < length:
        out += hashlib.sha256(b"%d" % (len(out) // 32)).digest()
    return bytes(out[:length])


def make(folder, length, piece_length, kind):
    with open(os.path.join(folder, "sample.bin"), "wb") as f:
        f.write(content(length))
    storage = lt.file_storage()
    storage.add_file("sample.bin", length)
    torrent = lt.create_torrent(storage, piece_length, {"hybrid": 0, "v1": V1_ONLY, "v2": V2_ONLY}[kind])
    torrent.add_tracker("http://localhost:12345/announce")
    torrent.set_comment("made by libtorrent " + lt.__version__)
    lt.set_piece_hashes(torrent, folder)
    entry = torrent.generate()
    entry[b"creation date"] = 1700000000
    data = lt.bencode(entry)
    hashes = lt.torrent_info(lt.bdecode(data)).info_hashes()
    leaf = entry[b"info"].get(b"file tree", {}).get(b"sample.bin", {}).get(b"", {})
    return data, {
        "torrent": "%s-%d-%d.torrent" % (kind, length, piece_length),
        "length": length,
        "piece_length": piece_length,
        "v1": str(hashes.v1) if kind != "v2" else "",
        "v2": str(hashes.v2) if kind != "v1" else "",
        "root": leaf.get(b"pieces root", b"").hex(),
    }


def main():
    KiB, MiB = 1 << 10, 1 << 20
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for length, piece_length in [
            (1, 16 * KiB), (16 * KiB - 1, 16 * KiB), (16 * KiB, 16 * KiB), (16 * KiB + 1, 16 * KiB),
            (16 * KiB + 1, 32 * KiB), (48 * KiB, 64 * KiB), (70000, MiB), (MiB, 64 * KiB), (MiB, MiB),
            (MiB + 1, MiB), (5 * MiB + 123, MiB), (3 * MiB + 17, 256 * KiB), (7 * MiB, 4 * MiB),
        ]:
            for kind in ["hybrid", "v1", "v2"]:
                data, row = make(folder, length, piece_length, kind)
                with open(os.path.join(HERE, row["torrent"]), "wb") as f:
                    f.write(data)
                rows.append(row)
    with open(os.path.join(HERE, "libtorrent.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


if __name__ == "__main__":
    main()
