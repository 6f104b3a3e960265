package wiring

import (
	"crypto/rand"
	"errors"
	"net/netip"
	"runtime/debug"
	"strings"

	"swarm/actors/port"
	"swarm/runtime/announcer"
	"swarm/runtime/bittorrent"
	"swarm/runtime/config"
)

// portTries is how many ports of the range are tried. Whoever opened the range in a firewall wants one of them.
const portTries = 16

// listenBitTorrent opens the TCP port of a node: the same number as its datagrams', or one of the range that follows
// it, or any if those are taken.
func listenBitTorrent(datagrams netip.AddrPort, within config.PortRange, encryption config.Encryption,
	gate port.Gate) (*bittorrent.Edge, error) {
	var errs []error
	for _, number := range portsToTry(datagrams.Port(), within) {
		edge, err := bittorrent.New(bittorrent.Options{Listen: netip.AddrPortFrom(datagrams.Addr(), number).String(),
			Gate: gate, Random: rand.Reader, Client: clientName(),
			Encryption: bittorrent.Encryption(encryption)})
		if err == nil {
			return edge, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// listenBitTorrent opens the edges for BitTorrent, unless the settings turn it off.
func (p *Peer) listenBitTorrent(cfg config.Config) (err error) {
	if cfg.Peer.BitTorrent != config.On {
		return nil
	}
	p.bitTorrent, err = listenBitTorrent(p.Socket.Addr(), cfg.Constants.AvailablePortsRange, cfg.Peer.Encryption,
		p.host.System)
	if err == nil {
		p.announcer = announcer.New(p.host.System, clientName())
	}
	return err
}

// portsToTry returns port numbers in the order in which they are tried. 0 is any free one.
func portsToTry(first uint16, within config.PortRange) []uint16 {
	ports := []uint16{first}
	for i := 1; int(first) >= within.First && int(first) <= within.Last && i < portTries; i++ {
		if next := int(first) + i; next <= within.Last {
			ports = append(ports, uint16(next))
		}
	}
	return append(ports, 0)
}

// clientName is what peers show to their users.
func clientName() string {
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(info.Main.Version, "v") {
		return "Swarm " + info.Main.Version[1:]
	}
	return "Swarm"
}
