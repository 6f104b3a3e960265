package peer

import (
	"fmt"
	"strings"

	"swarm/actors/port"
	"swarm/messages"
)

// limits are the rate limits in force, indexed by messages.Way.
type limits [2]messages.Limits

// startLimits puts the limits of the settings in force; after a crash, those that were in force before.
func (a *Actor) startLimits(ctx port.Context) {
	if a.memory.limits == nil {
		settings := a.ports.Settings
		a.memory.limits = &limits{
			messages.WayUpload:   {Node: settings.UploadLimit, Each: settings.FileUploadLimit},
			messages.WayDownload: {Node: settings.DownloadLimit, Each: settings.FileDownloadLimit},
		}
		for way, configured := range a.memory.limits {
			set := messages.LimitSet{At: a.at(), Way: messages.Way(way), Configured: true}
			if set.Scope, set.Rate = messages.ScopeNode, configured.Node; set.Rate != 0 {
				a.ports.Journal.Note(set)
			}
			if set.Scope, set.Rate = messages.ScopeEach, configured.Each; set.Rate != 0 {
				a.ports.Journal.Note(set)
			}
		}
	}
	for way, configured := range a.memory.limits {
		if configured.Any() {
			a.sendLimits(ctx, messages.Way(way))
		}
	}
}

// limit carries out a command that sets a limit.
func (a *Actor) limit(ctx port.Context, command *messages.Limit) {
	set := messages.LimitSet{At: a.at(), Way: command.Way, Scope: command.Scope, Rate: command.Rate}
	if command.Scope == messages.ScopeFile {
		h, reason := a.memory.holdingCalled(command.Name)
		if h == nil {
			a.ports.Journal.Note(messages.CommandRefused{At: a.at(),
				Command: fmt.Sprintf("limit %v of %s", command.Way, command.Name), Reason: reason})
			return
		}
		set.InfoHash, set.Name = h.file.File().InfoHash, h.file.File().Name
	}
	current := &a.memory.limits[command.Way]
	*current = current.With(command.Scope, set.InfoHash, command.Rate)
	a.sendLimits(ctx, command.Way)
	a.ports.Journal.Note(set)
}

// dropLimits removes the limits of a file that is no longer held.
func (a *Actor) dropLimits(ctx port.Context, file messages.InfoHash) {
	for way := range a.memory.limits {
		current := &a.memory.limits[way]
		if rest := current.Without(file); len(rest.Files) < len(current.Files) {
			*current = rest
			a.sendLimits(ctx, messages.Way(way))
		}
	}
}

func (a *Actor) sendLimits(ctx port.Context, way messages.Way) {
	current := a.memory.limits[way]
	if way == messages.WayUpload {
		ctx.Send(a.uplink, &current)
	} else {
		ctx.Send(a.downlink, &current)
	}
}

// holdingCalled returns the holding with a file name or an info-hash, or the reason why there is no single one.
func (m *Memory) holdingCalled(name string) (found *holding, reason string) {
	for _, h := range m.holdings {
		switch file := h.file.File(); {
		case strings.EqualFold(file.InfoHash.String(), name):
			return h, ""
		case file.Name != name:
		case found != nil:
			return nil, fmt.Sprintf("there are several files of that name: give the info-hash, %v or %v",
				found.file.File().InfoHash, file.InfoHash)
		default:
			found = h
		}
	}
	if found == nil {
		reason = "no file of that name is shared or fetched here: status lists them"
	}
	return found, reason
}
