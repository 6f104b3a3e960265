package progress

import (
	"cmp"
	"fmt"
	"strings"

	"swarm/messages"
	"swarm/messages/wording"
)

// sentence returns the line that tells a person about a fact, or "" for a fact that only moves a bar.
func sentence(fact messages.Fact) string {
	text := peerSentence(fact)
	if text != "" {
		return "node " + fact.Where().String() + ": " + wording.Clean(text)
	}
	if text = trackerSentence(fact); text != "" {
		return "tracker: node " + fact.Where().String() + " " + wording.Clean(text)
	}
	return ""
}

func peerSentence(fact messages.Fact) string {
	switch f := fact.(type) {
	case messages.Joined:
		return "registered with the tracker at " + f.Tracker
	case messages.TrackerLost:
		return fmt.Sprintf("the tracker does not answer %v: %s; trying again in %s", f.Mode, f.Cause,
			duration(f.RetryIn))
	case messages.NotAnnounced:
		return fmt.Sprintf("no tracker that the torrent of %s names takes an announce; the last one, %s: %s; "+
			"trying again in %s", f.Name, f.Tracker, f.Reason, duration(f.RetryIn))
	case messages.TrackerBack:
		return "the tracker answers again"
	case messages.NotReachable:
		return "warning: " + f.Reason
	case messages.TrackerRefused:
		return fmt.Sprintf("the tracker refused %v: %s", f.Mode, cmp.Or(f.Detail, string(f.Reason)))
	case messages.NodeLeft:
		return "left the swarm"
	case messages.CommandRefused:
		if strings.Contains(f.Reason, f.Command) {
			return f.Reason // the reason names the command itself
		}
		return f.Command + ": " + f.Reason
	case messages.LimitSet:
		return limitText(f)
	case messages.FileShared:
		return fmt.Sprintf("shares %s (%s); its torrent is %s", f.File.Name, size(float64(f.File.Length)), f.Torrent)
	case messages.FilesChosen:
		return fmt.Sprintf("takes only %d files of %s (%s)", f.Files, f.Name, size(float64(f.Bytes)))
	case messages.FilesLeftOut:
		return fmt.Sprintf("leaves %d hidden or special files of %s out", f.Files, f.Name)
	case messages.SharingFailed:
		return fmt.Sprintf("cannot share %s: %s", f.Path, f.Reason)
	case messages.SharingStopped:
		return fmt.Sprintf("no longer shares %s: %s", f.Name, f.Reason)
	}
	return downloadSentence(fact)
}

func downloadSentence(fact messages.Fact) string {
	switch f := fact.(type) {
	case messages.DownloadStarted:
		if f.Have > 0 {
			return fmt.Sprintf("goes on with %s: %s of %s are here", f.File.Name,
				size(float64(f.Have)), size(float64(f.File.Length)))
		}
		return fmt.Sprintf("fetches %s (%s)", f.File.Name, size(float64(f.File.Length)))
	case messages.DownloadStalled:
		return fmt.Sprintf("waits for %d pieces: %s", f.Missing, f.Reason)
	case messages.DownloadFinished:
		if f.Already {
			return fmt.Sprintf("has %s already, complete and verified, at %s", f.File.Name, f.Path)
		}
		return fmt.Sprintf("has %s, complete and verified, at %s: %s in %s%s", f.File.Name, f.Path,
			size(float64(f.Bytes)), duration(f.Took), average(f))
	case messages.DownloadFailed:
		return fmt.Sprintf("cannot fetch %s: %s", cmp.Or(f.Name, f.Torrent), f.Reason)
	case messages.PieceRejected:
		return fmt.Sprintf("discarded piece %d of %s: its hash is wrong", f.Piece, ownerText(f.Owner))
	case messages.OwnerDropped:
		return fmt.Sprintf("no longer asks %s: %s", ownerText(f.Owner), f.Reason)
	case messages.ActorRestarted:
		return fmt.Sprintf("restarted a %s: %s", f.Kind, firstLine(f.Cause))
	case messages.ActorGivenUp:
		return fmt.Sprintf("gave up on a %s that crashed too often: %s", f.Kind, firstLine(f.Cause))
	}
	return ""
}

// ownerText names an owner, such as "node 7".
func ownerText(owner messages.NodeID) string {
	if owner == 0 {
		return "a BitTorrent peer"
	}
	return fmt.Sprintf("node %v", owner)
}

func trackerSentence(fact messages.Fact) string {
	switch f := fact.(type) {
	case messages.NodeRegistered:
		return "registered from " + f.Addr.String()
	case messages.NodeUnreachable:
		return "does not answer at " + f.Addr.String()
	case messages.NodeOwned:
		return fmt.Sprintf("owns %s (%v)", f.Name, f.State)
	case messages.NodeNeeded:
		return fmt.Sprintf("needs %s and was told %d owners", f.InfoHash.Short(), f.Owners)
	case messages.NodeExited:
		return "left"
	case messages.NodeExpired:
		return "was silent for too long and is forgotten"
	case messages.AskRefused:
		return fmt.Sprintf("was refused %v: %s", f.Mode, cmp.Or(f.Detail, string(f.Reason)))
	}
	return ""
}

// average returns the average rate of a download, such as ", 32.0 MiB/s"; "" if nothing was fetched.
func average(f messages.DownloadFinished) string {
	if f.Took <= 0 || f.Bytes == 0 {
		return ""
	}
	return ", " + rate(float64(f.Bytes)/f.Took.Seconds())
}

// firstLine returns the cause of a crash without its stack, which is in the log.
func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}
