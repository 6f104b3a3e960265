package metrics

import (
	"swarm/messages"
)

// Note implements port.Journal.
func (m *Metrics) Note(fact messages.Fact) {
	if fact == nil {
		return
	}
	m.facts.count(fact)
	switch f := fact.(type) {
	case messages.PieceVerified:
		m.verified.Add(float64(f.Bytes))
	case messages.PieceRejected:
		m.rejected.Inc()
	case messages.ChunkUploaded:
		m.uploaded.Add(float64(f.Bytes))
	case messages.StockPeerLeft:
		m.stock.WithLabelValues("sent").Add(float64(f.Sent))
		m.stock.WithLabelValues("received").Add(float64(f.Received))
	case messages.ChunkReceived:
		m.chunks.Observe(f.Took.Seconds())
	case messages.DownloadFinished:
		m.downloads.WithLabelValues(outcome(f)).Inc()
	case messages.DownloadFailed:
		m.downloads.WithLabelValues("failed").Inc()
	case messages.ActorRestarted:
		m.restarts.count(f.Kind)
	case messages.ActorGivenUp:
		m.givenUp.count(f.Kind)
	case messages.AskRefused:
		m.refusals.WithLabelValues(f.Mode.String(), reason(f.Reason)).Inc()
	case messages.TrackerRefused:
		m.refusals.WithLabelValues(f.Mode.String(), reason(f.Reason)).Inc()
	}
}

func outcome(f messages.DownloadFinished) string {
	if f.Already {
		return "already"
	}
	return "finished"
}

// reason returns the label for a reason. A tracker may send any text as a reason, so an unknown one becomes "other".
func reason(r messages.RefusedReason) string {
	switch r {
	case messages.RefusedNodeTaken, messages.RefusedNotKnown, messages.RefusedBadRequest, messages.RefusedFull:
		return string(r)
	}
	return other
}
