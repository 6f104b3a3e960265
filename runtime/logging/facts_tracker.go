package logging

import "swarm/messages"

func describeTracker(fact messages.Fact) line {
	switch f := fact.(type) {
	case messages.NodeRegistered:
		return line{info, "registered", fields{"addr": f.Addr.String()}}
	case messages.NodeProven:
		return line{debug, "proven", fields{"addr": f.Addr.String()}}
	case messages.NodeUnreachable:
		return line{warn, "unreachable", fields{"addr": f.Addr.String(), "detail": "it does not answer there, and is " +
			"not named as an owner: let UDP in at its port, or start it with -advertise"}}
	case messages.NodeOwned:
		return line{info, "owned", fields{"file": f.InfoHash.Short(), "name": f.Name, "state": f.State.String()}}
	case messages.NodeNeeded:
		return line{info, "needed", fields{"file": f.InfoHash.Short(), "owners": f.Owners}}
	case messages.NodeUpdated:
		return line{info, "updated", fields{"upload_frequency": f.UploadFrequency}}
	case messages.NodeExited:
		return line{info, "left", fields{}}
	case messages.NodeExpired:
		return line{warn, "expired", fields{}}
	case messages.AskRefused:
		return line{warn, "refused", fields{"mode": f.Mode.String(), "reason": string(f.Reason), "detail": f.Detail}}
	}
	return line{}
}

// frequent returns the event of a fact that a busy tracker notes ten thousand times a second, and "" for other facts.
// Most lines of these events are suppressed, and need not be made. All have the level info.
func frequent(fact messages.Fact) string {
	switch fact.(type) {
	case messages.NodeNeeded:
		return "needed"
	case messages.NodeUpdated:
		return "updated"
	case messages.NodeOwned:
		return "owned"
	case messages.NodeExited:
		return "left"
	}
	return ""
}
