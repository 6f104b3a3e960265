"""One libtorrent session over TCP, driven by lines on standard input.

    libtorrent_node.py SETTINGS                   SETTINGS is "default" or "high"

    make FILE TORRENT KIND [URL]   make a torrent; KIND is "hybrid" or "v1"; URL is its tracker's  -> made
    seed TORRENT FOLDER      check and share what lies in the folder      -> seeding PORT
    get TORRENT FOLDER PEERS fetch from PORT,PORT,... on 127.0.0.1        -> seeding PORT
    listen                                                               -> listening PORT
    announced                wait until a tracker has answered            -> announced

An answer that begins with "error" says what went wrong.
"""
import sys
import time

import libtorrent as lt

HOST = "127.0.0.1"


def session(kind):
    settings = lt.default_settings() if kind == "default" else lt.high_performance_seed()
    settings.update({
        "listen_interfaces": HOST + ":0",
        "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "enable_outgoing_utp": False, "enable_incoming_utp": False,
        "allow_multiple_connections_per_ip": True,
        "alert_mask": lt.alert.category_t.error_notification | lt.alert.category_t.status_notification,
    })
    return lt.session(settings)


def make(file, torrent, kind, url=""):
    files = lt.file_storage()
    lt.add_files(files, file)
    flags = lt.create_torrent.v1_only if kind == "v1" else 0
    creator = lt.create_torrent(files, 1 << 20, flags)
    if url:
        creator.add_tracker(url)
    lt.set_piece_hashes(creator, file.rpartition("/")[0])
    with open(torrent, "wb") as out:
        out.write(lt.bencode(creator.generate()))


def add(ses, torrent, folder, peers):
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(torrent)
    params.save_path = folder
    # Not seed_mode: a seed would then hash each piece while it serves it, which the others have done before the time.
    params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
    handle = ses.add_torrent(params)
    for port in peers:
        handle.connect_peer((HOST, int(port)))
    return handle


def wait(ses, handle):
    """Wait for the state to be seeding. Alerts wake us: nothing is polled."""
    while True:
        status = handle.status()
        if status.state == lt.torrent_status.seeding:
            return
        if status.errc.value() != 0:
            raise RuntimeError(status.errc.message())
        ses.wait_for_alert(200)
        ses.pop_alerts()


def wait_announced(handle):
    """Wait until each version of the torrent was announced."""
    for _ in range(1000):
        endpoints = [e for t in handle.trackers() for e in t["endpoints"]]
        hashes = [h for e in endpoints for h in e["info_hashes"]]
        if hashes and all(h["start_sent"] and not h["updating"] for h in hashes):
            return
        time.sleep(0.01)
    raise RuntimeError("no tracker answers: %s" % handle.trackers())


def main():
    ses = session(sys.argv[1])
    while ses.listen_port() == 0:
        time.sleep(0.01)
    keep = []
    for line in sys.stdin:
        words = line.split()
        try:
            if words[0] == "make":
                make(*words[1:])
                print("made", flush=True)
            elif words[0] == "announced":
                wait_announced(keep[-1])
                print("announced", flush=True)
            elif words[0] == "listen":
                print("listening", ses.listen_port(), flush=True)
            else:
                peers = words[3].split(",") if words[0] == "get" else []
                handle = add(ses, words[1], words[2], peers)
                keep.append(handle)
                wait(ses, handle)
                print("seeding", ses.listen_port(), flush=True)
        except Exception as problem:  # the driver shows it and gives up
            print("error", problem, flush=True)


main()
