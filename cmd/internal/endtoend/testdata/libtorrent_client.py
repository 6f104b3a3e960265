"""A libtorrent session that takes part in one torrent until its standard input ends.

    libtorrent_client.py ADDRESS TORRENT|MAGNET FOLDER

It prints "complete" when it has all of the torrent, and problems as they come.
"""
import sys
import threading

import libtorrent as lt

address, source, folder = sys.argv[1:4]
session = lt.session({
    "listen_interfaces": address + ":0",
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,
    "allow_multiple_connections_per_ip": True, "min_announce_interval": 1, "min_reconnect_time": 1,
    "announce_to_all_trackers": True, "announce_to_all_tiers": True,
    "alert_mask": lt.alert.category_t.error_notification | lt.alert.category_t.status_notification,
})
if source.startswith("magnet:"):
    params = lt.parse_magnet_uri(source)
else:
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(source)
params.save_path = folder
params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
handle = session.add_torrent(params)

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
complete = False
while not ended.is_set():
    session.wait_for_alert(100)
    for alert in session.pop_alerts():
        if alert.category() & lt.alert.category_t.error_notification:
            print("problem:", alert.message(), flush=True)
    if not complete and handle.status().is_seeding:
        complete = True
        print("complete", flush=True)
