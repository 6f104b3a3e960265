package prompt

import "swarm/messages"

// verb is the action that a line asks for.
type verb string

const (
	verbSend     verb = "send"
	verbDownload verb = "download"
	verbExit     verb = "exit"
	verbHelp     verb = "help"
	verbStatus   verb = "status"
	verbLimit    verb = "limit"
)

// verbs maps every accepted word, in lower case, to its verb.
var verbs = map[string]verb{
	"send": verbSend, "download": verbDownload, "exit": verbExit, "quit": verbExit, "help": verbHelp, "?": verbHelp,
	"status": verbStatus, "limit": verbLimit, "limits": verbLimit,
}

// isMode reports whether the verb may follow -setMode.
func (v verb) isMode() bool { return v == verbSend || v == verbDownload || v == verbExit }

// takesName reports whether the name of a file must follow.
func (v verb) takesName() bool { return v == verbSend || v == verbDownload }

// placeholder returns the word that stands for the name in an example.
func (v verb) placeholder() string {
	if v == verbSend {
		return "FILE"
	}
	return "TORRENT"
}

// command returns what ParseLine returns for a verb that nothing follows.
func (v verb) command() any {
	switch v {
	case verbExit:
		return &messages.Leave{}
	case verbStatus:
		return Status{}
	}
	return Help{}
}
