package system

import (
	"net/netip"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/downlink"
	"swarm/actors/download"
	"swarm/actors/downloader"
	"swarm/actors/heartbeat"
	"swarm/actors/path"
	"swarm/actors/peer"
	"swarm/actors/port"
	"swarm/actors/seeder"
	"swarm/actors/uplink"
)

var _ port.Spawn = (*System)(nil)

// Peer starts the root actor of a node.
func (s *System) Peer(node *port.Node, spec port.PeerSpec) port.PID {
	memory := peer.NewMemory(spec.Token)
	return s.spawnRoot(KindPeer, "peer/"+node.ID.String(), &record{node: node.ID, journal: node.Journal},
		func() actor.Actor { return peer.New(node, spec, memory) })
}

func of(kind Kind, node *port.Node) *record {
	return &record{kind: kind, node: node.ID, journal: node.Journal}
}

// Heartbeat implements port.Spawn.
func (s *System) Heartbeat(ctx port.Context, name string, node *port.Node) port.PID {
	return s.spawnChild(ctx, name, of(KindHeartbeat, node), func() actor.Actor { return heartbeat.New(node) })
}

// Uplink implements port.Spawn.
func (s *System) Uplink(ctx port.Context, name string, node *port.Node) port.PID {
	memory := &uplink.Memory{}
	return s.spawnChild(ctx, name, of(KindUplink, node), func() actor.Actor { return uplink.New(node, memory) })
}

// Downlink implements port.Spawn.
func (s *System) Downlink(ctx port.Context, name string, node *port.Node) port.PID {
	memory := &downlink.Memory{}
	return s.spawnChild(ctx, name, of(KindDownlink, node), func() actor.Actor { return downlink.New(node, memory) })
}

// Path implements port.Spawn.
func (s *System) Path(ctx port.Context, name string, node *port.Node, owner netip.AddrPort) port.PID {
	return s.spawnChild(ctx, name, of(KindPath, node), func() actor.Actor { return path.New(node, owner) })
}

// Seeder implements port.Spawn.
func (s *System) Seeder(ctx port.Context, name string, node *port.Node, spec port.SeederSpec) port.PID {
	return s.spawnChild(ctx, name, of(KindSeeder, node), func() actor.Actor { return seeder.New(node, spec) })
}

// Download implements port.Spawn.
func (s *System) Download(ctx port.Context, name string, node *port.Node, spec port.DownloadSpec) port.PID {
	return s.spawnChild(ctx, name, of(KindDownload, node), func() actor.Actor { return download.New(node, spec) })
}

// Downloader implements port.Spawn.
func (s *System) Downloader(ctx port.Context, name string, node *port.Node, spec port.DownloaderSpec) port.PID {
	return s.spawnChild(ctx, name, of(KindDownloader, node), func() actor.Actor { return downloader.New(node, spec) })
}
