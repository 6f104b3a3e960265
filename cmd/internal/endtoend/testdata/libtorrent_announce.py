"""A libtorrent session that announces one torrent at one tracker and scrapes it, until its standard input ends.

    libtorrent_announce.py ADDRESS:PORT TORRENT FOLDER TRACKER

It prints "announced PEERS" and "scraped SEEDS OTHERS", with the numbers that the tracker gave, and problems.
"""
import sys
import threading

import libtorrent as lt

interface, source, folder, tracker = sys.argv[1:5]
kinds = lt.alert.category_t
session = lt.session({
    "listen_interfaces": interface,
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,
    "allow_multiple_connections_per_ip": True, "min_announce_interval": 1,
    "alert_mask": kinds.error_notification | kinds.status_notification | kinds.tracker_notification,
})
params = lt.add_torrent_params()
params.ti = lt.torrent_info(source)
params.save_path = folder
params.trackers = [tracker]
params.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
params.flags |= lt.torrent_flags.override_trackers
handle = session.add_torrent(params)

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
while not ended.is_set():
    session.wait_for_alert(100)
    for alert in session.pop_alerts():
        if isinstance(alert, lt.tracker_reply_alert):
            print("announced", alert.num_peers, flush=True)
            handle.scrape_tracker()
        elif isinstance(alert, lt.scrape_reply_alert):
            print("scraped", alert.complete, alert.incomplete, flush=True)
        elif alert.category() & kinds.error_notification:
            print("problem:", alert.message(), flush=True)
