package peer

import (
	"fmt"
	"strings"

	"swarm/actors/port"
	"swarm/messages"
)

// limits are the rate limits that hold, by way.
type limits [2]messages.Limits

// startLimits puts the limits of the settings in force, or after a crash those that held.
func (a *Actor) startLimits(ctx port.Context) {
	if a.memory.limits == nil {
		settings := a.ports.Settings
		a.memory.limits = &limits{
			messages.WayUpload:   {Node: settings.UploadLimit, Each: settings.FileUploadLimit},
			messages.WayDownload: {Node: settings.DownloadLimit, Each: settings.FileDownloadLimit},
		}
		for way, of := range a.memory.limits {
			set := messages.LimitSet{At: a.at(), Way: messages.Way(way), Configured: true}
			if set.Scope, set.Rate = messages.ScopeNode, of.Node; set.Rate != 0 {
				a.ports.Journal.Note(set)
			}
			if set.Scope, set.Rate = messages.ScopeEach, of.Each; set.Rate != 0 {
				a.ports.Journal.Note(set)
			}
		}
	}
	for way, of := range a.memory.limits {
		if of.Any() {
			a.tellLimits(ctx, messages.Way(way))
		}
	}
}

// limit does what a command says.
func (a *Actor) limit(ctx port.Context, command *messages.Limit) {
	set := messages.LimitSet{At: a.at(), Way: command.Way, Scope: command.Scope, Rate: command.Rate}
	if command.Scope == messages.ScopeFile {
		h, reason := a.memory.called(command.Name)
		if h == nil {
			a.ports.Journal.Note(messages.CommandRefused{At: a.at(), Command: fmt.Sprintf("limit %v of %s", command.Way, command.Name),
				Reason: reason})
			return
		}
		set.InfoHash, set.Name = h.file.File().InfoHash, h.file.File().Name
	}
	of := &a.memory.limits[command.Way]
	*of = of.With(command.Scope, set.InfoHash, command.Rate)
	a.tellLimits(ctx, command.Way)
	a.ports.Journal.Note(set)
}

// forgetLimits drops the limits of a file that is let go of.
func (a *Actor) forgetLimits(ctx port.Context, file messages.InfoHash) {
	for way := range a.memory.limits {
		of := &a.memory.limits[way]
		if left := of.Without(file); len(left.Files) < len(of.Files) {
			*of = left
			a.tellLimits(ctx, messages.Way(way))
		}
	}
}

func (a *Actor) tellLimits(ctx port.Context, way messages.Way) {
	told := a.memory.limits[way]
	if way == messages.WayUpload {
		ctx.Send(a.uplink, &told)
	} else {
		ctx.Send(a.downlink, &told)
	}
}

// called gives the file of a name, or of an info-hash; or says why there is none.
func (m *Memory) called(name string) (found *holding, reason string) {
	for _, h := range m.holdings {
		switch file := h.file.File(); {
		case strings.EqualFold(file.InfoHash.String(), name):
			return h, ""
		case file.Name != name:
		case found != nil:
			return nil, fmt.Sprintf("there are several files of that name: give the info-hash, %v or %v", found.file.File().InfoHash, file.InfoHash)
		default:
			found = h
		}
	}
	if found == nil {
		reason = "no file of that name is shared or fetched here: status lists them"
	}
	return found, reason
}
