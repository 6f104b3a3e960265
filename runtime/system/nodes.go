package system

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/announcer"
	"swarm/actors/choker"
	"swarm/actors/contacts"
	"swarm/actors/downlink"
	"swarm/actors/download"
	"swarm/actors/downloader"
	"swarm/actors/heartbeat"
	"swarm/actors/path"
	"swarm/actors/peer"
	"swarm/actors/port"
	"swarm/actors/remote"
	"swarm/actors/seeder"
	"swarm/actors/uplink"
)

// nodeSpawn makes the actors of one node.
type nodeSpawn struct {
	system *System
	node   *port.Node
}

// Spawn returns what makes the actors of a node.
func (s *System) Spawn(node *port.Node) port.Spawn { return nodeSpawn{system: s, node: node} }

// Peer starts the root actor of a node.
func (s *System) Peer(node *port.Node, spec port.PeerSpec) port.PID {
	memory := peer.NewMemory(spec.Token)
	ports := peer.Ports{ID: node.ID, Settings: &node.Settings, Clock: node.Clock, Rand: node.Rand,
		Network: node.Network, BitTorrent: node.BitTorrent, Announces: node.Announcer != nil,
		Store: node.Store, Tracker: node.Tracker, Tokens: node.Tokens, Spawn: s.Spawn(node), Journal: node.Journal}
	return s.spawnRoot(KindPeer, "peer/"+node.ID.String(), &record{node: node.ID, journal: node.Journal},
		func() actor.Actor { return peer.New(ports, spec, memory) })
}

func (s nodeSpawn) child(ctx port.Context, kind Kind, name string, produce func() actor.Actor) port.PID {
	return s.system.spawnChild(ctx, name, &record{kind: kind, node: s.node.ID, journal: s.node.Journal}, produce)
}

// Heartbeat implements port.PeerSpawn.
func (s nodeSpawn) Heartbeat(ctx port.Context, name string) port.PID {
	ports := heartbeat.Ports{Clock: s.node.Clock, Settings: &s.node.Settings}
	return s.child(ctx, KindHeartbeat, name, func() actor.Actor { return heartbeat.New(ports) })
}

// Uplink implements port.PeerSpawn.
func (s nodeSpawn) Uplink(ctx port.Context, name string) port.PID {
	memory := &uplink.Memory{}
	ports := uplink.Ports{Settings: &s.node.Settings, Clock: s.node.Clock, Rand: s.node.Rand,
		Network: s.node.Network}
	return s.child(ctx, KindUplink, name, func() actor.Actor { return uplink.New(ports, memory) })
}

// Downlink implements port.PeerSpawn.
func (s nodeSpawn) Downlink(ctx port.Context, name string) port.PID {
	memory := &downlink.Memory{}
	ports := downlink.Ports{Clock: s.node.Clock}
	return s.child(ctx, KindDownlink, name, func() actor.Actor { return downlink.New(ports, memory) })
}

// Path implements port.PeerSpawn.
func (s nodeSpawn) Path(ctx port.Context, name string, spec port.PathSpec) port.PID {
	ports := path.Ports{Clock: s.node.Clock, Rand: s.node.Rand, Network: s.node.Network}
	return s.child(ctx, KindPath, name, func() actor.Actor { return path.New(ports, spec) })
}

// Seeder implements port.PeerSpawn.
func (s nodeSpawn) Seeder(ctx port.Context, name string, spec port.SeederSpec) port.PID {
	ports := seeder.Ports{Clock: s.node.Clock, Network: s.node.Network}
	return s.child(ctx, KindSeeder, name, func() actor.Actor { return seeder.New(ports, spec) })
}

// Download implements port.PeerSpawn.
func (s nodeSpawn) Download(ctx port.Context, name string, spec port.DownloadSpec) port.PID {
	ports := download.Ports{ID: s.node.ID, Settings: &s.node.Settings, Clock: s.node.Clock, Rand: s.node.Rand,
		Network: s.node.Network, BitTorrent: s.node.BitTorrent, Store: s.node.Store, Spawn: s,
		Journal: s.node.Journal}
	return s.child(ctx, KindDownload, name, func() actor.Actor { return download.New(ports, spec) })
}

// Downloader implements port.DownloadSpawn.
func (s nodeSpawn) Downloader(ctx port.Context, name string, spec port.DownloaderSpec) port.PID {
	ports := downloader.Ports{Clock: s.node.Clock, Store: s.node.Store}
	return s.child(ctx, KindDownloader, name, func() actor.Actor { return downloader.New(ports, spec) })
}

// Contacts implements port.PeerSpawn.
func (s nodeSpawn) Contacts(ctx port.Context, name string, spec port.ContactsSpec) port.PID {
	memory := &contacts.Memory{}
	ports := contacts.Ports{Clock: s.node.Clock, Edge: s.node.BitTorrent, Spawn: s}
	return s.child(ctx, KindContacts, name, func() actor.Actor { return contacts.New(ports, spec, memory) })
}

// Choker implements port.PeerSpawn.
func (s nodeSpawn) Choker(ctx port.Context, name string) port.PID {
	memory := &choker.Memory{}
	ports := choker.Ports{Clock: s.node.Clock}
	return s.child(ctx, KindChoker, name, func() actor.Actor { return choker.New(ports, memory) })
}

// Remote implements port.ContactsSpawn.
func (s nodeSpawn) Remote(ctx port.Context, name string, spec port.RemoteSpec) port.PID {
	memory := &remote.Memory{}
	ports := remote.Ports{ID: s.node.ID, Clock: s.node.Clock, Journal: s.node.Journal}
	return s.child(ctx, KindRemote, name, func() actor.Actor { return remote.New(ports, spec, memory) })
}

// Announcer implements port.PeerSpawn.
func (s nodeSpawn) Announcer(ctx port.Context, name string, spec port.AnnouncerSpec) port.PID {
	ports := announcer.Ports{ID: s.node.ID, Clock: s.node.Clock, Rand: s.node.Rand, Edge: s.node.Announcer,
		Journal: s.node.Journal}
	return s.child(ctx, KindAnnouncer, name, func() actor.Actor { return announcer.New(ports, spec) })
}
