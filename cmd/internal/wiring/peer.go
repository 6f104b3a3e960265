package wiring

import (
	"errors"
	"fmt"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/announcer"
	"swarm/runtime/bittorrent"
	"swarm/runtime/disk"
	"swarm/runtime/metrics"
	"swarm/runtime/trackerhttp"
	"swarm/runtime/udp"
)

// PeerOptions describe a peer.
type PeerOptions struct {
	ID        messages.NodeID
	Tracker   string   // URL; "": the configured one
	Listen    string   // HOST:PORT for datagrams; "": a free port of the configured range, on all addresses
	Advertise []string // HOST or HOST:PORT, where others reach it; none: the addresses of its network interfaces
	Journals  []port.Journal
	Metrics   *metrics.Metrics

	// Wrap may return a network between the actors and the socket, or is nil. Tests use it to lose datagrams.
	Wrap func(port.Network) port.Network
}

// Peer is a running peer.
type Peer struct {
	ID         messages.NodeID
	Socket     *udp.Socket
	bitTorrent *bittorrent.Edge     // nil: the node speaks no BitTorrent
	announcer  *announcer.Announcer // nil likewise
	Store      *disk.Store
	host       *Host
	pid        port.PID
	tracker    *trackerhttp.Client
}

// StartPeer starts a peer: its log, folder, socket, tracker client and actors.
func (h *Host) StartPeer(options PeerOptions) (peer *Peer, err error) {
	p := &Peer{ID: options.ID, host: h}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.closeEdges())
		}
	}()
	cfg := h.Config
	settings := cfg.Settings()
	if options.Tracker != "" {
		settings.TrackerURL = options.Tracker
	}
	settings.AnnounceURL = messages.AnnounceURL(settings.TrackerURL)
	log, err := h.log("node" + options.ID.String())
	if err != nil {
		return nil, err
	}
	if p.Store, err = disk.New(disk.Options{Dir: cfg.Directory.NodeDir(options.ID), Gate: h.System,
		Tracker:     settings.TrackerURL,
		BufferBytes: h.bufferBytes(), Durable: cfg.Peer.Durable}); err != nil {
		return nil, err
	}
	if err := p.findTorrents(settings.TrackerURL); err != nil {
		return nil, err
	}
	token, err := p.Store.LoadToken()
	if err != nil {
		return nil, err
	}
	offload, err := udp.ParseOffload(string(cfg.Peer.Offload))
	if err != nil {
		return nil, err
	}
	if p.Socket, err = udp.Listen(udp.Options{Listen: options.Listen, Gate: h.System, Offload: offload,
		Report:        func(changes []any) { log.Info("datagrams", changes...) },
		ReceiveBuffer: int(cfg.Constants.BufferSize), MaxPayload: cfg.MaxBlockPayload(),
		PortRange: [2]int{cfg.Constants.AvailablePortsRange.First,
			cfg.Constants.AvailablePortsRange.Last}}); err != nil {
		return nil, err
	}
	if err := p.listenBitTorrent(cfg); err != nil {
		return nil, err
	}
	addresses, err := declaredAddresses(p.Socket.Addr(), options.Advertise)
	if err != nil {
		return nil, err
	}
	if p.tracker, err = trackerhttp.NewClient(trackerhttp.ClientOptions{URL: settings.TrackerURL,
		Gate: h.System, Torrent: p.torrent}); err != nil {
		return nil, err
	}
	journals := append(Journals{log}, options.Journals...)
	if options.Metrics != nil {
		journals = append(journals, options.Metrics)
	}
	network := port.Network(p.Socket)
	if options.Wrap != nil {
		network = options.Wrap(network)
	}
	node := &port.Node{ID: options.ID, Settings: settings, Clock: h.clock, Rand: h.rand, Network: network,
		Store: p.Store, Tracker: p.tracker, Tokens: p.Store, Journal: journals}
	if p.bitTorrent != nil {
		node.BitTorrent, node.Announcer = p.bitTorrent, p.announcer
	}
	p.pid = h.System.Peer(node,
		port.PeerSpec{Token: token, Listen: p.Socket.Addr(), Addrs: addresses})
	return p, nil
}

// Do passes a command to the peer. Facts report the result.
func (p *Peer) Do(command messages.Command) { p.host.System.Post(p.pid, command) }

// leaveTimeout is how long Close waits for EXIT to reach the tracker before it stops the peer.
const leaveTimeout = 1500 * time.Millisecond

// Close leaves the swarm and stops the peer and its edges.
func (p *Peer) Close() error {
	stopped := p.host.System.Stopped(p.pid)
	p.Do(&messages.Leave{})
	timer := time.NewTimer(leaveTimeout)
	defer timer.Stop()
	select {
	case <-stopped:
	case <-timer.C:
		p.host.System.Stop(p.pid)
	}
	return p.closeEdges()
}

func (p *Peer) closeEdges() error {
	var errs []error
	if p.tracker != nil {
		errs = append(errs, p.tracker.Close())
	}
	if p.Socket != nil {
		errs = append(errs, p.Socket.Close())
	}
	if p.announcer != nil {
		p.announcer.Stop()
	}
	if p.bitTorrent != nil {
		errs = append(errs, p.bitTorrent.Stop())
	}
	if p.Store != nil {
		errs = append(errs, p.Store.Stop())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("peer %v: close: %w", p.ID, err)
	}
	return nil
}
